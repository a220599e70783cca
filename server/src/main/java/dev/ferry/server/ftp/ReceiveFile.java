package dev.ferry.server.ftp;

import dev.ferry.core.work.Upload;
import dev.ferry.wire.ftp.Command.Representation;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// STOR, STOU and APPE.
final class ReceiveFile implements Transfer {

    private static final int PIECE = 256 * 1024;

    /// One buffer for each thread that carries transfers out; the threads are used again.
    private static final ThreadLocal<ByteBuffer> BUFFER =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(PIECE));

    private final Upload file;
    private final DataConnection data;
    private final Terms terms;
    private final FtpErrors errors;
    private volatile long size;
    private long ended; // nanoTime of the end of the data

    /// How an upload is received, and when what came is the whole of it.
    ///
    /// @param opening the reply before the data
    /// @param afterReturn whether the text that is gone on with ended in a CR that is not stored
    /// @param announced what ALLO said; 0 where it said nothing
    /// @param control how the control connection stands at the moment of asking
    /// @param pause between the end of the data and that look, so that a dying client's second
    ///   connection can end too
    record Terms(
            Reply opening,
            Representation type,
            boolean afterReturn,
            long announced,
            Supplier<Control.Verdict> control,
            Duration pause) {}

    ReceiveFile(Upload file, DataConnection data, Terms terms, FtpErrors errors) {
        this.file = file;
        this.data = data;
        this.terms = terms;
        this.errors = errors;
        file.onTakenOver(
                () -> data.cut("another session of this account goes on with this upload"));
    }

    @Override
    public Reply run(Preliminary preliminary) {
        try (file;
                data) {
            try {
                preliminary.say(terms.opening());
                data.open();
                file.begin();
                receive();
                ended = System.nanoTime();
                file.commit(this::requireWhole);
                return Reply.transferComplete(data.bytes());
            } catch (IOException e) {
                String why = data.cutReason().orElse(String.valueOf(e.getMessage()));
                file.cut(why);
                throw data.cutReason().isPresent() ? new CutException(why) : e;
            }
        } catch (IOException e) {
            return errors.reply(e, file.path());
        }
    }

    private void receive() throws IOException {
        switch (terms.type()) {
            case IMAGE -> receiveBytes();
            case ASCII -> receiveLines();
        }
    }

    private void receiveBytes() throws IOException {
        ByteBuffer piece = BUFFER.get();
        while (data.read(piece.clear()) >= 0) store(piece.flip());
    }

    /// Converts in place: what comes is put one byte further than what goes on, which is enough
    /// (see [AsciiIn]).
    private void receiveLines() throws IOException {
        var lines = new AsciiIn(terms.afterReturn());
        ByteBuffer to = BUFFER.get();
        ByteBuffer from = to.duplicate();
        while (data.read(from.clear().position(1)) >= 0) {
            lines.convert(from.flip().position(1), to.clear());
            store(to.flip());
        }
        lines.finish(to.clear());
        store(to.flip());
    }

    private void store(ByteBuffer bytes) throws IOException {
        if (bytes.hasRemaining()) file.write(bytes);
        size = file.size();
    }

    /// Whether the end of the data is the end of the file. Asked when the bytes are on disk, right
    /// before the name is (HOUSE: Verdict).
    private void requireWhole() throws IOException {
        boolean announced = terms.announced() > 0 && terms.type() == Representation.IMAGE;
        if (announced && file.received() != terms.announced() && file.size() != terms.announced()) {
            throw new CutException(
                    "ALLO announced %d bytes, and %d came"
                            .formatted(terms.announced(), file.received()));
        }
        if (!announced && !file.trustsClose()) awaitTheOtherEnd();
        Control.Verdict verdict = terms.control().get();
        data.requireUncut();
        switch (verdict) {
            case STANDS -> {}
            case ABORTED -> throw new CutException(CutException.BY_ABOR);
            case ENDED -> {
                if (!file.trustsClose()) {
                    throw new CutException("the control connection ended too");
                }
            }
        }
    }

    /// Gives a dying client's second connection the time to end too.
    private void awaitTheOtherEnd() {
        long until = ended + terms.pause().toNanos();
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left); // which may return early
        }
    }

    @Override
    public void cut(String why) {
        data.cut(why);
    }

    @Override
    public void clientLeft() {
        if (!file.trustsClose()) cut("the control connection ended");
    }

    @Override
    public String progress() {
        return Progress.of("Receiving " + file.path(), data.bytes(), size, terms.announced());
    }

    @Override
    public long quietSince() {
        return data.quietSince();
    }
}
