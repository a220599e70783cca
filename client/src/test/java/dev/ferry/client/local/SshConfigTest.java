package dev.ferry.client.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.local.SshConfig.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SshConfigTest {

    @TempDir private Path home;

    private Entry entry(String host, String text) throws IOException {
        return entry(host, Optional.empty(), text);
    }

    private Entry entry(String host, Optional<String> user, String text) throws IOException {
        Path file = Files.createDirectories(home.resolve(".ssh")).resolve("config");
        Files.writeString(file, text);
        return SshConfig.read(file, home, "anna").of(host, user);
    }

    @Test
    void aFileThatIsNotThereSaysNothing() throws Failure {
        Entry entry = SshConfig.read(home.resolve("none"), home, "anna").of("a", Optional.empty());
        assertThat(entry.hostName()).isEmpty();
        assertThat(entry.port()).isEmpty();
        assertThat(entry.user()).isEmpty();
        assertThat(entry.identityFiles()).isEmpty();
        assertThat(entry.jump()).isEmpty();
    }

    @Test
    void theFirstValueOfEachWordCounts() throws IOException {
        String text =
                """
                # for all
                Host work
                  HostName files.example
                  port=2022
                  User = "bert"
                  IdentityFile ~/.ssh/id_work
                  UserKnownHostsFile ~/.ssh/kh "/with blank"   # two
                  HostKeyAlias w
                Host *
                  HostName other.example
                  Port 23
                  IdentityFile ~/.ssh/id_all
                  IdentitiesOnly yes
                  StrictHostKeyChecking ACCEPT-NEW
                  HashKnownHosts yes
                """;
        Entry entry = entry("work", text);
        assertThat(entry.hostName()).hasValue("files.example");
        assertThat(entry.port()).hasValue(2022);
        assertThat(entry.user()).hasValue("bert");
        assertThat(entry.identityFiles()).containsExactly("~/.ssh/id_work", "~/.ssh/id_all");
        assertThat(entry.identitiesOnly()).isTrue();
        assertThat(entry.knownHosts()).containsExactly("~/.ssh/kh", "/with blank");
        assertThat(entry.hostKeyAlias()).hasValue("w");
        assertThat(entry.strictHostKeyChecking()).hasValue("accept-new");
        assertThat(entry.hashKnownHosts()).isTrue();
        assertThat(entry("elsewhere", text).hostName()).hasValue("other.example");
        assertThat(entry("elsewhere", text).identityFiles()).containsExactly("~/.ssh/id_all");
    }

    @Test
    void hostsArePatterns() throws IOException {
        String text =
                """
                Port 1
                Host *.example !bad.example db?
                Port 2
                """;
        String both = text.replace("Port 1\n", "");
        assertThat(entry("a.example", text).port()).hasValue(1);
        assertThat(entry("a.example", both).port()).hasValue(2);
        assertThat(entry("db1", both).port()).hasValue(2);
        assertThat(entry("bad.example", both).port()).isEmpty();
        assertThat(entry("db10", both).port()).isEmpty();
    }

    @Test
    void matchKnowsNamesAndNothingElse() throws IOException {
        String text =
                """
                Match originalhost work user bert
                  Port 1
                Match host *.example !localuser carl
                  Port 2
                Match exec "true"
                  Port 3
                Match all
                  Port 4
                """;
        assertThat(entry("work", Optional.of("bert"), text).port()).hasValue(1);
        assertThat(entry("work", Optional.empty(), text).port()).hasValue(4);
        assertThat(entry("a.example", text).port()).hasValue(2);
        assertThat(entry("a.example", "HostName b.org\n" + text).port()).hasValue(4);
    }

    @Test
    void otherFilesAreIncluded() throws IOException {
        Path more = Files.createDirectories(home.resolve(".ssh/more"));
        Files.writeString(more.resolve("b.conf"), "Host b\nPort 2\n");
        Files.writeString(more.resolve("a.conf"), "Host a b\nPort 1\n");
        Files.writeString(home.resolve("c.conf"), "Host c\nPort 3\n");
        String text = "Include more/*.conf ~/c.conf none/*\nHost *\nPort 4\n";
        assertThat(entry("a", text).port()).hasValue(1);
        assertThat(entry("b", text).port()).hasValue(1);
        assertThat(entry("c", text).port()).hasValue(3);
        assertThat(entry("d", text).port()).hasValue(4);
    }

    @Test
    void aFileThatIncludesItselfIsRefused() {
        assertThatExceptionOfType(Failure.LocalTrouble.class)
                .isThrownBy(() -> entry("a", "Include config\n"))
                .withMessageContaining("includes itself");
    }

    @Test
    void whatCannotBeAPortIsRefused() {
        assertThatExceptionOfType(Failure.Usage.class)
                .isThrownBy(() -> entry("a", "Port ssh\n"))
                .withMessageContaining("Port ssh: is no port");
    }

    @Test
    void waysThroughOthersAreSeen() throws IOException {
        assertThat(entry("a", "ProxyJump b\n").jump()).hasValue("ProxyJump b");
        assertThat(entry("a", "ProxyJump none\n").jump()).isEmpty();
        assertThat(entry("a", "ProxyCommand nc %h %p\n").jump()).hasValue("a ProxyCommand");
        assertThat(entry("a", "ProxyJump none\nProxyCommand nc %h %p\n").jump()).isEmpty();
    }
}
