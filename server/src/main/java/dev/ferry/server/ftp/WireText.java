package dev.ferry.server.ftp;

import dev.ferry.files.NameText;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;

/// How the text of a session goes over the wire, in commands, replies and listings: UTF-8 (RFC
/// 2640), or a charset of old for clients that know nothing else. Whatever a name is, its bytes
/// lead back to it.
sealed interface WireText {

    WireText UTF8 = new Utf8();

    /// What clients call it.
    String charset();

    /// What a line says, its end taken off. Total.
    String decode(byte[] line);

    /// What [#decode] would read as `text`.
    byte[] encode(String text);

    /// @throws IllegalArgumentException if there is no such charset, or none in which FTP itself
    ///   can be said: ASCII must be itself, and no byte may change what later ones mean
    static WireText in(String charset) {
        Charset known;
        try {
            known = Charset.forName(charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IllegalArgumentException("'" + charset + "' is no charset known here", e);
        }
        if (known.equals(StandardCharsets.UTF_8)) return UTF8;
        if (!known.canEncode() || !holdsAscii(known) || known.name().contains("2022")) {
            throw new IllegalArgumentException(
                    "'" + charset + "' does not hold ASCII as it is, which FTP needs");
        }
        return new Legacy(known);
    }

    private static boolean holdsAscii(Charset charset) {
        byte[] ascii = new byte[128];
        for (int i = 0; i < ascii.length; i++) ascii[i] = (byte) i;
        String text = new String(ascii, StandardCharsets.US_ASCII);
        return text.equals(new String(ascii, charset))
                && java.util.Arrays.equals(ascii, text.getBytes(charset));
    }

    /// Bytes that are not UTF-8 become [NameText] escapes, so that clients of old which send
    /// Latin-1 name a file, not an error.
    record Utf8() implements WireText {

        @Override
        public String charset() {
            return "UTF-8";
        }

        @Override
        public String decode(byte[] line) {
            try {
                return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
            } catch (CharacterCodingException _) {
                return NameText.of(line);
            }
        }

        @Override
        public byte[] encode(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /// What the charset cannot say is escaped as Info-ZIP does: `#U6F22`, and `#L01F600` beyond
    /// U+FFFF, with upper-case digits. A `#` that would read as the beginning of such an escape is
    /// itself escaped, as `#U0023`. A byte that means nothing in the charset is the byte of the
    /// name on disk ([NameText]).
    record Legacy(Charset known) implements WireText {

        private static final char MARK = '#';

        @Override
        public String charset() {
            return known.name();
        }

        @Override
        public String decode(byte[] line) {
            String text = characters(line);
            return isSecret(text) ? text : withoutEscapes(text);
        }

        /// A password is no name: what stands in it is meant.
        private static boolean isSecret(String line) {
            String verb = line.substring(0, Math.min(5, line.length())).toUpperCase(Locale.ROOT);
            return verb.equals("PASS ") || verb.equals("ACCT ");
        }

        private String characters(byte[] line) {
            var decoder =
                    known.newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT);
            var in = ByteBuffer.wrap(line);
            var out = CharBuffer.allocate(4 * line.length + 4);
            while (true) {
                var result = decoder.decode(in, out, true);
                if (result.isUnderflow()) break;
                decoder.reset();
                int odd = in.get() & 0xff;
                out.put(NameText.ESCAPE).put("%02X".formatted(odd));
            }
            decoder.flush(out);
            return out.flip().toString();
        }

        private static String withoutEscapes(String text) {
            if (text.indexOf(MARK) < 0) return text;
            var plain = new StringBuilder(text.length());
            for (int at = 0; at < text.length(); ) {
                int length = escapeAt(text, at);
                if (length == 0) {
                    plain.append(text.charAt(at++));
                } else {
                    int said = Integer.parseInt(text.substring(at + 2, at + length), 16);
                    plain.appendCodePoint(said);
                    at += length;
                }
            }
            return plain.toString();
        }

        /// How long the escape is that begins at `at`; 0 where none does.
        private static int escapeAt(String text, int at) {
            if (text.charAt(at) != MARK || at + 1 >= text.length()) return 0;
            int length =
                    switch (text.charAt(at + 1)) {
                        case 'U' -> 6;
                        case 'L' -> 8;
                        default -> 0;
                    };
            if (length == 0 || at + length > text.length()) return 0;
            for (int i = at + 2; i < at + length; i++) {
                if ("0123456789ABCDEF".indexOf(text.charAt(i)) < 0) return 0;
            }
            boolean none =
                    length == 8
                            && Integer.parseInt(text.substring(at + 2, at + 8), 16)
                                    > Character.MAX_CODE_POINT;
            return none ? 0 : length;
        }

        @Override
        public byte[] encode(String text) {
            if (isPlain(text)) return text.getBytes(StandardCharsets.US_ASCII);
            var said = new StringBuilder(text.length() + 16);
            for (int at = 0; at < text.length(); ) {
                int c = text.codePointAt(at);
                boolean asItIs = c == MARK ? escapeAt(text, at) == 0 : canSay(c);
                if (asItIs) said.appendCodePoint(c);
                else if (c > 0xffff) said.append("#L%06X".formatted(c));
                else said.append("#U%04X".formatted(c));
                at += Character.charCount(c);
            }
            return said.toString().getBytes(known);
        }

        private static boolean isPlain(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c >= 0x80 || c == MARK) return false;
            }
            return true;
        }

        /// Whether the charset leads back to the character: some have one byte for two of them.
        private boolean canSay(int c) {
            if (c < 0x80) return true;
            if (c < 0xa0) return false; // C1: would steer a terminal
            String one = Character.toString(c);
            return new String(one.getBytes(known), known).equals(one);
        }
    }
}
