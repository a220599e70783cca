package dev.ferry.app.shell.line;

import java.util.ArrayList;
import java.util.List;

/// A word of a line. What was quoted in it means itself, also where it is a `*`.
///
/// @param marked the word, with [#QUOTED] before each character that means itself though it could
///   mean more
public record Word(String marked) {

    /// No line holds it, so no word does.
    static final char QUOTED = '\u0001';

    /// What could be part of a pattern, or end a pattern's meaning.
    static boolean isSpecial(char c) {
        return c == '*' || c == '?' || c == '[' || c == ']' || c == '\\';
    }

    /// Of which every character means itself.
    public static Word literal(String text) {
        var marked = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (isSpecial(text.charAt(i))) marked.append(QUOTED);
            marked.append(text.charAt(i));
        }
        return new Word(marked.toString());
    }

    /// As it reads.
    public String text() {
        return marked.replace(String.valueOf(QUOTED), "");
    }

    /// Whether it has a `*`, `?` or `[` that was not quoted.
    public boolean isPattern() {
        for (int i = 0; i < marked.length(); i++) {
            char c = marked.charAt(i);
            if (c == QUOTED) i++;
            else if (c == '*' || c == '?' || c == '[') return true;
        }
        return false;
    }

    /// As a glob, in which what was quoted means itself.
    public String glob() {
        return marked.replace(QUOTED, '\\');
    }

    /// Its parts between slashes.
    public List<Word> names() {
        var names = new ArrayList<Word>();
        for (String name : marked.split("/", -1)) names.add(new Word(name));
        return names;
    }

    @Override
    public String toString() {
        return text();
    }
}
