package dev.ferry.server.ftp;

import dev.ferry.core.work.Download;
import dev.ferry.wire.ftp.Command.Representation;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.time.Duration;

/// RETR.
final class SendFile implements Transfer {

    private static final int SMALLEST = 16 * 1024;
    private static final int FIRST = 256 * 1024;
    private static final int LARGEST = 1024 * 1024;
    private static final int TEXT = 64 * 1024;

    /// A piece that takes longer makes the next one smaller: a blocked sendfile tells nothing until
    /// its whole piece is gone, and a slow client is not to look like a stalled one.
    private static final long SLOW = Duration.ofSeconds(2).toNanos();

    private final Download file;
    private final DataConnection data;
    private final Representation type;
    private final boolean afterReturn;
    private final FtpErrors errors;

    /// @param file at the place to start from
    /// @param afterReturn in ASCII, whether the client has the CR that comes before that place
    SendFile(
            Download file,
            DataConnection data,
            Representation type,
            boolean afterReturn,
            FtpErrors errors) {
        this.file = file;
        this.data = data;
        this.type = type;
        this.afterReturn = afterReturn;
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
            return errors.reply(e, file.path());
        }
    }

    private void send(Preliminary preliminary) throws IOException {
        preliminary.say(
                switch (type) {
                    case IMAGE ->
                            Reply.opening(
                                    file.path().toString(), type, file.end() - file.position());
                    case ASCII -> Reply.opening(file.path().toString(), type);
                });
        data.open();
        switch (type) {
            case IMAGE -> sendBytes();
            case ASCII -> sendLines();
        }
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
            boolean slow = System.nanoTime() - began > SLOW;
            piece = slow ? Math.max(piece / 2, SMALLEST) : Math.min(piece * 2, LARGEST);
        }
    }

    private void sendLines() throws IOException {
        var lines = new AsciiOut(afterReturn);
        var from = ByteBuffer.allocate(TEXT);
        var to = ByteBuffer.allocate(2 * TEXT);
        while (file.read(from.clear()) >= 0) {
            lines.convert(from.flip(), to.clear());
            data.write(to.flip());
        }
    }

    @Override
    public void cut(String why) {
        data.cut(why);
    }

    @Override
    public String progress() {
        return Progress.of("Sending " + file.path(), data.bytes(), file.position(), file.end());
    }

    @Override
    public long quietSince() {
        return data.quietSince();
    }
}
