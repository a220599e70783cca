package dev.ferry.wire.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.strings;

import dev.ferry.wire.ftp.Facts.Fact;
import dev.ferry.wire.ftp.Facts.Selection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactsTest {

    private static final Instant NOON = Instant.parse("2024-02-29T12:00:00.5Z");

    @Test
    void aFileSaysAllOfItself() {
        var facts =
                new Facts(
                        new Facts.Type.File(),
                        5_000_000_000L,
                        NOON,
                        Optional.of(Instant.parse("2024-01-01T00:00:00Z")),
                        "801g2a",
                        "adfrw",
                        0644,
                        1000,
                        4_294_967_295L);
        assertThat(facts.line(Selection.ALL, "a b;c.txt"))
                .isEqualTo(
                        "type=file;size=5000000000;modify=20240229120000.500;create=20240101000000;"
                                + "unique=801g2a;perm=adfrw;UNIX.mode=0644;UNIX.owner=1000;"
                                + "UNIX.group=4294967295;charset=UTF-8; a b;c.txt");
    }

    @Test
    void aFolderHasNoSizeAndWhatIsUnknownIsLeftOut() {
        assertThat(facts(new Facts.Type.Folder()).line(Selection.DEFAULT, "d"))
                .isEqualTo(
                        "type=dir;modify=20240229120000.500;unique=u;perm=el;UNIX.mode=0755;"
                                + "UNIX.owner=0;UNIX.group=0; d");
    }

    @Test
    void everyTypeHasItsWord() {
        assertThat(typeOf(new Facts.Type.File())).isEqualTo("type=file; n");
        assertThat(typeOf(new Facts.Type.Folder())).isEqualTo("type=dir; n");
        assertThat(typeOf(new Facts.Type.Listed())).isEqualTo("type=cdir; n");
        assertThat(typeOf(new Facts.Type.Parent())).isEqualTo("type=pdir; n");
        assertThat(typeOf(new Facts.Type.Other())).isEqualTo("type=OS.unix=other; n");
        assertThat(typeOf(new Facts.Type.Link(Optional.of("/target"))))
                .isEqualTo("type=OS.unix=slink:/target; n");
        assertThat(typeOf(new Facts.Type.Link(Optional.empty())))
                .isEqualTo("type=OS.unix=slink:; n");
    }

    @Test
    void aTargetThatWouldEndTheFactIsLeftOut() {
        for (String target : List.of("/a b", "/a;b", "/a\nb", "/a\tb", "/a\u007fb")) {
            assertThat(typeOf(new Facts.Type.Link(Optional.of(target))))
                    .isEqualTo("type=OS.unix=slink:; n");
        }
    }

    @Test
    void withNoFactsTheBlankStays() {
        assertThat(facts(new Facts.Type.File()).line(Selection.of(List.of()), "n")).isEqualTo(" n");
        assertThat(facts(new Facts.Type.Folder()).line(Selection.of(List.of("size")), " n"))
                .isEqualTo("  n");
    }

    @ParameterizedTest
    @CsvSource({"0, 0000", "0777, 0777", "04755, 4755", "07777, 7777", "0100644, 0644"})
    void theModeIsFourDigitsInOctal(String mode, String said) {
        var facts =
                new Facts(
                        new Facts.Type.File(),
                        0,
                        NOON,
                        Optional.empty(),
                        "u",
                        "",
                        Integer.parseInt(mode, 8),
                        0,
                        0);
        assertThat(facts.line(Selection.of(List.of("unix.MODE")), "n"))
                .isEqualTo("UNIX.mode=" + said + "; n");
    }

    @Test
    void aSelectionKnowsItsNamesInEitherCaseAndItsOwnOrder() {
        Selection selection = Selection.of(List.of("Unix.Owner", "frogs", "TYPE", "size", "type"));
        assertThat(selection.facts()).containsExactly(Fact.TYPE, Fact.SIZE, Fact.UNIX_OWNER);
        assertThat(selection.names()).containsExactly("type", "size", "unix.owner");
        assertThat(selection.list()).isEqualTo("type;size;UNIX.owner;");
        assertThat(selection.feature())
                .isEqualTo(
                        "MLST type*;size*;modify;create;unique;perm;UNIX.mode;UNIX.owner*;"
                                + "UNIX.group;charset;");
        assertThat(Selection.of(selection.names())).isEqualTo(selection);
    }

    @Test
    void anyNameStaysOnOneLineBehindFactsThatSayTheSame() {
        qt().withExamples(2_000)
                .forAll(
                        strings().allPossible().ofLengthBetween(0, 20),
                        strings().betweenCodePoints(0, 0x80).ofLengthBetween(0, 8))
                .checkAssert((name, token) -> {
                    var facts =
                            new Facts(
                                    new Facts.Type.Link(Optional.of(token)),
                                    1,
                                    NOON,
                                    Optional.of(NOON),
                                    token,
                                    token,
                                    0,
                                    0,
                                    0);
                    String line = facts.line(Selection.ALL, name);
                    assertThat(line).matches("[^\\x00-\\x1f\\x7f]*");
                    String[] parts = line.split(" ", 2);
                    assertThat(parts[0].chars().filter(c -> c == ';').count())
                            .isEqualTo(Selection.ALL.facts().size() - 1); // a link has no size
                    assertThat(parts[1]).isEqualTo(name.replaceAll("[\\x00-\\x1f\\x7f]", "?"));
                });
    }

    private static String typeOf(Facts.Type type) {
        return facts(type).line(Selection.of(List.of("type")), "n");
    }

    private static Facts facts(Facts.Type type) {
        return new Facts(type, 7, NOON, Optional.empty(), "u", "el", 0755, 0, 0);
    }
}
