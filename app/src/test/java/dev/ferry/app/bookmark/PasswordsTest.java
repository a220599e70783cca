package dev.ferry.app.bookmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.app.cli.Questions;
import dev.ferry.client.SiteAddress;
import dev.ferry.client.failure.Failure;
import dev.ferry.wire.ftp.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The keychain is a program of the test's, which speaks as `secret-tool` and `security` do.
class PasswordsTest {

    @TempDir private Path home;
    @TempDir private Path bin;
    private SiteAddress site;
    private final List<String> answers = new ArrayList<>();
    private final Questions questions =
            new Questions() {
                @Override
                public Optional<String> answer(String question) {
                    return Optional.empty();
                }

                @Override
                public Optional<String> secret(String question) {
                    return answers.isEmpty()
                            ? Optional.empty()
                            : Optional.of(answers.removeFirst());
                }
            };

    @BeforeEach
    void start() throws IOException {
        site = SiteAddress.parse("ftp://anna@a.example:2121/x");
    }

    private void program(String name, String text) throws IOException {
        Path program = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private Passwords passwords(Map<String, String> environment) {
        return Passwords.in(home, questions, environment);
    }

    private Passwords without() {
        return passwords(Map.of("PATH", bin.toString()));
    }

    /// Its arguments are noted, as everybody on the machine could.
    private void secretTool() throws IOException {
        program(
                "secret-tool",
                """
                echo "$@" >> '%1$s/seen'
                case $1 in
                    store) cat > '%1$s/kept' ;;
                    lookup) cat '%1$s/kept' 2>/dev/null ;;
                    clear) rm -f '%1$s/kept' ;;
                esac
                """
                        .formatted(bin));
    }

    @Test
    void theFileIsOneWayToKeepThem() throws IOException {
        answers.addAll(List.of("master", "master"));
        Passwords first = without();
        assertThat(first.keep(site, new Secret("pass"))).isEqualTo(Kept.FILE);
        var bookmarks = new Bookmarks(home.resolve("bookmarks"));
        bookmarks.add("work", "ftp://anna@a.example:2121/x", Kept.FILE);
        answers.add("master");
        assertThat(without().find(site)).contains(new Secret("pass"));
        assertThat(passwords(Map.of("FERRY_MASTER_PASSWORD", "master")).find(site))
                .contains(new Secret("pass"));
        assertThat(without().find(SiteAddress.parse("ftp://bert@a.example:2121"))).isEmpty();
        assertThat(without().find(site)).isEmpty(); // nobody is there to be asked
        answers.add("master");
        assertThat(without().remove("work")).isTrue();
        assertThat(without().find(site)).isEmpty();
        assertThat(passwords(Map.of("FERRY_MASTER_PASSWORD", "master")).remove("work")).isFalse();
    }

    @Test
    void aNewMasterIsTypedTwice() {
        answers.addAll(List.of("master", "mister"));
        assertThatThrownBy(() -> without().keep(site, new Secret("pass")))
                .isInstanceOf(Failure.Usage.class);
        assertThat(home.resolve("passwords")).doesNotExist();
    }

    @Test
    void aPasswordThatAnotherNameNeedsStays() throws IOException {
        var master = Map.of("FERRY_MASTER_PASSWORD", "m");
        passwords(master).keep(site, new Secret("pass"));
        var bookmarks = new Bookmarks(home.resolve("bookmarks"));
        bookmarks.add("one", "ftp://anna@a.example:2121/x", Kept.FILE);
        bookmarks.add("two", "ftp://anna@a.example:2121/y");
        assertThat(passwords(master).remove("one")).isTrue();
        assertThat(passwords(master).find(site)).contains(new Secret("pass"));
        passwords(master).remove("two");
        bookmarks.add("three", "ftp://anna@a.example:2121", Kept.FILE);
        assertThat(passwords(master).find(site)).isEmpty();
    }

    @Test
    void theKeychainOfLinuxGetsThemByStandardInput() throws IOException {
        secretTool();
        String path = "/nowhere:" + bin;
        assertThat(SecretTool.isThere(path, "unix:path=/x")).isTrue();
        assertThat(SecretTool.isThere(path, "")).isFalse();
        assertThat(SecretTool.isThere("/nowhere", "unix:path=/x")).isFalse();
        var vault = new SecretTool(bin.resolve("secret-tool").toString());
        vault.keep("ftp://anna@a", new Secret("pass wörd"));
        assertThat(vault.find("ftp://anna@a")).contains(new Secret("pass wörd"));
        vault.forget("ftp://anna@a");
        assertThat(vault.find("ftp://anna@a")).isEmpty();
        assertThat(bin.resolve("seen"))
                .hasContent(
                        """
                        store --label=Ferry: ftp://anna@a service ferry site ftp://anna@a
                        lookup service ferry site ftp://anna@a
                        clear service ferry site ftp://anna@a
                        lookup service ferry site ftp://anna@a
                        """);
    }

    @Test
    void aLockedKeychainIsSaidSo() throws IOException {
        program("secret-tool", "exit 1\n");
        var vault = new SecretTool(bin.resolve("secret-tool").toString());
        assertThatThrownBy(() -> vault.keep("ftp://a", new Secret("x")))
                .hasMessageContaining("is it unlocked?");
        assertThat(vault.find("ftp://a")).isEmpty();
    }

    @Test
    void theKeychainOfMacOsGetsThemByStandardInput() throws IOException {
        program(
                "security",
                """
                echo "$@" >> '%1$s/seen'
                case $1 in
                    -i) read -r line; echo "$line" > '%1$s/line'; echo "${line##* }" > '%1$s/kept' ;;
                    find-generic-password) cat '%1$s/kept' 2>/dev/null ;;
                    delete-generic-password) rm -f '%1$s/kept' ;;
                esac
                """
                        .formatted(bin));
        assertThat(MacKeychain.isThere(bin.toString(), "Mac OS X")).isTrue();
        assertThat(MacKeychain.isThere(bin.toString(), "Linux")).isFalse();
        var vault = new MacKeychain(bin.resolve("security").toString());
        vault.keep("ftp://an\"na@a", new Secret("pass \"wörd\""));
        assertThat(vault.find("ftp://an\"na@a")).contains(new Secret("pass \"wörd\""));
        assertThat(bin.resolve("line"))
                .hasContent(
                        "add-generic-password -U -s ferry -a \"ftp://an\\\"na@a\" -w"
                                + " cGFzcyAid8O2cmQi\n");
        assertThat(Files.readString(bin.resolve("seen"))).doesNotContain("cGFzcyAid8O2cmQi");
        vault.forget("ftp://an\"na@a");
        assertThat(vault.find("ftp://an\"na@a")).isEmpty();
    }
}
