package dev.ferry.server.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Makes lines of a Telnet stream (RFC 854, RFC 1123 §4.1.2.12): CRLF ends one; Telnet's own
/// commands are taken out, and options offered or asked for are declined. For one thread at a time.
///
/// A LF without CR spoils a line. It ends one where nothing came with it, as when a person types
/// into a bare connection; elsewhere it is part of what one client meant as one line, a file name
/// with a LF in it, and what stands behind it is never taken for a command.
///
/// What waits is bounded: no more than [#room()] bytes may be fed, and of a line that is too long
/// only the fact is kept.
final class LineReader {

    /// The longest line, in bytes: a path of some thirty names of 255 bytes.
    static final int LONGEST = 8 * 1024;

    /// How much may wait to be read, in bytes.
    private static final int BOUND = 2 * LONGEST;

    /// A line beyond this, in bytes, is rare enough that its memory is not kept.
    private static final int USUAL = 128;

    private static final int ANSWERS = 96;

    private static final String LONE_LF = "it holds a LF without CR; lines end in CRLF";

    private static final int SE = 240;
    private static final int SB = 250;
    private static final int WILL = 251;
    private static final int WONT = 252;
    private static final int DO = 253;
    private static final int DONT = 254;
    private static final int IAC = 255;

    /// A line as it came: what its bytes say may depend on the line before.
    ///
    /// @param bytes a character for each
    /// @param bad why it is none; null where it is one
    private record Kept(String bytes, @Nullable String bad) {
        Line said(WireText text) {
            return bad == null
                    ? new Line.Text(text.decode(bytes.getBytes(ISO_8859_1)))
                    : new Line.Bad(bad);
        }
    }

    private enum Telnet {
        TEXT,
        COMMAND,
        WILLING,
        ASKING,
        OPTION,
        SUBNEGOTIATION,
        SUBNEGOTIATION_COMMAND
    }

    private final Queue<Kept> lines = new ArrayDeque<>();
    private ByteArrayOutputStream line = new ByteArrayOutputStream(USUAL);
    private final ByteArrayOutputStream answers = new ByteArrayOutputStream(0);
    private int waiting;
    private Telnet telnet = Telnet.TEXT;
    private boolean afterReturn;
    private boolean more;
    private @Nullable String bad;

    /// How many bytes may be fed now. Each line that waits counts 16 more than it has, or a client
    /// could fill the heap with empty ones.
    int room() {
        return Math.max(0, BOUND - waiting);
    }

    void feed(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            int b = bytes.get() & 0xff;
            more = bytes.hasRemaining();
            feed(b);
        }
    }

    /// The next whole line, if there is one, as `text` reads it.
    @Nullable Line poll(WireText text) {
        Kept next = lines.poll();
        if (next == null) return null;
        waiting -= cost(next);
        return next.said(text);
    }

    /// The whole lines that wait, in order, to be looked at.
    List<Line> waiting(WireText text) {
        return lines.stream().map(kept -> kept.said(text)).toList();
    }

    /// What Telnet wants to be answered, once; often nothing.
    byte[] takeAnswers() {
        byte[] taken = answers.toByteArray();
        answers.reset();
        return taken;
    }

    private void feed(int b) {
        switch (telnet) {
            case TEXT -> {
                if (b == IAC) telnet = Telnet.COMMAND;
                else text(b);
            }
            case COMMAND -> command(b);
            case WILLING -> decline(DONT, b);
            case ASKING -> decline(WONT, b);
            case OPTION -> telnet = Telnet.TEXT;
            case SUBNEGOTIATION -> {
                if (b == IAC) telnet = Telnet.SUBNEGOTIATION_COMMAND;
            }
            case SUBNEGOTIATION_COMMAND -> telnet = b == SE ? Telnet.TEXT : Telnet.SUBNEGOTIATION;
        }
    }

    private void command(int b) {
        telnet =
                switch (b) {
                    case WILL -> Telnet.WILLING;
                    case DO -> Telnet.ASKING;
                    case WONT, DONT -> Telnet.OPTION;
                    case SB -> Telnet.SUBNEGOTIATION;
                    default -> Telnet.TEXT;
                };
        if (b == IAC) {
            text(IAC);
        } else if (b < SE) { // no command of Telnet's: a Latin-1 ÿ that nobody doubled
            text(IAC);
            text(b);
        }
    }

    private void decline(int how, int option) {
        telnet = Telnet.TEXT;
        if (answers.size() >= ANSWERS) return;
        answers.write(IAC);
        answers.write(how);
        answers.write(option);
    }

    private void text(int b) {
        if (b == '\n' && (afterReturn || !more)) {
            end();
            return;
        }
        if (b == '\n') bad = LONE_LF;
        if (afterReturn) keep('\r'); // one that ended nothing is a character of the line
        afterReturn = b == '\r';
        if (b == 0) bad = "it holds a NUL";
        if (!afterReturn) keep(b);
    }

    private void keep(int b) {
        if (line.size() < LONGEST) {
            line.write(b);
            waiting++;
        } else {
            bad = "it is longer than " + LONGEST + " bytes";
        }
    }

    private void end() {
        String why = bad != null || afterReturn ? bad : LONE_LF;
        var whole = new Kept(why == null ? line.toString(ISO_8859_1) : "", why);
        waiting -= line.size();
        if (line.size() > USUAL) line = new ByteArrayOutputStream(USUAL);
        else line.reset();
        afterReturn = false;
        bad = null;
        lines.add(whole);
        waiting += cost(whole);
    }

    private static int cost(Kept line) {
        return 16 + line.bytes().length();
    }
}
