package dev.ferry.app.shell.line;

import java.util.List;
import java.util.stream.Collectors;

/// One command of a line.
///
/// @param words at least one
/// @param background whether it ended with `&`
public record Statement(List<Word> words, boolean background) {

    public Statement {
        words = List.copyOf(words);
    }

    /// What the first word says.
    public String verb() {
        return words.getFirst().text();
    }

    /// The command without its first word, which is a verb too.
    public Statement inner() {
        return new Statement(words.subList(1, words.size()), background);
    }

    /// For people.
    public String text() {
        return words.stream().map(Word::text).collect(Collectors.joining(" "));
    }
}
