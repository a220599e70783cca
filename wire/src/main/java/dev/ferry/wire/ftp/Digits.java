package dev.ferry.wire.ftp;

import java.util.OptionalInt;

/// Numbers as FTP writes them: ASCII digits alone, no sign, no blank, no other script's digits.
final class Digits {

    private Digits() {}

    /// The value of `text` in decimal, 0 to 2^63-1; -1 where it is none.
    static long value(String text) {
        return value(text, 0, text.length());
    }

    /// The same for the part from `from` to before `to`.
    static long value(String text, int from, int to) {
        if (from >= to) return -1;
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) return -1;
            if (value > (Long.MAX_VALUE - digit) / 10) return -1;
            value = value * 10 + digit;
        }
        return value;
    }

    /// The value of one to four hexadecimal digits; -1 where it is none.
    static int hexadecimal(String text) {
        if (text.isEmpty() || text.length() > 4) return -1;
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) return -1;
            value = value * 16 + digit;
        }
        return value;
    }

    /// The value of one to five octal digits, 0 to 07777; empty where it is none. Modes are written
    /// with and without a 0 in front.
    static OptionalInt octal(String text) {
        if (text.isEmpty() || text.length() > 5) return OptionalInt.empty();
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 7) return OptionalInt.empty();
            value = value * 8 + digit;
        }
        return value > 07777 ? OptionalInt.empty() : OptionalInt.of(value);
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// Appends `value`, at least `width` digits of it.
    static void append(StringBuilder out, int value, int width) {
        int limit = 1;
        for (int i = 1; i < width; i++) limit *= 10;
        for (; limit > 1 && value < limit; limit /= 10) out.append('0');
        out.append(value);
    }
}
