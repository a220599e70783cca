package dev.ferry.app.cli;

/// Text made safe to print as one line of a log or a terminal.
public final class OneLine {

    private OneLine() {}

    /// `text` with its control characters (those of a terminal and of writing from right to left
    /// too) and line separators written as `\n`, `\t` or an escape with four digits.
    public static String of(String text) {
        if (text.chars().noneMatch(OneLine::isUnsafe)) return text;
        var safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> safe.append("\\n");
                case '\r' -> safe.append("\\r");
                case '\t' -> safe.append("\\t");
                default -> {
                    if (isUnsafe(c)) safe.append("\\u%04x".formatted((int) c));
                    else safe.append(c);
                }
            }
        }
        return safe.toString();
    }

    /// Whether a character could end a line, steer a terminal, or show text in another order than
    /// it has.
    public static boolean isUnsafe(int c) {
        return c < 0x20
                || (c >= 0x7f && c < 0xa0)
                || c == 0x200e
                || c == 0x200f
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0xfeff;
    }
}
