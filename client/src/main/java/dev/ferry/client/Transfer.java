package dev.ferry.client;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/// One file on its way. Begun by [#run()] on the caller's thread or by [#start()] on one of its
/// own; any thread may pause, cancel and look how far it is.
public final class Transfer {

    /// How far it is.
    ///
    /// @param bytes of the file that are there, those of earlier attempts among them
    /// @param size of the file, where it is known
    /// @param rate bytes per second since the transfer began
    /// @param left until it is over, as far as that can be told
    public record Progress(long bytes, OptionalLong size, long rate, Optional<Duration> left) {}

    /// The work itself.
    interface Job extends Callable<TransferResult> {
        @Override
        TransferResult call() throws IOException;
    }

    private final Meter meter;
    private final FutureTask<TransferResult> task;

    Transfer(Pace pace, Listener listener, Function<Meter, Job> job) {
        meter = new Meter(pace, () -> listener.progressed(this));
        task = new FutureTask<>(job.apply(meter));
    }

    /// Told of every step; must not block.
    @FunctionalInterface
    public interface Listener {
        Listener NONE = _ -> {};

        void progressed(Transfer transfer);
    }

    /// Does it, here and now.
    public TransferResult run() throws IOException {
        task.run();
        return await();
    }

    /// Does it on a thread of its own: a platform thread, because reading files pins.
    public Transfer start() {
        Thread.ofPlatform().daemon().name("ferry-transfer").start(task);
        return this;
    }

    /// Waits for the end.
    public TransferResult await() throws IOException {
        try {
            return task.get();
        } catch (InterruptedException _) {
            cancel();
            Thread.currentThread().interrupt();
            throw new Failure.Interrupted("cancelled");
        } catch (CancellationException _) {
            throw new Failure.Interrupted("cancelled");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException x -> throw x;
                case RuntimeException x -> throw x;
                case Error x -> throw x;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    public boolean isOver() {
        return task.isDone();
    }

    public Progress progress() {
        return meter.progress();
    }

    /// Bytes that this transfer itself has moved so far.
    public long moved() {
        return meter.bytes();
    }

    public void pause() {
        meter.pause(true);
    }

    public void resume() {
        meter.pause(false);
    }

    /// Ends it at the next byte; what has arrived is kept for another time.
    public void cancel() {
        meter.cancel();
    }
}
