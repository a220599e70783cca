package dev.ferry.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quicktheories.core.Gen;

final class VirtualPathTest {

    /// What those who want out have tried, and what must not be taken for it.
    private static final List<String> PARTS =
            List.of(
                    "..",
                    ".",
                    "/",
                    "//",
                    "a",
                    "b",
                    "...",
                    ".. ",
                    " ..",
                    "..\0",
                    "..\n",
                    "..\\",
                    "\\..\\",
                    "%2e%2e",
                    "%2f",
                    "..%2f",
                    "C:",
                    "C:\\",
                    "\0",
                    "\r\n",
                    "\u0085",
                    "é",
                    "e\u0301",
                    "\uFFFD",
                    "\uFFFD2F",
                    "\uFFFD2E\uFFFD2E",
                    "\uFF0E\uFF0E",
                    "\u2215",
                    "\u2024\u2024",
                    "~",
                    "\uD800",
                    "\u0000..",
                    "..;",
                    "..\u200B");

    private static Gen<String> texts() {
        Gen<String> assembled =
                lists().of(integers().between(0, PARTS.size()))
                        .ofSizeBetween(0, 12)
                        .map(picks -> {
                            var text = new StringBuilder();
                            for (int pick : picks) {
                                text.append(pick == PARTS.size() ? "/" : PARTS.get(pick));
                                if (pick % 2 == 0) text.append('/');
                            }
                            return text.toString();
                        });
        return assembled.mix(strings().allPossible().ofLengthBetween(0, 30), 30);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            textBlock =
                    """
                    /home/ann | .                | /home/ann
                    /home/ann | ./               | /home/ann
                    /home/ann | /                | /
                    /home/ann | //               | /
                    /home/ann | a                | /home/ann/a
                    /home/ann | a/               | /home/ann/a
                    /home/ann | a//b             | /home/ann/a/b
                    /home/ann | a/./b/.          | /home/ann/a/b
                    /home/ann | /a               | /a
                    /home/ann | //a              | /a
                    /home/ann | ..               | /home
                    /home/ann | ../              | /home
                    /home/ann | ../..            | /
                    /home/ann | ../../..         | /
                    /home/ann | ../../../etc     | /etc
                    /home/ann | /../../etc       | /etc
                    /home/ann | a/../b           | /home/ann/b
                    /home/ann | a/b/../../..     | /home
                    /home/ann | ../annex         | /home/annex
                    /home/ann | ...              | /home/ann/...
                    /home/ann | ..a              | /home/ann/..a
                    /home/ann | a..              | /home/ann/a..
                    /home/ann | ..\\..\\etc      | /home/ann/..\\..\\etc
                    /home/ann | \\etc            | /home/ann/\\etc
                    /home/ann | %2e%2e/x         | /home/ann/%2e%2e/x
                    /home/ann | ..%2fetc         | /home/ann/..%2fetc
                    /home/ann | C:               | /home/ann/C:
                    /home/ann | C:/x             | /home/ann/C:/x
                    /home/ann | ~                | /home/ann/~
                    /home/ann | ~root/x          | /home/ann/~root/x
                    /home/ann | -l               | /home/ann/-l
                    /home/ann | *                | /home/ann/*
                    """)
    void whereATextLeads(String from, String text, String to) {
        assertThat(VirtualPath.of(from).resolve(text)).hasToString(to);
    }

    @Test
    void nothingLeadsNowhereElse() {
        assertThat(VirtualPath.of("/a/b").resolve("")).hasToString("/a/b");
        assertThat(VirtualPath.of("")).isEqualTo(VirtualPath.ROOT);
        assertThat(VirtualPath.of("a/b")).isEqualTo(VirtualPath.of("/a/b"));
    }

    @Test
    void spacesAndDotsAtTheEndBelongToTheName() {
        VirtualPath home = VirtualPath.of("/home");
        assertThat(home.resolve(".. ").names()).containsExactly("home", ".. ");
        assertThat(home.resolve(" ..").names()).containsExactly("home", " ..");
        assertThat(home.resolve("a.").names()).containsExactly("home", "a.");
        assertThat(home.resolve(" a ").names()).containsExactly("home", " a ");
        assertThat(VirtualPath.of("a.")).isNotEqualTo(VirtualPath.of("a"));
    }

    @Test
    void aControlCharacterBecomesItsEscape() {
        VirtualPath home = VirtualPath.of("/home");
        assertThat(home.resolve("a\nb").name()).isEqualTo("a\uFFFD0Ab");
        assertThat(home.resolve("a\0b").name()).isEqualTo("a\uFFFD00b");
        assertThat(home.resolve("..\0").name()).isEqualTo("..\uFFFD00");
        assertThat(home.resolve("\u007f").name()).isEqualTo("\uFFFD7F");
        assertThat(home.resolve("\u009b2J").name()).isEqualTo("\uFFFDC2\uFFFD9B2J");
        assertThat(home.resolve("\u0085")).isEqualTo(home.resolve("\uFFFDC2\uFFFD85"));
    }

    /// The escape of `/` or `.` is none: no spelling brings a separator in by the back door.
    @Test
    void noEscapeSaysASlashOrADot() {
        assertThat(VirtualPath.of("/a\uFFFD2Fb").names()).containsExactly("a\uFFFD2Fb");
        assertThat(VirtualPath.of("/a/\uFFFD2E\uFFFD2E").names())
                .containsExactly("a", "\uFFFD2E\uFFFD2E");
        assertThat(NameText.toBytes("\uFFFD2F"))
                .contains(new byte[] {(byte) 0xef, (byte) 0xbf, (byte) 0xbd, '2', 'F'});
    }

    @Test
    void noTextLeadsOutside() {
        VirtualPath home = VirtualPath.of("/home/ann");
        qt().withExamples(20_000)
                .forAll(texts())
                .check(text -> isSound(home.resolve(text)) && isSound(VirtualPath.of(text)));
    }

    private static boolean isSound(VirtualPath path) {
        return path.names().stream()
                .allMatch(name ->
                        !name.isEmpty()
                                && !name.equals(".")
                                && !name.equals("..")
                                && name.indexOf('/') < 0
                                && name.chars().noneMatch(Character::isISOControl));
    }

    @Test
    void aPathIsReadBackFromItsText() {
        qt().withExamples(20_000)
                .forAll(texts())
                .check(text -> {
                    VirtualPath path = VirtualPath.of("/x/y").resolve(text);
                    return VirtualPath.of(path.toString()).equals(path)
                            && VirtualPath.of("/z").resolve(path.toString()).equals(path);
                });
    }

    @Test
    void stepsLeadWhereTheWholeWayLeads() {
        qt().withExamples(20_000)
                .forAll(texts(), texts())
                .assuming((first, second) -> !second.startsWith("/"))
                .check((first, second) -> {
                    VirtualPath home = VirtualPath.of("/home");
                    return home.resolve(first + "/" + second)
                            .equals(home.resolve(stepped(first)).resolve(second));
                });
    }

    /// The root is said `/`; before another step the slash is the separator, not the root.
    private static String stepped(String first) {
        return first.isEmpty() ? "/" : first;
    }

    @Test
    void wholeNamesCountForWhatIsUnderAFolder() {
        VirtualPath doc = VirtualPath.of("/a/doc");
        for (String inside : List.of("/a/doc", "/a/doc/", "/a/doc/x", "/a/doc/x/y", "/a/doc/...")) {
            assertThat(VirtualPath.of(inside).isUnder(doc)).as(inside).isTrue();
        }
        for (String outside :
                List.of(
                        "/",
                        "/a",
                        "/a/do",
                        "/a/doc-secret",
                        "/a/doc-secret/x",
                        "/a/doc.",
                        "/a/doc ",
                        "/a/DOC/x",
                        "/a/doc/..",
                        "/a/doc/../doc-secret",
                        "/b/a/doc",
                        "/doc",
                        "/a/b/doc")) {
            assertThat(VirtualPath.of(outside).isUnder(doc)).as(outside).isFalse();
        }
        assertThat(doc.isUnder(VirtualPath.ROOT)).isTrue();
        assertThat(VirtualPath.ROOT.isUnder(VirtualPath.ROOT)).isTrue();
    }

    @Test
    void namesThatOnlyLookAlikeAreDifferent() {
        assertThat(VirtualPath.of("/é")).isNotEqualTo(VirtualPath.of("/e\u0301"));
        assertThat(VirtualPath.of("/a")).isNotEqualTo(VirtualPath.of("/A"));
        assertThat(VirtualPath.of("/e\u0301/x").isUnder(VirtualPath.of("/é"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "/", "a/b", "a\nb", "\0", "\u007f", "\u0085", "../x"})
    void whatCannotBeANameIsNone(String name) {
        assertThatThrownBy(() -> VirtualPath.ROOT.child(name))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new VirtualPath(List.of("a", name)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theFolderOfTheRootIsTheRoot() {
        assertThat(VirtualPath.ROOT.parent()).isEqualTo(VirtualPath.ROOT);
        assertThat(VirtualPath.ROOT.name()).isEmpty();
        assertThat(VirtualPath.ROOT).hasToString("/");
        VirtualPath deep = VirtualPath.of("/a/b");
        assertThat(deep.parent()).hasToString("/a");
        assertThat(deep.name()).isEqualTo("b");
        assertThat(deep.parent().child(deep.name())).isEqualTo(deep);
    }

    @Test
    void aPathMovesWithItsFolder() {
        VirtualPath from = VirtualPath.of("/a/b");
        assertThat(VirtualPath.of("/a/b/c/d").moved(from, VirtualPath.of("/x")))
                .hasToString("/x/c/d");
        assertThat(from.moved(from, VirtualPath.of("/x/y/z"))).hasToString("/x/y/z");
        assertThat(VirtualPath.of("/a/b/c").moved(from, VirtualPath.ROOT)).hasToString("/c");
        assertThatThrownBy(() -> VirtualPath.of("/a/bc").moved(from, VirtualPath.ROOT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFolderComesBeforeWhatIsInIt() {
        assertThat(List.of("/b", "/a/z", "/a", "/", "/a-b", "/a/b/c").stream().map(VirtualPath::of))
                .satisfies(paths ->
                        assertThat(paths.stream().sorted().map(VirtualPath::toString))
                                .containsExactly("/", "/a", "/a/b/c", "/a/z", "/a-b", "/b"));
    }
}
