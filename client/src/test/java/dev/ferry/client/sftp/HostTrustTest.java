package dev.ferry.client.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.net.KnownHosts;
import dev.ferry.client.net.Trust;
import dev.ferry.client.sftp.HostKeys.Known;
import dev.ferry.client.sftp.HostKeys.Standing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class HostTrustTest {

    private static final HostKey KEY = key("ssh-ed25519", 1);
    private static final HostKey OTHER = key("ssh-ed25519", 2);
    private static final HostKey OTHER_KIND = key("ssh-rsa", 3);

    private static final class Memory implements HostKeys {
        final List<Known> all = new ArrayList<>();
        boolean broken;

        @Override
        public List<Known> of(String host, int port) throws IOException {
            if (broken) throw new IOException("the disk is gone");
            return all;
        }

        @Override
        public void remember(String host, int port, HostKey key) {
            all.add(known(key, Standing.ITS_OWN));
        }
    }

    private final Memory memory = new Memory();

    private static HostKey key(String type, int seed) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        byte[] wire = new byte[4 + name.length + 8];
        wire[3] = (byte) name.length;
        System.arraycopy(name, 0, wire, 4, name.length);
        wire[wire.length - 1] = (byte) seed;
        return HostKey.of(wire).orElseThrow();
    }

    private static Known known(HostKey key, Standing standing) {
        return new Known(key, standing, "the memory");
    }

    private void require(Trust trust) throws Failure {
        new HostTrust(trust, memory, "files.example", 2022).require(KEY);
    }

    private String refused(Trust trust) {
        var thrown = catchThrowableOfType(Failure.NotTrusted.class, () -> require(trust));
        assertThat(thrown.exitCode()).isEqualTo(5);
        return String.valueOf(thrown.getMessage());
    }

    private Trust asking(boolean answer) {
        return new Trust.Ask(
                new Trust.Roots(List.of()),
                KnownHosts.NONE,
                shown -> {
                    assertThat(shown.what()).isEqualTo("host key of kind ssh-ed25519");
                    assertThat(shown.fingerprint()).isEqualTo(KEY.fingerprint());
                    return answer;
                });
    }

    @Test
    void whoIsKnownIsTrusted() throws Failure {
        memory.remember("", 0, OTHER_KIND);
        memory.remember("", 0, KEY);
        require(Trust.system());
        require(asking(false));
        require(new Trust.FirstUse(KnownHosts.NONE));
    }

    @Test
    void whoIsKnownAsTheHostAloneIsTrustedToo() throws Failure {
        memory.all.add(known(KEY, Standing.OF_THE_HOST));
        require(Trust.system());
    }

    @Test
    void whoIsNotKnownIsRefusedWithHisFingerprint() {
        assertThat(refused(Trust.system()))
                .contains("files.example:2022", "not known", "--trust " + KEY.fingerprint());
        memory.all.add(known(OTHER, Standing.OF_THE_HOST));
        assertThat(refused(Trust.system())).contains("not known");
    }

    @Test
    void whoIsNotKnownIsAskedAboutAndRemembered() throws Failure {
        assertThat(refused(asking(false))).contains("not known");
        assertThat(memory.all).isEmpty();
        require(asking(true));
        assertThat(memory.all).containsExactly(known(KEY, Standing.ITS_OWN));
        require(asking(false));
    }

    @Test
    void theFirstUseIsRemembered() throws Failure {
        require(new Trust.FirstUse(KnownHosts.NONE));
        assertThat(memory.all).containsExactly(known(KEY, Standing.ITS_OWN));
    }

    @Test
    void aChangedKeyIsRefusedByEverybodyWithBothFingerprints() {
        memory.remember("", 0, OTHER);
        for (Trust trust :
                List.of(Trust.system(), asking(true), new Trust.FirstUse(KnownHosts.NONE))) {
            assertThat(refused(trust))
                    .contains("has changed", KEY.fingerprint().text(), "remove that line")
                    .contains(OTHER.fingerprint() + " (the memory)");
        }
        assertThat(memory.all).hasSize(1);
    }

    /// Somebody in between could show a key of a kind that is not known yet.
    @Test
    void aKeyOfAnotherKindIsAChangedOne() {
        memory.remember("", 0, OTHER_KIND);
        assertThat(refused(new Trust.FirstUse(KnownHosts.NONE))).contains("has changed");
    }

    @Test
    void aPinCountsAloneButNotAgainstARevocation() throws Failure {
        memory.remember("", 0, OTHER);
        require(new Trust.Pinned(Set.of(KEY.fingerprint())));
        assertThat(refused(new Trust.Pinned(Set.of(OTHER.fingerprint()))))
                .contains("not among", KEY.fingerprint().text());
        memory.all.add(known(KEY, Standing.REVOKED));
        assertThat(refused(new Trust.Pinned(Set.of(KEY.fingerprint())))).contains("revoked");
    }

    @Test
    void aRevokedKeyIsRefusedByEverybody() {
        memory.all.add(known(KEY, Standing.REVOKED));
        memory.all.add(known(KEY, Standing.ITS_OWN));
        for (Trust trust :
                List.of(Trust.system(), asking(true), new Trust.FirstUse(KnownHosts.NONE))) {
            assertThat(refused(trust)).contains("is revoked in the memory");
        }
    }

    @Test
    void aFileThatCannotBeReadTrustsNobody() {
        memory.broken = true;
        assertThat(refused(new Trust.FirstUse(KnownHosts.NONE))).contains("the disk is gone");
    }
}
