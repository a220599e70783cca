package dev.ferry.server.ftp;

import dev.ferry.core.access.Action;
import dev.ferry.core.work.Upload;
import dev.ferry.server.net.Buffers;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// STOR, STOU and APPE.
final class ReceiveFile implements Transfer {

    private static final Buffers BUFFERS = Buffers.direct(256 * 1024, 16 * 1024, 128);

    private final Upload file;
    private final DataConnection data;
    private final Terms terms;
    private final FtpErrors errors;
    private volatile long size;
    private boolean whole; // nothing more is to come, says the data
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
            Form form,
            boolean afterReturn,
            long announced,
            Supplier<Control.Verdict> control,
            Duration pause) {}

    ReceiveFile(Upload file, DataConnection data, Terms terms, FtpErrors errors) {
        this.file = file;
        this.data = data;
        this.terms = terms;
        this.errors = errors;
        file.onTakenOver(() -> cut("another session of this account goes on with this upload"));
    }

    @Override
    public Reply run(Preliminary preliminary) {
        try (file;
                data) {
            try {
                preliminary.say(terms.opening());
                data.open();
                file.begin();
                long suspect = receive(preliminary);
                ended = System.nanoTime();
                file.commit(this::requireWhole);
                return suspect == 0
                        ? Reply.transferComplete(data.bytes())
                        : Reply.transferComplete(data.bytes(), suspect);
            } catch (IOException e) {
                String why = data.cutReason().orElse(String.valueOf(e.getMessage()));
                file.cut(why);
                if (e instanceof WrongDataException) file.discard();
                throw data.cutReason().isPresent() ? new CutException(why) : e;
            }
        } catch (IOException e) {
            return errors.reply(e, file.path(), Action.CREATE);
        }
    }

    /// @return how many blocks their sender held for damaged
    private long receive(Preliminary preliminary) throws IOException {
        var stored = new Stored(preliminary);
        ByteBuffer piece = BUFFERS.take();
        try (Incoming incoming = Incoming.of(terms.form(), terms.afterReturn(), stored)) {
            Flow flow = incoming.head();
            while (!whole && data.read(piece.clear()) >= 0) {
                flow.bytes(piece.flip());
                flow.flush(); // what has come is kept, if no more comes
            }
            if (!whole) flow.end();
        } finally {
            BUFFERS.giveBack(piece);
        }
        data.expectNoMore();
        return stored.suspect;
    }

    /// Where all that came ends up.
    private final class Stored implements Flow.Outlet {

        private final Preliminary preliminary;
        private long suspect;

        Stored(Preliminary preliminary) {
            this.preliminary = preliminary;
        }

        @Override
        public void bytes(ByteBuffer some) throws IOException {
            if (some.hasRemaining()) file.write(some);
            size = file.size();
        }

        /// Tells what to say to go on from here, once what came before is safe (RFC 959 §3.5).
        @Override
        public void marker(String text, boolean afterReturn) throws IOException {
            var mark = file.mark();
            if (mark.isEmpty()) return;
            var ours =
                    new RestartMarker.OfUpload(mark.get().stage(), mark.get().bytes(), afterReturn);
            preliminary.say(Reply.marked(text, ours.text()));
        }

        @Override
        public void suspect() {
            suspect++;
        }

        @Override
        public void end() {
            whole = true;
        }
    }

    /// Whether the end of the data is the end of the file. Asked when the bytes are on disk, right
    /// before the name is (HOUSE: Verdict).
    private void requireWhole() throws IOException {
        boolean announced = terms.announced() > 0 && terms.form().isPlain();
        if (announced && file.received() != terms.announced() && file.size() != terms.announced()) {
            throw new CutException(
                    "ALLO announced %d bytes, and %d came"
                            .formatted(terms.announced(), file.received()));
        }
        if (!announced && !endsWithoutControl()) awaitTheOtherEnd();
        Control.Verdict verdict = terms.control().get();
        data.requireUncut();
        switch (verdict) {
            case STANDS -> {}
            case ABORTED -> throw new CutException(CutException.BY_ABOR);
            case ENDED -> {
                if (!endsWithoutControl()) {
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
        file.hurry();
    }

    @Override
    public void clientLeft() {
        if (!endsWithoutControl()) cut("the control connection ended");
    }

    /// Whether the end of the data is known for the end of the file without a look at the control
    /// connection.
    private boolean endsWithoutControl() {
        return terms.form().saysItsEnd() || file.trustsClose();
    }

    @Override
    public Glance glance() {
        return new Glance("upload", file.path(), data.bytes());
    }

    @Override
    public String progress() {
        return Progress.of("Receiving " + file.path(), data.bytes(), size, terms.announced());
    }

    @Override
    public long quietSince() {
        return file.quietSince(data.quietSince());
    }
}
