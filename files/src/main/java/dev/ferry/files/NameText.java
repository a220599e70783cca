package dev.ferry.files;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// How a file name's bytes are said as text, and back, without losing one of them.
///
/// Valid UTF-8 without control characters is itself. Every other byte, and every byte of a control
/// character (below U+0020, U+007F to U+009F), becomes U+FFFD followed by two upper-case
/// hexadecimal digits: the name `a<LF>b` reads `a�0Ab`, the Latin-1 byte of `é` reads `�E9`, and
/// U+009B, which starts a command to some terminals, reads `�C2�9B`. A name that really holds
/// U+FFFD before two such digits has its U+FFFD escaped too, so two different names never read
/// alike, and a text that is not the one way to say its bytes says no name at all
/// ([#toBytes(String)] is empty): no rule for a path can be walked around by spelling it otherwise.
///
/// The text is safe to print in listings, replies and logs: one name stays on one line.
public final class NameText {

    /// What stands before the two digits of an escaped byte.
    public static final char ESCAPE = '\uFFFD';

    private static final String DIGITS = "0123456789ABCDEF";

    private NameText() {}

    /// The text for `bytes`, a name as it stands on disk. Every array has a text.
    public static String of(byte[] bytes) {
        if (isPlainAscii(bytes)) return new String(bytes, StandardCharsets.ISO_8859_1);
        var text = new StringBuilder(bytes.length + 8);
        int at = 0;
        while (at < bytes.length) {
            int length = sequenceLength(bytes, at);
            if (length == 0) {
                escape(text, bytes[at++]);
            } else if (isControl(bytes, at, length)
                    || (isEscape(bytes, at, length) && looksEscaped(bytes, at + length))) {
                for (int i = 0; i < length; i++) escape(text, bytes[at++]);
            } else {
                text.append(new String(bytes, at, length, StandardCharsets.UTF_8));
                at += length;
            }
        }
        return text.toString();
    }

    /// The bytes of which [#of(byte[])] gives `text`; empty where there are none (a lone surrogate,
    /// or an escape that says what needs no escape).
    public static Optional<byte[]> toBytes(String text) {
        var bytes = ByteBuffer.allocate(3 * text.length());
        var encoder = StandardCharsets.UTF_8.newEncoder();
        try {
            for (int at = 0; at < text.length(); ) {
                int escaped = escapedAt(text, at);
                if (escaped >= 0) {
                    bytes.put((byte) escaped);
                    at += 3;
                } else {
                    int end = text.indexOf(ESCAPE, at + 1);
                    String run = text.substring(at, end < 0 ? text.length() : end);
                    bytes.put(encoder.encode(CharBuffer.wrap(run)));
                    at += run.length();
                }
            }
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
        byte[] name = new byte[bytes.flip().remaining()];
        bytes.get(name);
        return of(name).equals(text) ? Optional.of(name) : Optional.empty();
    }

    /// `text` with each control character replaced by its escape, as a client may send them raw.
    static String withoutControls(String text) {
        if (text.chars().noneMatch(NameText::isControl)) return text;
        var safe = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isControl(c)) {
                safe.append(c);
                continue;
            }
            if (c >= 0x80) escape(safe, (byte) 0xc2); // the first of its two bytes
            escape(safe, (byte) c);
        }
        return safe.toString();
    }

    private static boolean isPlainAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0x20 || b == 0x7f) return false;
        }
        return true;
    }

    /// Unicode's `Cc`: C0, DEL and C1.
    static boolean isControl(int c) {
        return c < 0x20 || (c >= 0x7f && c < 0xa0);
    }

    private static boolean isControl(byte[] bytes, int at, int length) {
        return switch (length) {
            case 1 -> isControl(bytes[at]);
            case 2 -> bytes[at] == (byte) 0xc2 && (bytes[at + 1] & 0xff) < 0xa0;
            default -> false;
        };
    }

    private static boolean isEscape(byte[] bytes, int at, int length) {
        return length == 3
                && bytes[at] == (byte) 0xef
                && bytes[at + 1] == (byte) 0xbf
                && bytes[at + 2] == (byte) 0xbd;
    }

    private static boolean looksEscaped(byte[] bytes, int at) {
        return at + 1 < bytes.length
                && DIGITS.indexOf(bytes[at]) >= 0
                && DIGITS.indexOf(bytes[at + 1]) >= 0
                && needsEscape(value((char) bytes[at], (char) bytes[at + 1]));
    }

    /// The byte escaped at `at`, or -1 where no escape begins.
    private static int escapedAt(String text, int at) {
        if (text.charAt(at) != ESCAPE || at + 2 >= text.length()) return -1;
        char high = text.charAt(at + 1);
        char low = text.charAt(at + 2);
        if (DIGITS.indexOf(high) < 0 || DIGITS.indexOf(low) < 0) return -1;
        int value = value(high, low);
        return needsEscape(value) ? value : -1;
    }

    private static int value(char high, char low) {
        return DIGITS.indexOf(high) * 16 + DIGITS.indexOf(low);
    }

    private static boolean needsEscape(int value) {
        return value < 0x20 || value >= 0x7f;
    }

    private static void escape(StringBuilder text, byte b) {
        text.append(ESCAPE).append(DIGITS.charAt((b & 0xff) >> 4)).append(DIGITS.charAt(b & 0xf));
    }

    /// How many bytes the valid UTF-8 sequence at `at` has; 0 where there is none (RFC 3629 §4).
    private static int sequenceLength(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        if (first < 0x80) return 1;
        int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (length == 0 || at + length > bytes.length) return 0;
        int second = bytes[at + 1] & 0xff;
        int lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < lowest || second > highest) return 0;
        for (int i = 2; i < length; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) return 0;
        }
        return length;
    }
}
