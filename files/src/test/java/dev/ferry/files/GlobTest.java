package dev.ferry.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.Generate.pick;
import static org.quicktheories.generators.SourceDSL.lists;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlobTest {

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "*,a,true",
                "*,\"\",true",
                "\"\",\"\",true",
                "\"\",a,false",
                "*.txt,a.txt,true",
                "*.txt,a.txt.gz,false",
                "*.txt,A.TXT,false",
                "a?[0-9]*,ab1,true",
                "a?[0-9]*,ab1xyz,true",
                "a?[0-9]*,a1,false",
                "a?c,a😀c,true",
                "[äö]*,öl,true",
                "[!a-c]x,dx,true",
                "[!a-c]x,bx,false",
                "[^a-c]x,dx,true",
                "[]]x,]x,true",
                "[!]]x,]x,false",
                "[a-]x,-x,true",
                "[-a]x,-x,true",
                "[a\\]b]x,]x,true",
                "[a\\-c]x,bx,false",
                "[\\!a]x,!x,true",
                "[c-a]x,bx,false",
                "[abc,[abc,true",
                "[abc,a,false",
                "a[,a[,true",
                "[!,[!,true",
                "\\*,*,true",
                "\\*,a,false",
                "a\\,a\\,true",
                "**a**,bab,true",
                "*a*b*c*,xaxbxcx,true",
                "*a*b*c*,xaxcxbx,false",
            })
    void matchesAsAShellDoes(String pattern, String name, boolean matches) {
        assertThat(Glob.of(pattern).matches(name, true)).isEqualTo(matches);
    }

    @Test
    void aDotInFrontIsMatchedByADotUnlessAskedForOtherwise() {
        for (String pattern : List.of("*", "?htaccess", "[.]htaccess", "[!a]htaccess")) {
            assertThat(Glob.of(pattern).matches(".htaccess", false)).as(pattern).isFalse();
            assertThat(Glob.of(pattern).matches(".htaccess", true)).as(pattern).isTrue();
        }
        assertThat(Glob.of(".*").matches(".htaccess", false)).isTrue();
        assertThat(Glob.of("\\.h*").matches(".htaccess", false)).isTrue();
        assertThat(Glob.of("*").matches("a.b", false)).isTrue();
    }

    @Test
    void controlCharactersAreWhatTheyAreInPaths() {
        String shown = VirtualPath.of("a\nb").name();
        assertThat(Glob.of("a\n*").matches(shown, false)).isTrue();
    }

    @Test
    void anyTextWithoutASpecialCharacterIsNoPattern() {
        assertThat(Glob.isPattern("a b-c.d!^]{}")).isFalse();
        for (String text : List.of("*", "a?", "[", "\\")) assertThat(Glob.isPattern(text)).isTrue();
    }

    @Test
    @DisplayName("glob and regex denial: the matcher")
    void noPatternTakesLong() {
        String name = "a".repeat(100);
        Glob evil = Glob.of("a*".repeat(8) + "b");
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(evil.matches(name, true)).isFalse());
        Glob worse = Glob.of("*a?".repeat(80) + "[b-c]");
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(worse.matches("a".repeat(255), true)).isFalse());
    }

    @Test
    void matchesWhatTheNaiveMatcherMatches() {
        var patterns = lists().of(pick(List.of("*", "?", "a", "b", "[ab]", "[!a]", "\\*", "*")));
        var names = lists().of(pick(List.of("a", "b", "c", "*")));
        qt().withExamples(20_000)
                .forAll(patterns.ofSizeBetween(0, 8), names.ofSizeBetween(0, 8))
                .checkAssert((pattern, letters) -> {
                    String name = String.join("", letters);
                    assertThat(Glob.of(String.join("", pattern)).matches(name, true))
                            .as(pattern + " and " + name)
                            .isEqualTo(naive(pattern, name));
                });
    }

    /// By definition, and in exponential time.
    private static boolean naive(List<String> pattern, String name) {
        if (pattern.isEmpty()) return name.isEmpty();
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.getFirst().equals("*")) {
            for (int i = 0; i <= name.length(); i++) {
                if (naive(rest, name.substring(i))) return true;
            }
            return false;
        }
        if (name.isEmpty()) return false;
        char c = name.charAt(0);
        boolean fits =
                switch (pattern.getFirst()) {
                    case "?" -> true;
                    case "[ab]" -> c == 'a' || c == 'b';
                    case "[!a]" -> c != 'a';
                    case "\\*" -> c == '*';
                    default -> c == pattern.getFirst().charAt(0);
                };
        return fits && naive(rest, name.substring(1));
    }
}
