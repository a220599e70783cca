package dev.ferry.it;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.wire.ftp.Command;
import dev.ferry.wire.ftp.CommandParser;
import dev.ferry.wire.ftp.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// docs/PROTOCOL.md says what the server does: every verb of the table behind the parser has its
/// row, every row its verb, and what a row promises and names is there.
final class ProtocolDocTest {

    private static final Set<String> STATES = Set.of("done", "partly", "no");
    private static final String NOTHING = "-";

    /// One line of a table.
    ///
    /// @param about a verb, or a section of a specification
    private record Row(
            String about, String second, String state, String since, String test, String why) {}

    private static final List<Row> VERBS = table("## Verbs");
    private static final List<Row> SECTIONS = table("## Sections");

    @Test
    void everyVerbOfTheServerHasOneRowAndEveryRowItsVerb() {
        assertThat(VERBS.stream().map(Row::about))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Verb.values()).map(Verb::name).toList());
    }

    @Test
    void aVerbIsServedExactlyWhereItsRowSaysSo() {
        for (Row row : VERBS) {
            boolean promised = !row.state().equals("no");
            assertThat(verb(row).served()).as(row.about()).isEqualTo(promised);
        }
    }

    /// Not what the table of verbs claims, but what the parser makes of the verb.
    @Test
    void theParserKnowsNoMoreAndNoLessThanTheRows() {
        for (Row row : VERBS) {
            Command command = CommandParser.parse(row.about() + " 1");
            assertThat(command).as(row.about()).isNotInstanceOf(Command.Unknown.class);
            assertThat(command instanceof Command.NotImplemented)
                    .as(row.about())
                    .isEqualTo(row.state().equals("no"));
        }
        assertThat(CommandParser.parse("FROB 1")).isInstanceOf(Command.Unknown.class);
    }

    @Test
    void aRowNamesTheSpecificationThatTheVerbComesFrom() {
        for (Row row : VERBS) {
            assertThat(row.second()).as(row.about()).startsWith(verb(row).specification());
        }
    }

    @Test
    void everyRowSaysItsStateAndSinceWhenAndWhatIsMissing() {
        for (Row row : allRows()) {
            boolean no = row.state().equals("no");
            assertThat(STATES).as(row.about()).contains(row.state());
            if (no) assertThat(row.since()).as(row.about()).isEqualTo(NOTHING);
            else assertThat(row.since()).as(row.about()).matches("[0-9]+\\.[0-9]+");
            if (!row.state().equals("done")) {
                assertThat(row.why()).as(row.about()).isNotEqualTo(NOTHING);
            }
        }
    }

    @Test
    void everythingDoneIsTestedWhereItsRowSays() throws IOException {
        Map<String, String> tests = sourcesOfTests();
        for (Row row : allRows()) {
            if (row.state().equals("no")) continue;
            assertThat(tests).as(row.about()).containsKey(row.test());
        }
        for (Row row : VERBS) {
            if (row.state().equals("no") || row.test().endsWith("IT")) continue;
            assertThat(tests.get(row.test()))
                    .as(row.test() + " mentions " + row.about())
                    .containsPattern("\\b" + row.about() + "\\b");
        }
    }

    @Test
    void noSectionHasTwoRows() {
        assertThat(SECTIONS).isNotEmpty();
        Map<String, List<Row>> bySection =
                SECTIONS.stream().collect(groupingBy(row -> row.about() + ' ' + row.second()));
        assertThat(bySection.values()).allMatch(rows -> rows.size() == 1);
        assertThat(SECTIONS).allMatch(row -> row.about().matches(".+ §[0-9.]+"));
    }

    private static Verb verb(Row row) {
        return Verb.named(row.about()).orElseThrow();
    }

    private static List<Row> allRows() {
        return Stream.of(VERBS, SECTIONS).flatMap(List::stream).toList();
    }

    /// The rows of the table below `heading`.
    private static List<Row> table(String heading) {
        try {
            return Files.readAllLines(FerryProcess.root().resolve("docs/PROTOCOL.md")).stream()
                    .dropWhile(line -> !line.equals(heading))
                    .skip(1)
                    .takeWhile(line -> !line.startsWith("## "))
                    .filter(line -> line.startsWith("| "))
                    .skip(1)
                    .map(ProtocolDocTest::row)
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Row row(String line) {
        String[] cells = line.substring(2, line.length() - 2).replace("`", "").split(" \\| ");
        assertThat(cells).as(line).hasSize(6);
        return new Row(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]);
    }

    /// Every test class of the house, and its source; classes of one name together.
    private static Map<String, String> sourcesOfTests() throws IOException {
        try (Stream<Path> modules = Files.list(FerryProcess.root())) {
            return modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .flatMap(ProtocolDocTest::filesBelow)
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .collect(
                            toMap(
                                    ProtocolDocTest::className,
                                    ProtocolDocTest::text,
                                    String::concat));
        }
    }

    private static Stream<Path> filesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.collect(Collectors.toList()).stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String className(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - ".java".length());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
