package dev.ferry.client.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.sftp.HostKey;
import dev.ferry.client.sftp.KeyFile;
import dev.ferry.client.sftp.SshAccess;
import dev.ferry.client.sftp.SshAccess.Strictness;
import dev.ferry.wire.ftp.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpenSshHomeTest {

    private static final String PRIVATE =
            "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";

    @TempDir private Path home;

    private Path folder;
    private final List<String> notes = new ArrayList<>();
    private Optional<String> ofNetrc = Optional.empty();

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(home.resolve(".ssh"));
    }

    private final class Voice implements OpenSshHome.Voice {
        @Override
        public Optional<String> user() {
            return ofNetrc;
        }

        @Override
        public Optional<Secret> password(String user) {
            return Optional.of(new Secret("of " + user));
        }

        @Override
        public Optional<String> answer(String question, boolean shown) {
            return Optional.of(question);
        }

        @Override
        public boolean hasPassphrases() {
            return false;
        }

        @Override
        public Optional<Secret> passphrase(KeyFile key, int attempt) {
            return Optional.empty();
        }

        @Override
        public void note(String what) {
            notes.add(what);
        }
    }

    private OpenSshHome home(List<Path> identities) {
        return new OpenSshHome(
                home,
                "me",
                Optional.of("/run/agent"),
                Optional.empty(),
                Optional.empty(),
                identities);
    }

    private SshAccess access(String host, Optional<String> user) throws Failure {
        return home(List.of()).access(host, OptionalInt.empty(), user, new Voice());
    }

    private SshAccess access(String host) throws Failure {
        return access(host, Optional.empty());
    }

    private void configure(String text) throws IOException {
        Files.writeString(folder.resolve("config"), text);
    }

    private Path key(Path file, String mode) throws IOException {
        Files.writeString(file, PRIVATE);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static List<String> names(SshAccess access) throws IOException {
        return access.login().keys().stream()
                .map(key -> Path.of(key.name()).getFileName().toString())
                .toList();
    }

    @Test
    void withoutAnyFileThereIsTheHostAndTheUserOfThisMachine() throws IOException {
        SshAccess access = access("files.example");
        assertThat(access.host()).isEqualTo("files.example");
        assertThat(access.port()).isEqualTo(22);
        assertThat(access.knownAs()).isEqualTo("files.example");
        assertThat(access.strictness()).isEmpty();
        assertThat(access.login().user()).isEqualTo("me");
        assertThat(access.login().keys()).isEmpty();
        assertThat(access.login().agent()).hasValue("/run/agent");
        assertThat(access.login().onlyTheseKeys()).isFalse();
        assertThat(access.login().answer("Code?", true)).hasValue("files.example: Code?");
    }

    @Test
    void theUserIsOfTheUrlTheConfigurationAndThenOfNetrc() throws IOException {
        ofNetrc = Optional.of("netrc");
        assertThat(access("a").login().user()).isEqualTo("netrc");
        configure("User config\n");
        assertThat(access("a").login().user()).isEqualTo("config");
        assertThat(access("a", Optional.of("url")).login().user()).isEqualTo("url");
        assertThat(access("a").login().password()).hasValue(new Secret("of config"));
    }

    @Test
    void aNameOfTheConfigurationIsAHost() throws IOException {
        configure(
                """
                Host work
                  HostName %h.example
                  Port 2022
                  HostKeyAlias alias
                  IdentityAgent none
                  IdentitiesOnly yes
                """);
        SshAccess access = access("work");
        assertThat(access.host()).isEqualTo("work.example");
        assertThat(access.port()).isEqualTo(2022);
        assertThat(access.knownAs()).isEqualTo("alias");
        assertThat(access.login().agent()).isEmpty();
        assertThat(access.login().onlyTheseKeys()).isTrue();
        SshAccess other =
                home(List.of()).access("work", OptionalInt.of(23), Optional.empty(), new Voice());
        assertThat(other.port()).isEqualTo(23);
    }

    @Test
    void strictnessIsAsTheConfigurationSays() throws IOException {
        configure("StrictHostKeyChecking yes\n");
        assertThat(access("a").strictness()).hasValue(Strictness.KNOWN);
        for (String word : List.of("accept-new", "no", "off")) {
            configure("StrictHostKeyChecking " + word + "\n");
            assertThat(access("a").strictness()).hasValue(Strictness.NEW);
        }
        configure("StrictHostKeyChecking ask\n");
        assertThat(access("a").strictness()).isEmpty();
    }

    @Test
    void theUsualKeysAreTriedWhereNoneIsNamed() throws IOException {
        key(folder.resolve("id_rsa"), "rw-------");
        key(folder.resolve("id_ed25519"), "rw-------");
        Files.writeString(folder.resolve("id_ed25519.pub"), "ssh-ed25519 AAAA me\n");
        SshAccess access = access("a");
        assertThat(names(access)).containsExactly("id_ed25519", "id_rsa");
        assertThat(access.login().keys().getFirst().publicLine()).hasValue("ssh-ed25519 AAAA me");
    }

    @Test
    void namedKeysTakeThePlaceOfTheUsualOnes() throws IOException {
        key(folder.resolve("id_rsa"), "rw-------");
        key(folder.resolve("id_a"), "rw-------");
        key(home.resolve("mine"), "rw-------");
        configure("IdentityFile ~/.ssh/id_%h\nIdentityFile %d/.ssh/none\n");
        assertThat(names(access("a"))).containsExactly("id_a");
        SshAccess named =
                home(List.of(home.resolve("mine")))
                        .access("a", OptionalInt.empty(), Optional.empty(), new Voice());
        assertThat(names(named)).containsExactly("mine", "id_a");
    }

    @Test
    void aKeyThatOthersMayReadIsPassedOver() throws IOException {
        key(folder.resolve("id_rsa"), "rw-r-----");
        assertThat(access("a").login().keys()).isEmpty();
        assertThat(notes).singleElement().asString().contains("id_rsa", "chmod 600");
    }

    @Test
    void aPublicHalfAloneNamesAKeyOfTheAgent() throws IOException {
        Files.writeString(folder.resolve("id_rsa.pub"), "ssh-rsa AAAA me\n");
        Files.writeString(folder.resolve("card.pub"), "ssh-rsa BBBB card\n");
        configure("IdentityFile ~/.ssh/id_rsa\nIdentityFile ~/.ssh/card.pub\n");
        List<KeyFile> keys = access("a").login().keys();
        assertThat(keys).extracting(KeyFile::text).containsOnly("");
        assertThat(keys)
                .extracting(key -> key.publicLine().orElse(""))
                .containsExactly("ssh-rsa AAAA me", "ssh-rsa BBBB card");
    }

    @Test
    void hostsAreRememberedWhereTheConfigurationSays() throws IOException {
        HostKey key = HostKey.parse("AAAAC3NzaC1lZDI1NTE5AAAAAA==").orElseThrow();
        access("a").known().remember("a", 22, key);
        assertThat(folder.resolve("known_hosts")).content().startsWith("a ssh-ed25519 ");
        configure("UserKnownHostsFile ~/hosts /dev/null\n");
        access("b").known().remember("b", 22, key);
        assertThat(home.resolve("hosts")).content().startsWith("b ssh-ed25519 ");
        configure("UserKnownHostsFile none\n");
        access("c").known().remember("c", 22, key);
        assertThat(access("c").known().of("c", 22)).isEmpty();
    }

    @Test
    void aWayThroughOtherHostsIsRefused() throws IOException {
        configure("Host far\nProxyJump near\n");
        assertThatExceptionOfType(Failure.Usage.class)
                .isThrownBy(() -> access("far"))
                .withMessageContaining("ProxyJump near")
                .withMessageContaining("--proxy");
    }
}
