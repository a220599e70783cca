package dev.ferry.wire.ftp;

/// Keeps a text on one line: a control character (below 0x20, and 0x7f) would end the line, forge
/// another, or steer the reader's terminal. Names come here without any; this is the last door.
final class OneLine {

    private OneLine() {}

    /// `text` with a question mark for each control character.
    static String of(String text) {
        if (isOneLine(text)) return text;
        var line = new StringBuilder(text.length());
        append(line, text);
        return line.toString();
    }

    /// The same, onto `out`.
    static void append(StringBuilder out, String text) {
        if (isOneLine(text)) {
            out.append(text);
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(isControl(c) ? '?' : c);
        }
    }

    private static boolean isOneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) return false;
        }
        return true;
    }

    private static boolean isControl(char c) {
        return c < 0x20 || c == 0x7f;
    }
}
