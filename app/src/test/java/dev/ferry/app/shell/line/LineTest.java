package dev.ferry.app.shell.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.strings;

import dev.ferry.client.failure.Failure;
import dev.ferry.files.Glob;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineTest {

    private static List<String> words(String line) throws Failure {
        List<Statement> statements = Line.parse(line);
        assertThat(statements).as(line).hasSize(1);
        return statements.getFirst().words().stream().map(Word::text).toList();
    }

    @Test
    void blanksPartWords() throws Failure {
        assertThat(words("get a.zip")).containsExactly("get", "a.zip");
        assertThat(words("  get\t a.zip  ")).containsExactly("get", "a.zip");
        assertThat(Line.parse("")).isEmpty();
        assertThat(Line.parse("   # a remark")).isEmpty();
        assertThat(words("cd a#b # there")).containsExactly("cd", "a#b");
    }

    @Test
    void whatIsQuotedIsOneWord() throws Failure {
        assertThat(words("get 'a b' c\"d e\"f")).containsExactly("get", "a b", "cd ef");
        assertThat(words("get a\\ b ''")).containsExactly("get", "a b", "");
        assertThat(words("get 'a\\b' \"a\\\"b\" a\\;b '&;#'"))
                .containsExactly("get", "a\\b", "a\"b", "a;b", "&;#");
        assertThat(words("get a\\")).containsExactly("get", "a\\");
    }

    @Test
    void semicolonsPartCommandsAndAmpersandsSendThemAway() throws Failure {
        List<Statement> all = Line.parse("cd a; get b & ;; ls");
        assertThat(all).extracting(Statement::text).containsExactly("cd a", "get b", "ls");
        assertThat(all).extracting(Statement::background).containsExactly(false, true, false);
        assertThat(Line.parse("get b&")).extracting(Statement::background).containsExactly(true);
    }

    @Test
    void whatIsNoLineIsRefused() {
        for (String line : List.of("get 'a", "get \"a", "get a' b")) {
            assertThatThrownBy(() -> Line.parse(line))
                    .as(line)
                    .isInstanceOf(Failure.Usage.class)
                    .hasMessageContaining("is missing its other half");
        }
        assertThatThrownBy(() -> Line.parse("& get a")).hasMessageContaining("before the &");
        assertThatThrownBy(() -> Line.parse("get a\u0001b")).hasMessageContaining("control");
        assertThatThrownBy(() -> Line.parse("get a\rQUIT")).hasMessageContaining("control");
    }

    private static Word word(String text) throws Failure {
        return Line.parse(text).getFirst().words().getFirst();
    }

    @Test
    void onlyWhatIsNotQuotedIsAPattern() throws Failure {
        assertThat(word("*.jpg").isPattern()).isTrue();
        assertThat(word("a?[b]").isPattern()).isTrue();
        assertThat(word("'*.jpg'").isPattern()).isFalse();
        assertThat(word("\\*.jpg").isPattern()).isFalse();
        Glob mixed = Glob.of(word("'*'*\\?").glob());
        assertThat(mixed.matches("*abc?", true)).isTrue();
        assertThat(mixed.matches("xabc?", true)).isFalse();
        assertThat(mixed.matches("*abcd", true)).isFalse();
        Glob range = Glob.of(word("['a-c']x").glob());
        assertThat(range.matches("bx", true)).isTrue();
        assertThat(Word.literal("a[1]*").isPattern()).isFalse();
        assertThat(Word.literal("a[1]*").text()).isEqualTo("a[1]*");
    }

    /// Whatever a name is, written by completion it is read back as itself and as no pattern.
    @Test
    void whatIsWrittenIsReadBack() {
        qt().forAll(strings().basicMultilingualPlaneAlphabet().ofLengthBetween(1, 20))
                .check(name -> {
                    String clean = name.replaceAll("[\\p{Cntrl}]", "x");
                    for (char quote : new char[] {' ', '\'', '"'}) {
                        if (quote == ' ' && clean.isBlank() && clean.indexOf(' ') < 0) continue;
                        String line = "get " + Line.written(clean, quote, true);
                        try {
                            Word back = Line.parse(line).getFirst().words().getLast();
                            if (!back.text().equals(clean) || back.isPattern()) return false;
                        } catch (Failure e) {
                            throw new AssertionError(line, e);
                        }
                    }
                    return true;
                });
    }

    @Test
    void aSpotIsWhatStandsBeforeTheCursor() {
        Line.Spot spot = Line.spot("cd x; get a 'b c");
        assertThat(spot.before()).extracting(Word::text).containsExactly("get", "a");
        assertThat(spot.word().text()).isEqualTo("b c");
        assertThat(spot.from()).isEqualTo(12);
        assertThat(spot.quote()).isEqualTo('\'');
        spot = Line.spot("get a ");
        assertThat(spot.before()).extracting(Word::text).containsExactly("get", "a");
        assertThat(spot.word().text()).isEmpty();
        assertThat(spot.from()).isEqualTo(6);
        assertThat(Line.spot("").before()).isEmpty();
        assertThat(Line.spot("get a\\ b").word().text()).isEqualTo("a b");
    }
}
