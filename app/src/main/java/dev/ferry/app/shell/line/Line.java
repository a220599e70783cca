package dev.ferry.app.shell.line;

import dev.ferry.client.failure.Failure;
import java.util.ArrayList;
import java.util.List;

/// A line as the shell reads it. Words are parted by blanks, commands by `;`, or by `&`, which
/// sends the one before it to the background. Within `'...'` everything means itself, within
/// `"..."` everything but `\`, and after `\` the next character does. `#` at the beginning of a
/// word makes the rest of the line a remark.
public final class Line {

    /// A word while it is read.
    private static final class Draft {
        final StringBuilder marked = new StringBuilder();
        final int from;

        Draft(int from) {
            this.from = from;
        }

        void add(char c, boolean quoted) {
            if (quoted && Word.isSpecial(c)) marked.append(Word.QUOTED);
            marked.append(c);
        }
    }

    /// Where the cursor is, for who completes what stands before it.
    ///
    /// @param before the words of this command before the one under the cursor
    /// @param word what of the word under the cursor stands before it; empty after a blank
    /// @param from where that word begins in the line
    /// @param quote `'` or `"` where the cursor is within such, else a blank
    public record Spot(List<Word> before, Word word, int from, char quote) {}

    private final String text;
    private final List<Statement> statements = new ArrayList<>();
    private List<Word> words = new ArrayList<>();
    private char quote = ' ';
    private boolean remark;
    private int from;
    private Word last = new Word("");
    private boolean open;

    private Line(String text) throws Failure {
        this.text = text;
        scan();
    }

    /// The commands of a line; none where it is empty or a remark.
    ///
    /// @throws Failure.Usage where it ends within quotes, or holds control characters
    public static List<Statement> parse(String text) throws Failure {
        var line = new Line(text);
        if (line.quote != ' ')
            throw new Failure.Usage("a " + line.quote + " is missing its other half");
        line.endWord();
        line.endStatement(false);
        return List.copyOf(line.statements);
    }

    /// What stands at the end of `text`, which need not be whole.
    public static Spot spot(String text) {
        try {
            var line = new Line(text);
            boolean within = line.open && !line.remark;
            return new Spot(
                    List.copyOf(line.words),
                    within ? line.last : new Word(""),
                    within ? line.from : text.length(),
                    line.quote);
        } catch (Failure _) {
            return new Spot(List.of(), new Word(""), text.length(), ' ');
        }
    }

    private void scan() throws Failure {
        Draft draft = null;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c < ' ' && c != '\t') {
                throw new Failure.Usage("a line holds no control characters");
            }
            boolean blank = quote == ' ' && (c == ' ' || c == '\t');
            boolean end = quote == ' ' && (c == ';' || c == '&');
            if (blank || end) {
                if (draft != null) words.add(new Word(draft.marked.toString()));
                draft = null;
                if (end) endStatement(c == '&');
                continue;
            }
            if (draft == null && c == '#') {
                remark = true;
                break;
            }
            if (draft == null) draft = new Draft(at);
            if (quote != ' ' && c == quote) {
                quote = ' ';
            } else if (quote == ' ' && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == '\\' && quote != '\'' && at + 1 < text.length()) {
                draft.add(text.charAt(++at), true);
            } else {
                draft.add(c, quote != ' ' || c == '\\');
            }
        }
        open = draft != null;
        if (draft == null) return;
        last = new Word(draft.marked.toString());
        from = draft.from;
    }

    private void endWord() {
        if (open) words.add(last);
    }

    private void endStatement(boolean background) throws Failure {
        if (words.isEmpty()) {
            if (background) throw new Failure.Usage("nothing stands before the &");
            return;
        }
        statements.add(new Statement(words, background));
        words = new ArrayList<>();
    }

    /// `word` as it is written so that it is read back.
    ///
    /// @param quote in what it stands, as [Spot#quote()] says it
    /// @param whole whether the word ends here, and the quote with it
    public static String written(String word, char quote, boolean whole) {
        var text = new StringBuilder(word.length() + 4);
        switch (quote) {
            case '\'' -> text.append(word.replace("'", "'\\''")).insert(0, '\'');
            case '"' ->
                    text.append(word.replace("\\", "\\\\").replace("\"", "\\\"")).insert(0, '"');
            default -> {
                for (int i = 0; i < word.length(); i++) {
                    char c = word.charAt(i);
                    boolean meant =
                            " \t;&'\"".indexOf(c) >= 0 || Word.isSpecial(c) || (c == '#' && i == 0);
                    if (meant) text.append('\\');
                    text.append(c);
                }
                return text.toString();
            }
        }
        return whole ? text.append(quote).toString() : text.toString();
    }
}
