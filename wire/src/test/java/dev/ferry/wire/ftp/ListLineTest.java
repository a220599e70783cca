package dev.ferry.wire.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;
import static org.quicktheories.generators.SourceDSL.strings;

import dev.ferry.wire.ftp.ListLine.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListLineTest {

    private static final Instant NOW = Instant.parse("2024-07-01T12:00:00Z");

    @Test
    void aFileReadsAsLsWritesIt() {
        assertThat(line(Kind.FILE, 0644, NOW, "a b.txt").line(NOW))
                .isEqualTo("-rw-r--r--   1 anna     staff           123 Jul  1 12:00 a b.txt");
    }

    @Test
    void aLinkShowsWhereItLeadsIfItMay() {
        var shown =
                new ListLine(Kind.LINK, 0777, 1, "0", "0", 4, NOW, "l", Optional.of("/some where"));
        var hidden = new ListLine(Kind.LINK, 0777, 1, "0", "0", 4, NOW, "l", Optional.empty());
        assertThat(shown.line(NOW)).startsWith("lrwxrwxrwx ").endsWith(" l -> /some where");
        assertThat(hidden.line(NOW)).endsWith(" l");
    }

    @ParameterizedTest
    @CsvSource({
        "FILE, 0, ----------",
        "FILE, 0777, -rwxrwxrwx",
        "FILE, 0640, -rw-r-----",
        "FILE, 04755, -rwsr-xr-x",
        "FILE, 04644, -rwSr--r--",
        "FILE, 02755, -rwxr-sr-x",
        "FILE, 02644, -rw-r-Sr--",
        "FOLDER, 01777, drwxrwxrwt",
        "FOLDER, 01776, drwxrwxrwT",
        "OTHER, 0600, prw-------",
    })
    void theModeIsSpelledOut(Kind kind, String mode, String letters) {
        assertThat(line(kind, Integer.parseInt(mode, 8), NOW, "n").line(NOW))
                .startsWith(letters + " ");
    }

    @Test
    void theHourIsShownForHalfAYearAndThenTheYear() {
        assertThat(dated(NOW.minus(Duration.ofDays(182)))).contains(" Jan  1 12:00 n");
        assertThat(dated(NOW.minus(Duration.ofDays(183)))).contains(" Dec 31  2023 n");
        assertThat(dated(NOW.plusSeconds(60))).contains(" Jul  1 12:01 n");
        assertThat(dated(NOW.plusSeconds(61))).contains(" Jul  1  2024 n");
        assertThat(dated(Instant.EPOCH)).contains(" Jan  1  1970 n");
        assertThat(dated(Instant.parse("2024-06-30T03:04:05Z"))).contains(" Jun 30 03:04 n");
    }

    @Test
    void numbersAndOwnersOfAnySizeKeepTheirColumnsApart() {
        var line =
                new ListLine(
                        Kind.FILE,
                        0644,
                        100_000,
                        "a longer name",
                        "",
                        Long.MAX_VALUE,
                        NOW,
                        "n",
                        Optional.empty());
        assertThat(line.line(NOW).split(" +"))
                .containsExactly(
                        "-rw-r--r--",
                        "100000",
                        "a?longer?name",
                        "?",
                        "9223372036854775807",
                        "Jul",
                        "1",
                        "12:00",
                        "n");
    }

    @Test
    void anyNameStaysOnOneLineAndBeginsAfterOneBlank() {
        Pattern shape =
                Pattern.compile(
                        "-rw-r--r-- +1 \\S+ +\\S+ +123 [A-Z][a-z]{2} [ 0-9]\\d (?:\\d\\d:\\d\\d| \\d{4})"
                                + " ([^\\x00-\\x1f\\x7f]*)");
        qt().withExamples(2_000)
                .forAll(
                        strings().allPossible().ofLengthBetween(0, 20),
                        strings().betweenCodePoints(0, 0x80).ofLengthBetween(0, 12),
                        longs().all())
                .checkAssert((name, owner, time) -> {
                    Instant modified = Instant.ofEpochMilli(time);
                    var line =
                            new ListLine(
                                    Kind.FILE,
                                    0644,
                                    1,
                                    owner,
                                    owner,
                                    123,
                                    modified,
                                    name,
                                    Optional.empty());
                    var found = shape.matcher(line.line(NOW));
                    assertThat(found.matches()).as(line.line(NOW)).isTrue();
                    assertThat(found.group(1))
                            .isEqualTo(name.replaceAll("[\\x00-\\x1f\\x7f]", "?"));
                });
    }

    @Test
    void timesFarOutDoNoHarm() {
        for (Instant time : List.of(Instant.MIN, Instant.MAX)) {
            assertThat(dated(time)).endsWith(" n");
        }
    }

    private static String dated(Instant modified) {
        return line(Kind.FILE, 0644, modified, "n").line(NOW);
    }

    private static ListLine line(Kind kind, int mode, Instant modified, String name) {
        return new ListLine(kind, mode, 1, "anna", "staff", 123, modified, name, Optional.empty());
    }
}
