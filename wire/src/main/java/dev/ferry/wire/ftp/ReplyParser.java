package dev.ferry.wire.ftp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Bytes from a server to replies (RFC 959 §4.2), whatever they are: what is no reply is a value
/// too. A reply of several lines ends with the line that begins with its own code and a blank; what
/// other codes and digits the lines between begin with does not matter. A bare LF ends a line as
/// CRLF does. Each byte is looked at once.
///
/// For one conversation and one thread.
public final class ReplyParser {

    /// What came of the bytes so far.
    public sealed interface Outcome {
        /// The reply is not over; all bytes were taken.
        record More() implements Outcome {}

        /// One reply; what is behind it was left in the buffer.
        record Complete(Reply reply) implements Outcome {}

        /// This is no FTP, or more of it than anybody needs. Nothing that follows means anything.
        record Broken(String why) implements Outcome {}
    }

    private static final int SHOWN = 60;

    private final int maxBytes;
    private final int maxLines;
    private final Function<byte[], String> text;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    private List<String> lines = new ArrayList<>();
    private int bytes;
    private int code;

    /// @param maxBytes of one reply, all its lines together
    /// @param maxLines of one reply
    /// @param text what the bytes of a line say
    public ReplyParser(int maxBytes, int maxLines, Function<byte[], String> text) {
        if (maxBytes < 1 || maxLines < 1) throw new IllegalArgumentException("no room for a reply");
        this.maxBytes = maxBytes;
        this.maxLines = maxLines;
        this.text = text;
    }

    /// Whether part of a reply has come and not yet its end.
    public boolean isInside() {
        return !lines.isEmpty() || line.size() > 0;
    }

    /// Takes bytes up to the end of one reply, or all of them.
    public Outcome take(ByteBuffer source) {
        while (source.hasRemaining()) {
            byte next = source.get();
            if (++bytes > maxBytes) return broken("a reply of more than " + maxBytes + " bytes");
            if (next != '\n') {
                line.write(next);
                continue;
            }
            Outcome outcome = endOfLine();
            if (!(outcome instanceof Outcome.More)) return outcome;
        }
        return new Outcome.More();
    }

    private Outcome endOfLine() {
        byte[] said = withoutReturn(line.toByteArray());
        line.reset();
        if (lines.isEmpty()) return firstLine(said);
        if (lines.size() >= maxLines) {
            return broken("a reply of more than " + maxLines + " lines");
        }
        boolean last = code(said) == code && (said.length == 3 || said[3] == ' ');
        boolean hyphen = !last && code(said) == code && said[3] == '-';
        lines.add(text(said, last || hyphen ? 4 : 0));
        return last ? complete() : new Outcome.More();
    }

    private Outcome firstLine(byte[] said) {
        code = code(said);
        boolean separated =
                said.length == 3 || (said.length > 3 && (said[3] == ' ' || said[3] == '-'));
        if (code < 0 || !separated) return broken("no reply code in \"" + shown(said) + '"');
        lines.add(text(said, 4));
        return said.length > 3 && said[3] == '-' ? new Outcome.More() : complete();
    }

    private Outcome complete() {
        var reply = new Reply(code, lines);
        lines = new ArrayList<>();
        bytes = 0;
        return new Outcome.Complete(reply);
    }

    private Outcome broken(String why) {
        lines = new ArrayList<>();
        line.reset();
        bytes = 0;
        return new Outcome.Broken(why);
    }

    /// 100 to 599; -1 where the line does not begin with such a number and no further digit.
    private static int code(byte[] said) {
        if (said.length < 3) return -1;
        int value = 0;
        for (int i = 0; i < 3; i++) {
            int digit = said[i] - '0';
            if (digit < 0 || digit > 9) return -1;
            value = value * 10 + digit;
        }
        boolean ends = said.length == 3 || said[3] == ' ' || said[3] == '-';
        return ends && value >= 100 && value <= 599 ? value : -1;
    }

    private String text(byte[] said, int from) {
        if (from >= said.length) return "";
        return text.apply(java.util.Arrays.copyOfRange(said, from, said.length));
    }

    private String shown(byte[] said) {
        String all = OneLine.of(text(said, 0));
        return all.length() <= SHOWN ? all : all.substring(0, SHOWN) + "...";
    }

    private static byte[] withoutReturn(byte[] said) {
        int end = said.length;
        while (end > 0 && said[end - 1] == '\r') end--;
        return end == said.length ? said : java.util.Arrays.copyOf(said, end);
    }
}
