package dev.ferry.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quicktheories.core.Gen;

final class NameTextTest {

    /// Bytes that make trouble together, more often than chance would have it: parts of U+FFFD, of
    /// escapes, of sequences cut short, of control characters.
    private static final int[] LIKELY = {
        0xef, 0xbf, 0xbd, '0', 'A', '7', 'F', 'C', '2', 'E', '9', 'a', 0x0a, 0x7f, 0xc2, 0x80, 0x9b,
        0xa0, 0xc3, 0xa9, 0xe2, 0xed, 0xf0, 0x9f, 0x98, 0xf4, 0x90, 0xff, 0xc0
    };

    /// What a disk may call a file: any bytes but `/` and NUL.
    private static Gen<byte[]> names() {
        Gen<Integer> any = integers().between(1, 255).assuming(b -> b != '/');
        Gen<Integer> likely = integers().between(0, LIKELY.length - 1).map(i -> LIKELY[i]);
        return lists().of(any.mix(likely, 75)).ofSizeBetween(1, 12).map(NameTextTest::bytes);
    }

    private static byte[] bytes(List<Integer> values) {
        byte[] name = new byte[values.size()];
        for (int i = 0; i < name.length; i++) name[i] = values.get(i).byteValue();
        return name;
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    61,            a
                    2d7266,        -rf
                    c3a9,          é
                    65cc81,        e\u0301
                    f09f9880,      😀
                    f4 8fbfbf,     \uDBFF\uDFFF
                    610a62,        a\uFFFD0Ab
                    0d0a,          \uFFFD0D\uFFFD0A
                    00,            \uFFFD00
                    1b5b6d,        \uFFFD1B[m
                    7f,            \uFFFD7F
                    c285,          \uFFFDC2\uFFFD85
                    c29b41,        \uFFFDC2\uFFFD9BA
                    c2a1,          ¡
                    e9,            \uFFFDE9
                    ff,            \uFFFDFF
                    c080,          \uFFFDC0\uFFFD80
                    c3,            \uFFFDC3
                    e282,          \uFFFDE2\uFFFD82
                    eda080,        \uFFFDED\uFFFDA0\uFFFD80
                    f4908080,      \uFFFDF4\uFFFD90\uFFFD80\uFFFD80
                    efbfbd,        \uFFFD
                    efbfbd30,      \uFFFD0
                    efbfbd3078,    \uFFFD0x
                    efbfbd3431,    \uFFFD41
                    efbfbd6539,    \uFFFDe9
                    efbfbd3041,    \uFFFDEF\uFFFDBF\uFFFDBD0A
                    efbfbd4539,    \uFFFDEF\uFFFDBF\uFFFDBDE9
                    efbfbd0a,      \uFFFD\uFFFD0A
                    efbfbdefbfbd4539, \uFFFD\uFFFDEF\uFFFDBF\uFFFDBDE9
                    """)
    void bytesAreSaidInOneWay(String hex, String text) {
        byte[] name = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThat(NameText.of(name)).isEqualTo(text);
        assertThat(NameText.toBytes(text)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFFFDC3\uFFFDA9", // é
                "\uFFFDC2\uFFFDA1", // ¡
                "\uFFFDEF\uFFFDBF\uFFFDBD", // U+FFFD before nothing
                "\uFFFDEF\uFFFDBF\uFFFDBD41",
                "\uFFFDEF\uFFFDBF\uFFFDBD\uFFFD0A",
                "\uFFFDF0\uFFFD9F\uFFFD98\uFFFD80", // 😀
                "\n",
                "a\u007f",
                "\u009b",
                "\uD800",
                "a\uDC00",
                "\uDC00\uD800"
            })
    void whatIsNotThatWaySaysNothing(String text) {
        assertThat(NameText.toBytes(text)).isEmpty();
    }

    @Test
    void anyNameIsReadBackFromItsText() {
        qt().withExamples(20_000)
                .forAll(names())
                .check(name ->
                        NameText.toBytes(NameText.of(name))
                                .filter(back -> Arrays.equals(back, name))
                                .isPresent());
    }

    @Test
    void differentNamesReadDifferently() {
        var seen = new HashMap<String, byte[]>();
        qt().withExamples(20_000)
                .forAll(names())
                .check(name -> {
                    byte[] before = seen.putIfAbsent(NameText.of(name), name);
                    return before == null || Arrays.equals(before, name);
                });
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                byte[] name = {(byte) first, (byte) second};
                byte[] before = seen.putIfAbsent(NameText.of(name), name);
                assertThat(before).isIn(null, name);
            }
        }
    }

    @Test
    void noTextHasAControlCharacterOrHalfACharacter() {
        qt().withExamples(20_000)
                .forAll(names())
                .check(name ->
                        NameText.of(name)
                                .codePoints()
                                .noneMatch(c ->
                                        Character.isISOControl(c)
                                                || Character.getType(c) == Character.SURROGATE));
    }

    /// Where a text says a name, it is the text of that name.
    @Test
    void aTextSaysItsNameOrNone() {
        Gen<String> texts =
                lists().of(integers().between(0, 12))
                        .ofSizeBetween(0, 10)
                        .map(parts -> {
                            var text = new StringBuilder();
                            for (int part : parts) {
                                text.append("\uFFFD0AEFBCDé9\uD83D\uDE00x".charAt(part));
                            }
                            return text.toString();
                        });
        qt().withExamples(20_000)
                .forAll(texts.mix(strings().allPossible().ofLengthBetween(0, 20)))
                .check(text ->
                        NameText.toBytes(text)
                                .map(name -> NameText.of(name).equals(text))
                                .orElse(true));
    }

    @Test
    void utf8WithoutControlCharactersIsItself() {
        qt().forAll(strings().betweenCodePoints(0xa0, 0xd7ff).ofLengthBetween(0, 30))
                .check(text -> NameText.of(text.getBytes(UTF_8)).equals(text));
        qt().forAll(strings().betweenCodePoints(0x10000, 0x10ffff).ofLengthBetween(0, 30))
                .check(text -> NameText.of(text.getBytes(UTF_8)).equals(text));
        for (int b = 0x20; b < 0x7f; b++) {
            byte[] name = {(byte) b};
            assertThat(NameText.of(name)).isEqualTo(new String(name, ISO_8859_1));
        }
    }
}
