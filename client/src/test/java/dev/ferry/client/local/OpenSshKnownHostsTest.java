package dev.ferry.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.client.sftp.HostKey;
import dev.ferry.client.sftp.HostKeys.Known;
import dev.ferry.client.sftp.HostKeys.Standing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpenSshKnownHostsTest {

    private static final String ED25519 =
            "AAAAC3NzaC1lZDI1NTE5AAAAIM8KLg1O0ZqoCxVGoMXLoXggsnujNilHMGTnrJOW60HZ";

    /// Of ssh-keygen -H, of `[files.example]:2022` and `old.example`.
    private static final String HASHED =
            """
            |1|7hIqne8wOCBYS/mYuzGLFOZDG38=|D57fb2n7DWDyESyDvAfi0uxG0AM= ssh-ed25519 %1$s
            |1|1r0oPwZKMHBi22N1bjBQamjTJpY=|rZUJpuWZegkF9P3qnJvX2Rm/WAY= ssh-ed25519 %1$s
            """
                    .formatted(ED25519);

    @TempDir private Path folder;

    private static HostKey ed25519() {
        return HostKey.parse(ED25519).orElseThrow();
    }

    /// Some other key, of a type of our choice.
    private static HostKey other(String type, int seed) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        byte[] wire = new byte[4 + name.length + 8];
        wire[3] = (byte) name.length;
        System.arraycopy(name, 0, wire, 4, name.length);
        wire[wire.length - 1] = (byte) seed;
        return HostKey.of(wire).orElseThrow();
    }

    private static String line(String names, HostKey key) {
        return names + " " + key.type() + " " + key.base64() + "\n";
    }

    private Path file() {
        return folder.resolve("known_hosts");
    }

    private OpenSshKnownHosts known() {
        return new OpenSshKnownHosts(List.of(file()), Optional.of(file()), false);
    }

    private OpenSshKnownHosts knowing(String text) throws IOException {
        Files.writeString(file(), text);
        return known();
    }

    private static Known its(HostKey key) {
        return known(key, Standing.ITS_OWN);
    }

    private static Known known(HostKey key, Standing standing) {
        return new Known(key, standing, "");
    }

    /// What is known, wherever that is written.
    private static List<Known> of(OpenSshKnownHosts known, String host, int port)
            throws IOException {
        return known.of(host, port).stream().map(it -> known(it.key(), it.standing())).toList();
    }

    @Test
    void theFingerprintIsWhatOpensshShows() {
        assertThat(ed25519().type()).isEqualTo("ssh-ed25519");
        assertThat(ed25519().fingerprint())
                .hasToString("SHA256:LVdfW7X6aKYCJLYRbAGJ3JTdpPtMpniDKJENQc0s0PY");
    }

    @Test
    void aFileThatIsNotThereKnowsNobody() throws IOException {
        assertThat(of(known(), "files.example", 22)).isEmpty();
    }

    @Test
    void namesHaveAPortWhereItIsAnother() throws IOException {
        HostKey one = other("ssh-rsa", 1);
        HostKey two = other("ssh-rsa", 2);
        var known = knowing(line("a.example,10.0.0.1", one) + line("[a.example]:2022", two));
        assertThat(of(known, "a.example", 22)).containsExactly(its(one));
        assertThat(of(known, "A.Example", 22)).containsExactly(its(one));
        assertThat(of(known, "10.0.0.1", 22)).containsExactly(its(one));
        assertThat(of(known, "a.example", 2022)).containsExactly(its(two));
        assertThat(of(known, "a.example", 23)).containsExactly(known(one, Standing.OF_THE_HOST));
        assertThat(of(known, "b.example", 22)).isEmpty();
    }

    @Test
    void whereAKeyStandsIsSaid() throws IOException {
        HostKey rsa = other("ssh-rsa", 1);
        var known =
                knowing(
                        "# old\n"
                                + line("a.example", rsa)
                                + line("@revoked a.example", other("ssh-rsa", 2))
                                + line("a.example", ed25519()));
        assertThat(known.of("a.example", 22))
                .extracting(Known::where)
                .containsExactly(file() + " line 2", file() + " line 3", file() + " line 4");
        assertThat(known.of("a.example", 2022))
                .extracting(Known::where)
                .containsExactly(file() + " line 2", file() + " line 3", file() + " line 4");
    }

    @Test
    void aHostMayHaveSeveralKeys() throws IOException {
        HostKey rsa = other("ssh-rsa", 1);
        var known = knowing(line("a.example", ed25519()) + line("a.example", rsa));
        assertThat(of(known, "a.example", 22)).containsExactly(its(ed25519()), its(rsa));
    }

    @Test
    void namesMayBePatterns() throws IOException {
        HostKey one = other("ssh-rsa", 1);
        var known = knowing(line("*.example,!bad.example,10.0.?.1", one));
        assertThat(of(known, "a.example", 22)).containsExactly(its(one));
        assertThat(of(known, "bad.example", 22)).isEmpty();
        assertThat(of(known, "10.0.7.1", 22)).containsExactly(its(one));
        assertThat(of(known, "10.0.77.1", 22)).isEmpty();
    }

    @Test
    void namesMayBeHashed() throws IOException {
        var known = knowing(HASHED);
        assertThat(of(known, "files.example", 2022)).containsExactly(its(ed25519()));
        assertThat(of(known, "old.example", 22)).containsExactly(its(ed25519()));
        assertThat(of(known, "new.example", 22)).isEmpty();
    }

    @Test
    void whatIsRevokedIsSaidAndAuthoritiesArePassedOver() throws IOException {
        HostKey bad = other("ssh-rsa", 1);
        HostKey authority = other("ssh-rsa", 2);
        var known =
                knowing(
                        "# @revoked a.example ssh-rsa AAAA\n"
                                + line("@revoked *", bad)
                                + line("@cert-authority *", authority)
                                + line("a.example", ed25519()));
        assertThat(of(known, "a.example", 22))
                .containsExactlyInAnyOrder(known(bad, Standing.REVOKED), its(ed25519()));
        assertThat(of(known, "a.example", 2022)).contains(known(bad, Standing.REVOKED));
    }

    @Test
    void linesThatAreNoneArePassedOver() throws IOException {
        var known =
                knowing(
                        "\n# for people\nfiles.example\nfiles.example ssh-rsa\n"
                                + "files.example ssh-rsa %%%\nfiles.example ssh-rsa "
                                + ED25519
                                + "\nfiles.example:21 SHA256:abc\n|1|x|y ssh-ed25519 "
                                + ED25519
                                + "\n|1| ssh-ed25519 "
                                + ED25519
                                + "\n"
                                + line("files.example", ed25519()));
        assertThat(of(known, "files.example", 22)).containsExactly(its(ed25519()));
    }

    @Test
    void whoIsRememberedIsKnown() throws IOException {
        Path file = folder.resolve(".ssh/known_hosts");
        var known = new OpenSshKnownHosts(List.of(file), Optional.of(file), false);
        known.remember("Files.Example", 2022, ed25519());
        known.remember("files.example", 22, other("ssh-rsa", 1));
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "[files.example]:2022 ssh-ed25519 " + ED25519,
                        line("files.example", other("ssh-rsa", 1)).strip());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(of(known, "files.example", 2022)).containsExactly(its(ed25519()));
    }

    @Test
    void aLastLineWithoutAnEndStaysALine() throws IOException {
        HostKey rsa = other("ssh-rsa", 1);
        var known = knowing(line("a.example", rsa).strip());
        known.remember("b.example", 22, ed25519());
        assertThat(of(known, "a.example", 22)).containsExactly(its(rsa));
        assertThat(of(known, "b.example", 22)).containsExactly(its(ed25519()));
    }

    @Test
    void whoIsRememberedCanBeHashed() throws IOException {
        var known = new OpenSshKnownHosts(List.of(file()), Optional.of(file()), true);
        known.remember("files.example", 2022, ed25519());
        assertThat(Files.readString(file())).startsWith("|1|").doesNotContain("files.example");
        assertThat(of(known, "files.example", 2022)).containsExactly(its(ed25519()));
        assertThat(of(known, "files.example", 2023)).isEmpty();
    }

    @Test
    void severalMayRememberAtOnce() throws Exception {
        var all = new ArrayList<java.util.concurrent.Future<?>>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 100; i++) {
                String host = "h" + i + ".example";
                all.add(
                        threads.submit(() -> {
                            known().remember(host, 22, ed25519());
                            return null;
                        }));
            }
        }
        for (var one : all) one.get();
        assertThat(Files.readAllLines(file())).hasSize(100).doesNotHaveDuplicates();
    }
}
