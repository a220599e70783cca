package dev.ferry.client;

import dev.ferry.client.failure.Failure;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The buffers through which a file goes. Where it is summed up on the way, and is large, a helper
/// sums one of two up while the other is filled. For one thread.
final class Chunks implements AutoCloseable {

    static final int SIZE = 256 * 1024;

    /// To begin a thread takes longer than to sum up less.
    private static final long LARGE = 8 << 20;

    private final ByteBuffer[] buffers;
    private final @Nullable Digests digests;
    private final @Nullable ExecutorService helper;
    private @Nullable Future<?> summing;
    private int filling;

    private Chunks(
            ByteBuffer[] buffers, @Nullable Digests digests, @Nullable ExecutorService helper) {
        this.buffers = buffers;
        this.digests = digests;
        this.helper = helper;
    }

    /// @param buffer of any kind
    static Chunks unseen(ByteBuffer buffer) {
        return new Chunks(new ByteBuffer[] {buffer}, null, null);
    }

    /// @param left bytes that are to come, as far as that is known
    static Chunks summed(Digests digests, long left) {
        if (left < LARGE) {
            var buffer = ByteBuffer.allocate(Math.clamp(left, 1, SIZE));
            return new Chunks(new ByteBuffer[] {buffer}, digests, null);
        }
        return new Chunks(
                new ByteBuffer[] {ByteBuffer.allocate(SIZE), ByteBuffer.allocate(SIZE)},
                digests,
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("ferry-sum-", 0).factory()));
    }

    /// An empty buffer, for at most `most` bytes; the same until [#filled(ByteBuffer)].
    ByteBuffer empty(int most) {
        ByteBuffer buffer = buffers[filling].clear();
        return buffer.limit(Math.min(most, buffer.capacity()));
    }

    /// The bytes before the position of the buffer are to be summed up; nobody changes them until
    /// that buffer comes up again.
    void filled(ByteBuffer buffer) throws Failure {
        Digests into = digests;
        if (into == null) return;
        byte[] bytes = buffer.array();
        int from = buffer.arrayOffset();
        int count = buffer.position();
        if (helper == null) {
            into.add(bytes, from, count);
            return;
        }
        await();
        summing = helper.submit(() -> into.add(bytes, from, count));
        filling = 1 - filling;
    }

    /// Waits until all is summed up.
    void await() throws Failure {
        Future<?> going = summing;
        if (going == null) return;
        try {
            going.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Failure.Interrupted("cancelled");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (helper != null) helper.shutdownNow();
    }
}
