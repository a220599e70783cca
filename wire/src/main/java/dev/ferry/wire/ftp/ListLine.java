package dev.ferry.wire.ftp;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;

/// One line of LIST, as `ls -l` writes it: what every client has learned to read, though no RFC
/// says so.
///
/// @param mode the twelve permission bits of POSIX
/// @param links hard links
/// @param size bytes
/// @param target where a link leads; empty where it is none, or where that is nobody's business
public record ListLine(
        Kind kind,
        int mode,
        int links,
        String owner,
        String group,
        long size,
        Instant modified,
        String name,
        Optional<String> target) {

    /// The first letter of the line.
    public enum Kind {
        FILE('-'),
        FOLDER('d'),
        LINK('l'),
        /// A device, a pipe or a socket: one letter has to do for all.
        OTHER('p');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }
    }

    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private static final long HALF_A_YEAR = 31_556_952 / 2;

    /// How far ahead of `now`, in seconds, a file may seem to be and still show its hour: a listing
    /// takes time, and the file server's clock may be another.
    private static final long SLACK = 60;

    private static final String BLANKS = " ".repeat(20);

    /// Appends the line, without an end of line. A control character becomes a question mark.
    ///
    /// @param now files changed within half a year before it show the hour, others the year
    public void appendTo(StringBuilder out, Instant now) {
        appendMode(out);
        appendRight(out.append(' '), links, 3);
        appendWord(out.append(' '), owner);
        appendWord(out.append(' '), group);
        appendRight(out.append(' '), size, 10);
        appendDate(out.append(' '), now);
        OneLine.append(out.append(' '), name);
        if (kind == Kind.LINK && target.isPresent()) {
            OneLine.append(out.append(" -> "), target.get());
        }
    }

    /// The same as a text of its own.
    public String line(Instant now) {
        var out = new StringBuilder(96);
        appendTo(out, now);
        return out.toString();
    }

    private void appendMode(StringBuilder out) {
        out.append(kind.letter);
        appendThree(out, mode >> 6, (mode & 04000) != 0, 's', 'S');
        appendThree(out, mode >> 3, (mode & 02000) != 0, 's', 'S');
        appendThree(out, mode, (mode & 01000) != 0, 't', 'T');
    }

    private static void appendThree(
            StringBuilder out, int bits, boolean special, char withExecute, char without) {
        boolean execute = (bits & 1) != 0;
        out.append((bits & 4) != 0 ? 'r' : '-');
        out.append((bits & 2) != 0 ? 'w' : '-');
        if (special) out.append(execute ? withExecute : without);
        else out.append(execute ? 'x' : '-');
    }

    private static void appendRight(StringBuilder out, long number, int width) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) digits++;
        if (digits < width) out.append(BLANKS, 0, width - digits);
        out.append(number);
    }

    /// An owner is one word, whatever it is called, or every column behind it would move.
    private static void appendWord(StringBuilder out, String word) {
        int start = out.length();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            out.append(c <= ' ' || c == 0x7f ? '?' : c);
        }
        if (word.isEmpty()) out.append('?');
        int missing = 8 - (out.length() - start);
        if (missing > 0) out.append(BLANKS, 0, missing);
    }

    private void appendDate(StringBuilder out, Instant now) {
        LocalDateTime said = TimeVal.utc(modified);
        out.append(MONTHS[said.getMonthValue() - 1]).append(' ');
        appendRight(out, said.getDayOfMonth(), 2);
        long age = now.getEpochSecond() - modified.getEpochSecond();
        if (age < HALF_A_YEAR && age >= -SLACK) {
            Digits.append(out.append(' '), said.getHour(), 2);
            Digits.append(out.append(':'), said.getMinute(), 2);
        } else {
            appendRight(out.append(' '), said.getYear(), 5);
        }
    }
}
