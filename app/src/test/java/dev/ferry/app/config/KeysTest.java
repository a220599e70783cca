package dev.ferry.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {

    private static final Path GUIDE = Path.of("..", "docs", "guide", "configuration.md");

    @TempDir private Path folder;

    @Test
    void aKeyStandsInTheTableOnceAndItsSectionTogether() {
        List<String> names = Keys.ALL.stream().map(Key::name).toList();
        assertThat(names).doesNotHaveDuplicates();
        var sections = new LinkedHashSet<String>();
        String last = "";
        for (Key<?> key : Keys.ALL) {
            if (!key.section().equals(last)) assertThat(sections.add(key.section())).isTrue();
            last = key.section();
        }
    }

    @Test
    void everyDefaultIsAValueThatTheFileCouldSay() {
        for (Key<?> key : Keys.ALL) {
            assertThat(key.kind().read(key.defaultText()))
                    .as(key.name())
                    .isEqualTo(key.byDefault());
        }
    }

    @Test
    void whatIsShownCanBeReadAgain() throws Exception {
        Path file = folder.resolve("a #1.yaml");
        Files.writeString(
                file,
                """
                data: "some where/#1"
                bind: "::1"
                ftp:
                  banner: 'He said: "go" # now'
                  passive-address: [{network: 10.0.0.0/8, address: 10.1.1.1}]
                  port: off
                files: {folder-mode: 02775}
                """);
        Settings first = ConfigFile.over(Settings.defaults(), file);
        String page = ConfigPage.of(first);
        Files.writeString(file, page);
        Settings again = ConfigFile.over(Settings.defaults(), file);
        assertThat(Config.of(again)).isEqualTo(Config.of(first));
        assertThat(Keys.ALL)
                .allSatisfy(key -> assertThat(again.origin(key)).isInstanceOf(Origin.InFile.class));
    }

    @Test
    void aShownValueSaysWhereItCameFrom() throws Exception {
        Path file = folder.resolve("f.yaml");
        Files.writeString(file, "ftp:\n  banner: Hello\n");
        Settings settings = ConfigFile.over(Settings.defaults(), file).with(Keys.FTP_PORT, "off");
        assertThat(ConfigPage.of(settings).lines())
                .contains(
                        "bind: any  # default",
                        "  port: off  # option --ftp-port",
                        "  banner: Hello  # " + file + ":2");
    }

    @Test
    void theGuideHoldsTheTable() throws Exception {
        assertThat(Files.readString(GUIDE)).contains(table());
    }

    /// What stands in the guide; where this test fails, its message holds the table to put there.
    private static String table() {
        var table =
                new StringBuilder(
                        "| key | what it may be | default | meaning |\n|---|---|---|---|\n");
        for (Key<?> key : Keys.ALL) {
            table.append(
                    "| `%s`%s | %s | `%s` | %s |\n"
                            .formatted(
                                    key.name(),
                                    key.option().map(option -> "<br>`" + option + "`").orElse(""),
                                    key.kind().words(),
                                    key.defaultText(),
                                    key.meaning()));
        }
        return table.toString();
    }
}
