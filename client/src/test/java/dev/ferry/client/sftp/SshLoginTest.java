package dev.ferry.client.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferry.client.TransferClient;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.net.KnownHosts;
import dev.ferry.client.net.Trust;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Logins by keys: which are tried, in which order, and when a passphrase is asked for.
@Timeout(60)
final class SshLoginTest {

    private static final KeyPair RIGHT = ScriptedSftp.made();
    private static final KeyPair WRONG = ScriptedSftp.made();

    /// Counts what it is asked.
    private static class Login implements SshLogin {
        final List<KeyFile> files = new ArrayList<>();
        final AtomicInteger passphrases = new AtomicInteger();
        Optional<Secret> password = Optional.empty();
        List<String> knows = List.of();

        @Override
        public String user() {
            return ScriptedSftp.USER;
        }

        @Override
        public Optional<Secret> password() {
            return password;
        }

        @Override
        public List<KeyFile> keys() {
            return files;
        }

        @Override
        public boolean hasPassphrases() {
            return !knows.isEmpty();
        }

        @Override
        public Optional<Secret> passphrase(KeyFile key, int attempt) {
            passphrases.incrementAndGet();
            return attempt <= knows.size()
                    ? Optional.of(new Secret(knows.get(attempt - 1)))
                    : Optional.empty();
        }
    }

    private static KeyFile file(KeyPair pair, String passphrase, boolean withHalf) {
        var out = new ByteArrayOutputStream();
        OpenSSHKeyEncryptionContext how = null;
        if (!passphrase.isEmpty()) {
            how = new OpenSSHKeyEncryptionContext();
            how.setPassword(passphrase);
            how.setKdfRounds(1);
            how.setCipherType("256");
        }
        try {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "test", how, out);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return new KeyFile(
                "id_" + pair.hashCode(),
                out.toString(StandardCharsets.US_ASCII),
                withHalf
                        ? Optional.of(PublicKeyEntry.toString(pair.getPublic()) + " test")
                        : Optional.empty());
    }

    private static TransferClient client(ScriptedSftp server, SshLogin login, HostKeys known) {
        return TransferClient.builder(InstantSource.system())
                .trust(new Trust.FirstUse(KnownHosts.NONE))
                .patience(Duration.ofSeconds(20))
                .ssh((address, _) ->
                        new SshAccess(
                                address.host(),
                                server.port(),
                                address.host(),
                                known,
                                Optional.empty(),
                                login))
                .build();
    }

    private static void look(Login login, String... ways) throws IOException {
        try (var server = new ScriptedSftp(ways);
                TransferClient client = client(server, login, HostKeys.NONE)) {
            server.key = Optional.of(RIGHT.getPublic());
            server.files.put("/f", new byte[3]);
            assertThat(client.open(server.url("")).stat(VirtualPath.of("/f")).size()).hasValue(3);
        }
    }

    private static Failure refused(Login login, String... ways) {
        Failure why = catchThrowableOfType(Failure.LoginRefused.class, () -> look(login, ways));
        assertThat(why).isNotNull();
        return why;
    }

    @Test
    void keysAreTriedInTurn() throws IOException {
        var login = new Login();
        login.files.add(file(WRONG, "", true));
        login.files.add(file(RIGHT, "", false));
        look(login, "publickey");
        assertThat(login.passphrases.get()).isZero();
    }

    @Test
    void aPassphraseIsAskedForWhenTheServerTakesTheKey() throws IOException {
        var login = new Login();
        login.knows = List.of("open sesame");
        login.files.add(file(WRONG, "never asked for", true));
        login.files.add(file(RIGHT, "open sesame", false));
        look(login, "publickey");
        assertThat(login.passphrases.get()).isEqualTo(1);
    }

    @Test
    void aWrongPassphraseIsAskedForAgain() throws IOException {
        var login = new Login();
        login.knows = List.of("wrong", "wrong too", "open sesame");
        login.files.add(file(RIGHT, "open sesame", true));
        look(login, "publickey");
        login.knows = List.of("wrong");
        assertThat(refused(login, "publickey")).hasMessageContaining("no passphrase opens");
    }

    @Test
    void withoutAPassphraseTheNextWayIsTried() throws IOException {
        var login = new Login();
        login.files.add(file(RIGHT, "open sesame", true));
        login.password = Optional.of(new Secret(ScriptedSftp.PASSWORD));
        look(login, "publickey", "password");
        assertThat(login.passphrases.get()).isZero();
    }

    @Test
    void noKeyThatOpensIsARefusal() {
        var login = new Login();
        login.files.add(file(WRONG, "", true));
        assertThat(refused(login, "publickey").exitCode()).isEqualTo(4);
        assertThat(refused(login, "publickey", "password"))
                .hasMessageContaining("there is no password");
    }

    @Test
    void filesThatAreNoKeysArePassedOver() throws IOException {
        var login = new Login();
        login.files.add(
                new KeyFile("a", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA", Optional.empty()));
        login.files.add(new KeyFile("b", "PRIVATE KEY", Optional.of("ssh-rsa nothing")));
        login.files.add(new KeyFile("c", "", Optional.of("ssh-ed25519 AAAA")));
        login.files.add(file(RIGHT, "", true));
        look(login, "publickey");
    }

    @Test
    void anAgentThatIsNotThereIsPassedOver() throws IOException {
        var login =
                new Login() {
                    @Override
                    public Optional<String> agent() {
                        return Optional.of("/nowhere/agent");
                    }
                };
        login.files.add(file(RIGHT, "", true));
        look(login, "publickey");
    }

    @Test
    void aServerIsRememberedAndAnotherKeyRefusedWithBothFingerprints() throws IOException {
        var known = new ArrayList<HostKeys.Known>();
        var memory =
                new HostKeys() {
                    @Override
                    public List<Known> of(String host, int port) {
                        return List.copyOf(known);
                    }

                    @Override
                    public void remember(String host, int port, HostKey key) {
                        known.add(new Known(key, Standing.ITS_OWN, ""));
                    }
                };
        var login = new Login();
        login.files.add(file(RIGHT, "", true));
        KeyPair first = ScriptedSftp.made();
        KeyPair second = ScriptedSftp.made();
        for (KeyPair hostKey : List.of(first, first, second)) {
            try (var server = new ScriptedSftp(hostKey, "publickey");
                    TransferClient client = client(server, login, memory)) {
                server.key = Optional.of(RIGHT.getPublic());
                var site = client.open(server.url(""));
                if (!hostKey.equals(second)) {
                    site.remote().home();
                    continue;
                }
                Failure why =
                        catchThrowableOfType(Failure.NotTrusted.class, () -> site.remote().home());
                assertThat(why)
                        .hasMessageContaining(ScriptedSftp.shown(first).fingerprint().text())
                        .hasMessageContaining(ScriptedSftp.shown(second).fingerprint().text());
            }
        }
        assertThat(known).hasSize(1);
    }

    /// Whoever named a key learns why it did not help, and what does.
    @Test
    void aRefusalNamesTheKeysThatWereNotUsed() {
        var login = new Login();
        KeyFile sealed = file(RIGHT, "open sesame", true);
        login.files.add(sealed);
        login.files.add(new KeyFile("id.pub", "", Optional.of("ssh-ed25519 AAAA")));
        login.files.add(new KeyFile("broken", "-----BEGIN PRIVATE KEY-----", Optional.empty()));
        assertThat(refused(login, "publickey"))
                .hasMessageContaining("login as " + ScriptedSftp.USER + " refused")
                .hasMessageContaining(sealed.name() + " is not used, as it needs a passphrase")
                .hasMessageContaining("FERRY_KEY_PASSPHRASE")
                .hasMessageContaining("id.pub is not used, as it holds no private key")
                .hasMessageContaining("broken is not used, as it is no key");
    }
}
