package dev.ferry.server.ftp;

import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A transfer whose beginning takes long enough for a thread of its own: in TYPE A, what SIZE and
/// REST mean is found by reading the file. Refusals come before 150 all the same.
final class Late implements Transfer {

    /// What is to be done, once it is known.
    @FunctionalInterface
    interface Beginning {
        /// @param gate to be passed now and then while this takes its time
        /// @return the answer itself, or the transfer that gives it
        Outcome begin(AsciiCount.Gate gate) throws IOException;
    }

    sealed interface Outcome {
        record Answer(Reply reply) implements Outcome {}

        record Go(Transfer transfer) implements Outcome {}
    }

    private final VirtualPath path;
    private final Beginning beginning;
    private final Optional<DataConnection> data;
    private final FtpErrors errors;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable String why; // under lock
    private volatile @Nullable Transfer begun; // set under lock

    /// @param data what the transfer will use; closed if there is none in the end
    Late(VirtualPath path, Beginning beginning, Optional<DataConnection> data, FtpErrors errors) {
        this.path = path;
        this.beginning = beginning;
        this.data = data;
        this.errors = errors;
    }

    @Override
    public Reply run(Preliminary preliminary) {
        try {
            return switch (beginning.begin(this::requireUncut)) {
                case Outcome.Answer(Reply reply) -> reply;
                case Outcome.Go(Transfer transfer) -> {
                    follow(transfer);
                    yield transfer.run(preliminary);
                }
            };
        } catch (IOException e) {
            return errors.reply(e, path);
        } finally {
            data.ifPresent(Late::close);
        }
    }

    private static void close(DataConnection data) {
        try {
            data.close();
        } catch (IOException _) {
            // it was of no use, or has been closed by the transfer
        }
    }

    private void follow(Transfer transfer) {
        lock.lock();
        try {
            begun = transfer;
            if (why != null) transfer.cut(why);
        } finally {
            lock.unlock();
        }
    }

    private void requireUncut() throws CutException {
        lock.lock();
        try {
            if (why != null) throw new CutException(why);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void cut(String reason) {
        lock.lock();
        try {
            if (why == null) why = reason;
            if (begun != null) begun.cut(reason);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void clientLeft() {
        Transfer now = begun;
        if (now == null) cut("the control connection ended");
        else now.clientLeft();
    }

    @Override
    public Glance glance() {
        Transfer now = begun;
        return now == null ? new Glance("checksum", path, 0) : now.glance();
    }

    @Override
    public String progress() {
        Transfer now = begun;
        return now == null ? "Counting the lines of " + path : now.progress();
    }

    @Override
    public long quietSince() {
        Transfer now = begun;
        return now == null ? 0 : now.quietSince();
    }
}
