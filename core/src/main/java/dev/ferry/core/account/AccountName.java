package dev.ferry.core.account;

import java.text.Normalizer;
import java.util.Locale;

/// What an account may be called: 1 to 64 characters, letters of any script, digits, and `. _ - @`,
/// beginning with none of `. -`. Such a name is also a folder's name, one line of a log, and one
/// argument of a command.
final class AccountName {

    static final int LONGEST = 64;

    private AccountName() {}

    /// @throws AccountException naming the name and the rule it breaks
    static void require(String name) throws AccountException {
        if (name.isEmpty()) throw refused(name, "a name has at least one character");
        if (name.length() > LONGEST) {
            throw refused(name, "a name has at most " + LONGEST + " characters");
        }
        if (name.startsWith(".") || name.startsWith("-")) {
            throw refused(name, "a name does not begin with '.' or '-'");
        }
        if (isMark(name.codePointAt(0)) || !name.codePoints().allMatch(AccountName::isAllowed)) {
            throw refused(name, "a name consists of letters, digits, '.', '_', '-' and '@'");
        }
        if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
            throw refused(name, "accents are to be written in one piece (Unicode form NFC)");
        }
    }

    /// What two names have in common that differ in case alone.
    static String folded(String name) {
        return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /// `name`, whatever it holds, fit for a message of one line.
    static String quoted(String name) {
        var text = new StringBuilder("'");
        int[] points = name.codePoints().limit(LONGEST).toArray();
        for (int c : points) {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR ->
                        text.append("\\u%04X".formatted(c));
                default -> text.appendCodePoint(c);
            }
        }
        if (name.codePointCount(0, name.length()) > points.length) text.append("...");
        return text.append('\'').toString();
    }

    private static boolean isAllowed(int c) {
        return Character.isLetter(c)
                || Character.isDigit(c)
                || isMark(c)
                || (c < 0x80 && "._-@".indexOf(c) >= 0);
    }

    /// Vowel signs and the like, without which some scripts cannot write their words.
    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static AccountException refused(String name, String rule) {
        return new AccountException("account name " + quoted(name) + ": " + rule);
    }
}
