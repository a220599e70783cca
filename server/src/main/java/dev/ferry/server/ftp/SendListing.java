package dev.ferry.server.ftp;

import dev.ferry.core.access.Action;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    private final Form form;
    private final WireText text;
    private final FtpErrors errors;
    private volatile long listed;
    private volatile long stepped; // nanoTime

    SendListing(Lines lines, DataConnection data, Form form, WireText text, FtpErrors errors) {
        this.lines = lines;
        this.data = data;
        this.form = form;
        this.text = text;
        this.errors = errors;
    }

    @Override
    public Reply run(Preliminary preliminary) {
        try (lines;
                data) {
            preliminary.say(Reply.opening(lines.path().toString(), form.type()));
            data.open();
            try (Outgoing out = Outgoing.ofLines(form, new SendFile.OnWire(data))) {
                send(out.head());
                out.head().end();
            }
            data.finish();
            data.close();
            return Reply.listed(lines.entries(), lines.remark());
        } catch (IOException e) {
            return errors.reply(e, lines.path(), Action.LIST);
        }
    }

    private void send(Flow flow) throws IOException {
        var out = new StringBuilder(FIRST + 1024);
        int enough = FIRST;
        long sent = System.nanoTime();
        while (lines.step(out)) {
            data.requireUncut();
            listed = lines.entries();
            long now = System.nanoTime();
            stepped = now;
            if (out.length() >= enough || (now - sent > SOON && !out.isEmpty())) {
                flush(out, flow);
                enough = LATER;
                sent = System.nanoTime();
            }
        }
        flush(out, flow);
    }

    private void flush(StringBuilder out, Flow flow) throws IOException {
        flow.bytes(ByteBuffer.wrap(text.encode(out.toString())));
        flow.flush();
        out.setLength(0);
    }

    @Override
    public void cut(String why) {
        data.cut(why);
    }

    @Override
    public Glance glance() {
        return new Glance("list", lines.path(), data.bytes());
    }

    @Override
    public String progress() {
        return "Listing " + lines.path() + ": " + listed + " entries so far";
    }

    /// A long look for few entries is no stall of the client's.
    @Override
    public long quietSince() {
        long quiet = data.quietSince();
        return quiet != 0 && stepped - quiet > 0 ? stepped : quiet;
    }
}
