package dev.ferry.app.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import org.jspecify.annotations.Nullable;

/// JSON that stays one line and harms nobody who looks at it as it is: what could end a line, or
/// steer a terminal or a web page, is written as an escape.
public final class JsonLine {

    /// Makes generators of such JSON, whose texts are to be [#whole].
    public static final JsonFactory JSON =
            new JsonFactory().setCharacterEscapes(new Escapes()).setRootValueSeparator(null);

    private JsonLine() {}

    private static final class Escapes extends CharacterEscapes {
        private final int[] ascii = standardAsciiEscapesForJSON();

        Escapes() {
            ascii['<'] = ESCAPE_STANDARD;
            ascii[0x7f] = ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return OneLine.isUnsafe(c) ? new SerializedString("\\u%04X".formatted(c)) : null;
        }
    }

    /// `text` without halves of surrogate pairs, which are no characters.
    public static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) return mended(text);
        }
        return text;
    }

    private static String mended(String text) {
        var whole = new StringBuilder();
        text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(whole::appendCodePoint);
        return whole.toString();
    }
}
