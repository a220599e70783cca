package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// docs/SECURITY.md lists what has broken file transfer servers: every known case has its row, and
/// every test that a row names is there and is named after the row.
final class SecurityDocTest {

    /// The cases we know of.
    private static final List<String> CASES =
            List.of(
                    "FTP bounce",
                    "passive port theft",
                    "passive theft from the same IP",
                    "passive accept denial",
                    "passive exhaustion",
                    "STARTTLS buffering",
                    "AUTH confusion",
                    "cross-protocol (ALPACA)",
                    "TLS truncation",
                    "renegotiation, old TLS",
                    "path traversal",
                    "prefix without boundary",
                    "a verb forgets the rule",
                    "symlink race",
                    "CR, LF, NUL, IAC injection",
                    "reply forging",
                    "injection in look-ups",
                    "before-login denial",
                    "memory, handles",
                    "glob and regex denial",
                    "recursion, huge listings",
                    "offsets",
                    "use after abort",
                    "inflate bomb",
                    "user enumeration",
                    "disabled and expired accounts",
                    "predictable tokens",
                    "script in names",
                    "SSH prefix truncation",
                    "upload called complete when cut");

    private static final Pattern NAMED =
            Pattern.compile("@DisplayName\\(\\s*\"([^\"]+)\"\\s*\\)[^{;]*?void (\\w+)\\(");
    private static final Pattern NOT_YET = Pattern.compile("not yet: [A-Za-z ]+");

    /// One line of the table.
    ///
    /// @param tests each as `Class.method`
    private record Row(String about, List<String> tests, String result) {}

    private static final List<Row> ROWS = rows();

    /// What each test is named, by `Class.method`: one name or several with `; ` between them.
    private static final Map<String, List<String>> NAMES = names();

    @Test
    void everyCaseHasOneRowAndEveryRowItsCase() {
        assertThat(ROWS.stream().map(Row::about)).containsExactlyElementsOf(CASES);
    }

    @Test
    void everyRowHasATestThatIsThereOrSaysWhatItWaitsFor() {
        for (Row row : ROWS) {
            if (row.tests().isEmpty()) assertThat(row.result()).as(row.about()).matches(NOT_YET);
            else assertThat(row.result()).as(row.about()).startsWith("holds");
            assertThat(NAMES.keySet()).as(row.about()).containsAll(row.tests());
        }
    }

    @Test
    void everyTestIsNamedAfterItsRowsAndEveryRowListsItsTests() {
        Map<String, Set<String>> listed = new TreeMap<>();
        for (Row row : ROWS) {
            if (!row.tests().isEmpty()) listed.put(row.about(), new TreeSet<>(row.tests()));
        }
        Map<String, Set<String>> named = new TreeMap<>();
        NAMES.forEach((test, names) -> {
            for (String name : names) {
                CASES.stream()
                        .filter(it -> name.equals(it) || name.startsWith(it + ": "))
                        .forEach(it -> named.computeIfAbsent(it, _ -> new TreeSet<>()).add(test));
            }
        });
        assertThat(named).isEqualTo(listed);
    }

    private static List<Row> rows() {
        return text(FerryProcess.root().resolve("docs/SECURITY.md"))
                .lines()
                .dropWhile(line -> !line.equals("| row | test | result |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("| "))
                .map(SecurityDocTest::row)
                .toList();
    }

    private static Row row(String line) {
        String[] cells = line.substring(2, line.length() - 2).split(" \\| ", -1);
        assertThat(cells).as(line).hasSize(3);
        List<String> tests =
                cells[1].equals("-")
                        ? List.of()
                        : Arrays.stream(cells[1].replace("`", "").split("<br>")).toList();
        return new Row(cells[0], tests, cells[2]);
    }

    private static Map<String, List<String>> names() {
        var names = new HashMap<String, List<String>>();
        try (Stream<Path> modules = Files.list(FerryProcess.root())) {
            for (Path module : modules.map(it -> it.resolve("src/test/java")).toList()) {
                if (!Files.isDirectory(module)) continue;
                try (Stream<Path> files = Files.walk(module)) {
                    for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                        String fileName = String.valueOf(file.getFileName());
                        String type = fileName.substring(0, fileName.length() - ".java".length());
                        NAMED.matcher(text(file))
                                .results()
                                .forEach(it ->
                                        names.put(
                                                type + "." + it.group(2),
                                                List.of(it.group(1).split("; "))));
                    }
                }
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
