package dev.ferry.wire.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.longs;
import static org.quicktheories.generators.SourceDSL.strings;

import dev.ferry.wire.ftp.Listed.Kind;
import dev.ferry.wire.ftp.Listed.Precision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FactsParserTest {

    private static Listed of(String line) {
        return FactsParser.parse(line).orElseThrow(() -> new AssertionError(line));
    }

    @Test
    void aFile() {
        Listed file =
                of(
                        "type=file;size=1024;modify=20240102030405.678;UNIX.mode=0644;UNIX.owner=7; a b");
        assertThat(file.kind()).isEqualTo(Kind.FILE);
        assertThat(file.name()).isEqualTo("a b");
        assertThat(file.size()).hasValue(1024);
        assertThat(file.modified())
                .contains(
                        new Listed.When(
                                Instant.parse("2024-01-02T03:04:05.678Z"), Precision.EXACT));
        assertThat(file.mode()).isEqualTo(OptionalInt.of(0644));
        assertThat(file.owner()).contains("7");
    }

    @ParameterizedTest
    @CsvSource({
        "type=dir;,FOLDER",
        "Type=DIR;,FOLDER",
        "type=cdir;,SELF",
        "type=pdir;,PARENT",
        "type=OS.unix=slink:/x;,LINK",
        "type=OS.unix=symlink;,LINK",
        "type=OS.unix=chr-1/3;,OTHER",
        "size=1;,FILE"
    })
    void kinds(String facts, Kind kind) {
        assertThat(of(facts + " n").kind()).isEqualTo(kind);
    }

    @Test
    void whereALinkLeads() {
        assertThat(of("type=OS.unix=slink:/a/b; l").target()).contains("/a/b");
        assertThat(of("type=OS.unix=slink:; l").target()).isEmpty();
    }

    @Test
    void namesThatLookLikeFacts() {
        assertThat(of("type=file; a=b;c d").name()).isEqualTo("a=b;c d");
        assertThat(of("type=file;  blank in front").name()).isEqualTo(" blank in front");
        assertThat(of(" type=file;size=3; as in MLST").name()).isEqualTo("as in MLST");
        assertThat(of(" only a name").name()).isEqualTo("only a name");
        assertThat(of("type=file no semicolon").name()).isEqualTo("no semicolon");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "", "x", "1e3", "99999999999999999999"})
    void aSizeThatIsNoneIsNotSaid(String size) {
        assertThat(of("type=file;size=" + size + "; n").size()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "type=file;", "type=file; ", "nonsense", "a b=c", ";;; x"})
    void whatSaysNothingIsEmpty(String line) {
        assertThat(FactsParser.parse(line)).isEmpty();
    }

    @Test
    void noLineIsTooStrange() {
        qt().forAll(strings().allPossible().ofLengthBetween(0, 200))
                .checkAssert(FactsParser::parse);
        String[] parts = {
            "type=", "file", "dir", ";", " ", "size=", "12", "modify=", "=", ":", "a"
        };
        qt().forAll(lists().of(integers().between(0, parts.length - 1)).ofSizeBetween(0, 20))
                .checkAssert(picks ->
                        FactsParser.parse(
                                String.join("", picks.stream().map(i -> parts[i]).toList())));
    }

    /// What our server writes, our client reads.
    @Test
    void factsComeBackAsTheyWent() {
        qt().forAll(
                        longs().between(0, Long.MAX_VALUE),
                        longs().between(0, 4_000_000_000L),
                        integers().between(0, 07777),
                        strings().betweenCodePoints(' ', 0x17f).ofLengthBetween(1, 30))
                .assuming((_, _, _, name) -> name.chars().noneMatch(c -> c == 0x7f))
                .checkAssert((size, seconds, mode, name) -> {
                    var facts =
                            new Facts(
                                    new Facts.Type.File(),
                                    size,
                                    Instant.ofEpochSecond(seconds),
                                    Optional.empty(),
                                    "u1",
                                    "adfrw",
                                    mode,
                                    1,
                                    2);
                    Listed back = of(facts.line(Facts.Selection.DEFAULT, name));
                    assertThat(back.name()).isEqualTo(name);
                    assertThat(back.size()).hasValue(size);
                    assertThat(back.mode()).hasValue(mode);
                    assertThat(back.modified().orElseThrow().time())
                            .isEqualTo(Instant.ofEpochSecond(seconds));
                    assertThat(List.of(back.owner(), back.group()))
                            .containsExactly(Optional.of("1"), Optional.of("2"));
                });
    }
}
