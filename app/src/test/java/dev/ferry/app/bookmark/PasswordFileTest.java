package dev.ferry.app.bookmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.client.failure.Failure;
import dev.ferry.wire.ftp.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFileTest {

    private static final String SITE = "ftp://annabella@a.example";

    @TempDir private Path folder;
    private int asked;

    private Path file() {
        return folder.resolve("passwords");
    }

    private PasswordFile with(String master) {
        return new PasswordFile(
                file(),
                (_, _) -> {
                    asked++;
                    return master.isEmpty() ? Optional.empty() : Optional.of(master);
                });
    }

    @Test
    void whatIsKeptIsFoundUnderTheSameMaster() throws IOException {
        PasswordFile first = with("master ü");
        first.keep(SITE, new Secret("pass wörd\n"));
        first.keep("ftp://b", new Secret("other"));
        assertThat(asked).isEqualTo(1);
        assertThat(with("master ü").find(SITE)).contains(new Secret("pass wörd\n"));
        assertThat(with("master ü").find("ftp://b")).contains(new Secret("other"));
        assertThat(with("master ü").find("ftp://c")).isEmpty();
        PasswordFile again = with("master ü");
        again.forget(SITE);
        assertThat(again.find(SITE)).isEmpty();
        assertThat(again.find("ftp://b")).contains(new Secret("other"));
    }

    @Test
    void nothingOfItCanBeRead() throws IOException {
        with("m").keep(SITE, new Secret("pass"));
        String text = Files.readString(file());
        assertThat(text).startsWith("ferry-passwords 1\nargon2id m=19456 t=2 p=1 salt=");
        assertThat(text).doesNotContain("pass\n", "annabella", "example");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        with("m").keep(SITE, new Secret("pass"));
        assertThat(Files.readString(file())).isNotEqualTo(text);
    }

    @Test
    void anotherMasterOpensNothingAndIsAskedForAgain() throws IOException {
        with("right").keep(SITE, new Secret("pass"));
        assertThatThrownBy(() -> with("wrong").find(SITE))
                .isInstanceOf(Failure.LocalTrouble.class)
                .hasMessageContaining("master password is wrong");
        assertThatThrownBy(() -> with("wrong").keep(SITE, new Secret("mine")))
                .hasMessageContaining("master password is wrong");
        var answers = new ArrayList<>(List.of("wrong", "right"));
        var file = new PasswordFile(file(), (_, _) -> Optional.of(answers.removeFirst()));
        assertThatThrownBy(() -> file.find(SITE)).hasMessageContaining("wrong");
        assertThat(file.find(SITE)).contains(new Secret("pass"));
    }

    /// Neither the content nor how the key is made can be changed unseen.
    @Test
    void whoeverChangesTheFileIsFound() throws IOException {
        with("m").keep(SITE, new Secret("pass"));
        List<String> lines = Files.readAllLines(file());
        String sealed = lines.get(2);
        for (int at : new int[] {3, 20, sealed.length() - 8}) {
            char other = sealed.charAt(at) == 'A' ? 'B' : 'A';
            Files.write(
                    file(),
                    List.of(
                            lines.get(0),
                            lines.get(1),
                            sealed.substring(0, at) + other + sealed.substring(at + 1)));
            assertThatThrownBy(() -> with("m").find(SITE)).isInstanceOf(Failure.LocalTrouble.class);
        }
        Files.write(file(), List.of(lines.get(0), lines.get(1).replace("t=2", "t=3"), sealed));
        assertThatThrownBy(() -> with("m").find(SITE)).hasMessageContaining("wrong, or somebody");
        for (String cost : List.of("m=1 t=1 p=1", "m=9999999 t=1 p=1", "m=19456 t=999 p=1", "x")) {
            Files.write(
                    file(),
                    List.of(lines.get(0), lines.get(1).replace("m=19456 t=2 p=1", cost), sealed));
            assertThatThrownBy(() -> with("m").find(SITE))
                    .as(cost)
                    .hasMessageContaining("is no file of passwords, or damaged");
        }
        Files.write(file(), List.of());
        assertThatThrownBy(() -> with("m").find(SITE)).hasMessageContaining("damaged");
    }

    @Test
    void withoutAMasterNothingIsFoundAndNothingKept() throws IOException {
        assertThat(with("").find(SITE)).isEmpty();
        assertThat(asked).isZero();
        assertThatThrownBy(() -> with("").keep(SITE, new Secret("pass")))
                .isInstanceOf(Failure.Usage.class)
                .hasMessageContaining("FERRY_MASTER_PASSWORD");
        assertThat(file()).doesNotExist();
        with("m").keep(SITE, new Secret("pass"));
        assertThat(with("").find(SITE)).isEmpty();
    }
}
