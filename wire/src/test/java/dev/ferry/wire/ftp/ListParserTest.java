package dev.ferry.wire.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import dev.ferry.wire.ftp.Listed.Kind;
import dev.ferry.wire.ftp.Listed.When;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each dialect is a file of lines as servers print them, each followed by what it says.
class ListParserTest {

    private static final Instant NOW = Instant.parse("2024-07-01T12:00:00Z");

    private static final List<String> DIALECTS =
            List.of("unix", "dos", "vms", "netware", "months", "sizes");

    @ParameterizedTest
    @ValueSource(strings = {"unix", "dos", "vms", "netware", "months", "sizes"})
    void eachLineSaysWhatItSays(String dialect) throws IOException {
        List<String> lines = lines(dialect);
        var parser = new ListParser(NOW);
        int read = 0;
        for (int i = 0; i < lines.size(); i += 2) {
            assertThat(said(parser.parse(lines.get(i))))
                    .as(lines.get(i))
                    .isEqualTo(lines.get(i + 1).substring(1));
            read++;
        }
        assertThat(read).isGreaterThanOrEqualTo(20);
    }

    @Test
    void modesAndOwnersAreRead() {
        var line =
                new ListParser(NOW)
                        .parse("-rwsr-x--T   1 anna   Domain Users  5 Jul  1 11:00 x")
                        .orElseThrow();
        assertThat(line.mode()).hasValue(05750);
        assertThat(line.owner()).contains("anna");
        assertThat(line.group()).contains("Domain Users");
    }

    @Test
    void aLineOfOneDialectMayFollowAnyOther() throws IOException {
        var mixed = new ArrayList<String>();
        var expected = new ArrayList<String>();
        var all = new ArrayList<List<String>>();
        for (String dialect : DIALECTS) {
            if (!dialect.equals("vms")) all.add(lines(dialect));
        }
        for (int i = 0; i < 40; i += 2) {
            for (List<String> lines : all) {
                mixed.add(lines.get(i));
                expected.add(lines.get(i + 1).substring(1));
            }
        }
        var parser = new ListParser(NOW);
        assertThat(mixed.stream().map(line -> said(parser.parse(line))).toList())
                .isEqualTo(expected);
    }

    @Test
    void noLineIsTooStrange() {
        var parser = new ListParser(NOW);
        qt().forAll(strings().allPossible().ofLengthBetween(0, 200)).checkAssert(parser::parse);
    }

    /// Lines that begin well and end anyhow reach further into the parser than noise does.
    @Test
    void noLineOfPiecesIsTooStrange() throws IOException {
        var words = new ArrayList<String>();
        for (String dialect : DIALECTS) {
            for (String line : lines(dialect)) words.addAll(List.of(line.split(" ", -1)));
        }
        var parser = new ListParser(NOW);
        qt().withExamples(5_000)
                .forAll(
                        lists().of(integers().between(0, words.size() - 1))
                                .ofSizeBetween(0, 12)
                                .map(picks ->
                                        String.join(" ", picks.stream().map(words::get).toList())))
                .checkAssert(parser::parse);
    }

    @Test
    void theTimeGrowsWithTheLineAlone() {
        String[] hostile = {
            "-rw-r--r-- 1 u g " + "1,".repeat(500_000),
            "-rw-r--r-- " + "1 Jan ".repeat(200_000),
            "lrwxrwxrwx 1 u g 1 Jan 1 2020 " + " -> ".repeat(300_000),
            "d [" + "R ".repeat(500_000),
            "10-19-20 03:19PM <DIR" + ">".repeat(1_000_000),
            "+" + ",".repeat(1_000_000) + "\tx",
            ";".repeat(1_000_000) + "1",
            " ".repeat(1_000_000),
        };
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> {
                    for (String line : hostile) {
                        for (int i = 0; i < 20; i++) new ListParser(NOW).parse(line);
                    }
                });
    }

    private static List<String> lines(String dialect) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        ListParserTest.class.getResourceAsStream("listings/" + dialect + ".txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("# "))
                    .toList();
        }
    }

    private static String said(Optional<Listed> found) {
        if (found.isEmpty()) return "nothing";
        Listed it = found.get();
        String size = it.size().isPresent() ? Long.toString(it.size().getAsLong()) : "-";
        String when =
                it.modified()
                        .map(When::time)
                        .map(time -> time.atOffset(ZoneOffset.UTC).toLocalDateTime().toString())
                        .orElse("-");
        String precision = it.modified().map(seen -> seen.precision().name()).orElse("-");
        String target = it.kind() == Kind.LINK ? it.target().map(to -> " -> " + to).orElse("") : "";
        return it.kind() + " " + size + " " + when + " " + precision + " " + it.name() + target;
    }
}
