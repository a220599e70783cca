package dev.ferry.server.ftp;

import dev.ferry.fuzz.Must;
import dev.ferry.wire.ftp.CommandParser;
import java.nio.ByteBuffer;

/// The first bytes that a listener hears, and all after them: lines without what is no text, and
/// never more waiting than there is room for. The first byte says where they part.
public final class LineTarget {

    private LineTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) return;
        int size = 1 + (data[0] & 0xff);
        var reader = new LineReader();
        for (int at = 1; at < data.length; ) {
            int count = Math.min(Math.min(size, reader.room()), data.length - at);
            if (count > 0) reader.feed(ByteBuffer.wrap(data, at, count));
            at += count;
            Must.hold(reader.takeAnswers().length < 128, "more answers than questions");
            if (count == 0 || (data[0] & 1) == 0) take(reader, count == 0);
        }
    }

    private static void take(LineReader reader, boolean must) {
        Line line = reader.poll(WireText.UTF8);
        Must.hold(line != null || !must, "no room, and no line to take");
        while (line != null) {
            if (line instanceof Line.Text(String text)) {
                Must.hold(text.indexOf('\n') < 0 && text.indexOf('\0') < 0, "no line: " + text);
                CommandParser.parse(text);
            }
            line = reader.poll(WireText.UTF8);
        }
    }
}
