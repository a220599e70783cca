package dev.ferry.app.shell;

import dev.ferry.app.shell.line.Line;
import dev.ferry.app.shell.line.Word;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/// Lines as the editor of the terminal sees them: cut at the cursor, and never refused, since the
/// shell itself says what is wrong with one.
final class ReaderParser implements Parser {

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        String before = line.substring(0, Math.clamp(cursor, 0, line.length()));
        return new Cut(line, before, Line.spot(before));
    }

    /// A line up to the cursor.
    record Cut(String whole, String before, Line.Spot spot) implements CompletingParsedLine {
        @Override
        public String word() {
            return spot.word().text();
        }

        @Override
        public int wordCursor() {
            return word().length();
        }

        @Override
        public int wordIndex() {
            return spot.before().size();
        }

        @Override
        public List<String> words() {
            var words = new ArrayList<>(spot.before().stream().map(Word::text).toList());
            words.add(word());
            return words;
        }

        @Override
        public String line() {
            return whole;
        }

        @Override
        public int cursor() {
            return before.length();
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return Line.written(candidate.toString(), spot.quote(), complete);
        }

        @Override
        public int rawWordCursor() {
            return before.length() - spot.from();
        }

        @Override
        public int rawWordLength() {
            return rawWordCursor();
        }
    }
}
