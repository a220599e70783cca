package dev.ferry.server.ftp;

import dev.ferry.core.access.Action;
import dev.ferry.core.work.Download;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.time.Duration;

/// RETR.
final class SendFile implements Transfer {

    private static final int SMALLEST = 16 * 1024;
    private static final int FIRST = 256 * 1024;
    private static final int LARGEST = 4 * 1024 * 1024;
    private static final int PIECE = 64 * 1024;

    /// In block mode, in bytes of the file.
    private static final long BETWEEN_MARKERS = 1024 * 1024;

    /// A blocked sendfile tells nothing until its whole piece is gone, and a slow client is not to
    /// look like a stalled one: only a piece that was quick makes the next one larger, and one that
    /// was slow makes it smaller.
    private static final long QUICK = Duration.ofMillis(100).toNanos();

    private static final long SLOW = Duration.ofSeconds(1).toNanos();

    private final Download file;
    private final DataConnection data;
    private final Form form;
    private final Outgoing.Beginning beginning;
    private final FtpErrors errors;

    /// @param file at the place to start from
    /// @param beginning what is known of that place
    SendFile(
            Download file,
            DataConnection data,
            Form form,
            Outgoing.Beginning beginning,
            FtpErrors errors) {
        this.file = file;
        this.data = data;
        this.form = form;
        this.beginning = beginning;
        this.errors = errors;
    }

    @Override
    public Reply run(Preliminary preliminary) {
        try (file;
                data) {
            try {
                send(preliminary);
                data.close(); // before 226 is said: some clients cut the file short otherwise
                file.complete();
                return Reply.transferComplete(data.bytes());
            } catch (IOException e) {
                file.cut(data.cutReason().orElse(String.valueOf(e.getMessage())));
                throw e;
            }
        } catch (IOException e) {
            return errors.reply(e, file.path(), Action.READ);
        }
    }

    private void send(Preliminary preliminary) throws IOException {
        String path = file.path().toString();
        preliminary.say(
                form.isPlain()
                        ? Reply.opening(path, form.type(), file.end() - file.position())
                        : Reply.opening(path, form.type()));
        data.open();
        if (form.isPlain()) sendBytes();
        else sendConverted();
        if (file.position() < file.end()) {
            throw new FileSystemException(
                    file.path().toString(), null, "became shorter while it was being sent");
        }
        data.finish();
    }

    private void sendBytes() throws IOException {
        long piece = FIRST;
        while (true) {
            long began = System.nanoTime();
            if (data.send(file, piece) == 0) return;
            long took = System.nanoTime() - began;
            if (took < QUICK) piece = Math.min(piece * 2, LARGEST);
            else if (took > SLOW) piece = Math.max(piece / 2, SMALLEST);
        }
    }

    private void sendConverted() throws IOException {
        try (Outgoing out = Outgoing.of(form, beginning, new OnWire(data))) {
            Flow flow = out.head();
            var piece = ByteBuffer.allocate(PIECE);
            long marked = file.position();
            while (file.read(piece.clear()) >= 0) {
                byte last = piece.position() == 0 ? 0 : piece.get(piece.position() - 1);
                flow.bytes(piece.flip());
                boolean due = file.position() - marked >= BETWEEN_MARKERS;
                if (!due || last == '\r') continue; // what becomes of a CR is not known yet
                if (form.mode() == Form.Mode.BLOCK) flow.marker(marker(last), false);
                marked = file.position();
            }
            flow.end();
        }
    }

    private String marker(byte last) {
        return new RestartMarker.OfDownload(file.position(), last != '\n', file.version()).text();
    }

    /// The end of the pipeline.
    record OnWire(DataConnection data) implements Flow.Outlet {

        @Override
        public void bytes(ByteBuffer some) throws IOException {
            data.write(some);
        }

        @Override
        public void end() {}
    }

    @Override
    public void cut(String why) {
        data.cut(why);
        file.hurry();
    }

    @Override
    public Glance glance() {
        return new Glance("download", file.path(), data.bytes());
    }

    @Override
    public String progress() {
        return Progress.of("Sending " + file.path(), data.bytes(), file.position(), file.end());
    }

    @Override
    public long quietSince() {
        return file.quietSince(data.quietSince());
    }
}
