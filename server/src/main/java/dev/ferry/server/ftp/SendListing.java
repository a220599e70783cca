package dev.ferry.server.ftp;

import dev.ferry.files.Entry;
import dev.ferry.wire.ftp.Command.Representation;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// LIST, NLST and MLSD. Entries go out as they come in: a folder of a million costs no more memory
/// than one of ten, and its first lines are there at once.
final class SendListing implements Transfer {

    /// Of text, before it is sent.
    private static final int FIRST = 4 * 1024;

    private static final int LATER = 64 * 1024;
    private static final long SOON = Duration.ofMillis(20).toNanos();

    private final Lines lines;
    private final DataConnection data;
    private final Representation type;
    private final FtpErrors errors;
    private volatile long listed;

    SendListing(Lines lines, DataConnection data, Representation type, FtpErrors errors) {
        this.lines = lines;
        this.data = data;
        this.type = type;
        this.errors = errors;
    }

    @Override
    public Reply run(Preliminary preliminary) {
        try (lines;
                data) {
            preliminary.say(Reply.opening(lines.path().toString(), type));
            data.open();
            long entries = send();
            data.finish();
            data.close();
            return Reply.listed(entries);
        } catch (IOException e) {
            return errors.reply(e, lines.path());
        }
    }

    private long send() throws IOException {
        var out = new StringBuilder(FIRST + 1024);
        if (!lines.head().isEmpty()) out.append(lines.head()).append("\r\n");
        int enough = FIRST;
        long sent = System.nanoTime();
        long count = 0;
        for (Entry entry = lines.entries().next(); entry != null; entry = lines.entries().next()) {
            lines.style().append(out, entry);
            out.append("\r\n");
            listed = ++count;
            if (out.length() >= enough || System.nanoTime() - sent > SOON) {
                flush(out);
                enough = LATER;
                sent = System.nanoTime();
            }
        }
        flush(out);
        return count;
    }

    private void flush(StringBuilder out) throws IOException {
        data.write(ByteBuffer.wrap(out.toString().getBytes(StandardCharsets.UTF_8)));
        out.setLength(0);
    }

    @Override
    public void cut(String why) {
        data.cut(why);
    }

    @Override
    public String progress() {
        return "Listing " + lines.path() + ": " + listed + " entries so far";
    }

    @Override
    public long quietSince() {
        return data.quietSince();
    }
}
