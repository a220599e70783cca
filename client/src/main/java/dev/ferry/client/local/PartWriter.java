package dev.ferry.client.local;

import dev.ferry.client.failure.Failure;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Brings what arrives into a part, in the order in which it came. One thread hands over.
public sealed interface PartWriter extends AutoCloseable {

    /// An empty buffer for what comes next.
    ByteBuffer empty() throws Failure;

    /// Takes over what is left in `some`, which came from [#empty()].
    void write(ByteBuffer some, long position) throws Failure;

    /// Ends when all that was handed over is in the file.
    @Override
    void close() throws Failure;

    /// Writes at once, and always into the same buffer.
    static PartWriter atOnce(PartFile part, ByteBuffer buffer) {
        return new AtOnce(part, buffer);
    }

    /// Writes by a thread of its own, while the next bytes are being received: both take about as
    /// long where the network is fast.
    ///
    /// @param buffers makes a few
    static PartWriter behind(PartFile part, Supplier<ByteBuffer> buffers) {
        return new Behind(part, buffers);
    }

    record AtOnce(PartFile part, ByteBuffer buffer) implements PartWriter {
        @Override
        public ByteBuffer empty() {
            return buffer.clear();
        }

        @Override
        public void write(ByteBuffer some, long position) throws Failure {
            part.write(some, position);
        }

        @Override
        public void close() {
            // nothing is kept
        }
    }

    /// Its thread is never interrupted, which would close the file in the middle of a write; it
    /// ends with what it was given.
    final class Behind implements PartWriter {

        private static final int BUFFERS = 4;

        private record Some(@Nullable ByteBuffer bytes, long position) {}

        private static final Some END = new Some(null, 0);

        private final PartFile part;
        private final BlockingQueue<ByteBuffer> empty = new ArrayBlockingQueue<>(BUFFERS);
        private final BlockingQueue<Some> full = new ArrayBlockingQueue<>(BUFFERS + 1);
        private final CompletableFuture<Void> ended;
        private volatile @Nullable Failure failed;
        private boolean told;

        Behind(PartFile part, Supplier<ByteBuffer> buffers) {
            this.part = part;
            for (int i = 0; i < BUFFERS; i++) empty.add(buffers.get());
            ended = CompletableFuture.runAsync(this::write, Behind::begin);
        }

        private static void begin(Runnable work) {
            Thread.ofPlatform().daemon().name("ferry-writer").start(work);
        }

        private void write() {
            while (true) {
                try {
                    Some some = full.take();
                    ByteBuffer bytes = some.bytes();
                    if (bytes == null) return;
                    write(bytes, some);
                    empty.add(bytes);
                } catch (InterruptedException _) {
                    // nobody of ours does that
                }
            }
        }

        private void write(ByteBuffer bytes, Some some) {
            if (failed != null) return;
            try {
                part.write(bytes, some.position());
            } catch (Failure e) {
                failed = e;
            } catch (RuntimeException | Error e) {
                failed = new Failure.LocalTrouble(part.path() + ": cannot be written: " + e, e);
            }
        }

        @Override
        public ByteBuffer empty() throws Failure {
            try {
                ByteBuffer next = empty.take();
                requireWritten();
                return next.clear();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new Failure.Interrupted("cancelled");
            }
        }

        private void requireWritten() throws Failure {
            Failure why = failed;
            if (why == null || told) return;
            told = true;
            throw why;
        }

        @Override
        public void write(ByteBuffer some, long position) {
            full.add(new Some(some, position));
        }

        @Override
        public void close() throws Failure {
            full.add(END);
            ended.join(); // an interruption waits as well
            requireWritten();
        }
    }
}
