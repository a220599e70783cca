package dev.ferry.server.net;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// Buffers that are lent. Large ones make large transfers fast, and there are only so many: whoever
/// comes when all are in use gets a small one, so that thousands of transfers at once do with
/// bounded memory. Safe for use by many threads.
public final class Buffers {

    /// So many of the large ones are kept while nobody uses them.
    private static final int IDLE = 32;

    private final int large;
    private final int small;
    private final int most;
    private final IntFunction<ByteBuffer> maker;
    private final Supplier<ByteBuffer> spare;
    private final AtomicInteger inUse = new AtomicInteger();
    private final AtomicInteger kept = new AtomicInteger();
    private final ConcurrentLinkedDeque<ByteBuffer> idle = new ConcurrentLinkedDeque<>();

    private Buffers(
            int large,
            int small,
            int most,
            IntFunction<ByteBuffer> maker,
            Supplier<ByteBuffer> spare) {
        this.large = large;
        this.small = small;
        this.most = most;
        this.maker = maker;
        this.spare = spare;
    }

    /// Outside of the heap, for files and connections. A thread has one small one and uses it
    /// again.
    ///
    /// @param large bytes of a large one
    /// @param small bytes of a small one
    /// @param most how many large ones are in use at once
    public static Buffers direct(int large, int small, int most) {
        ThreadLocal<ByteBuffer> own =
                ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(small));
        return new Buffers(large, small, most, ByteBuffer::allocateDirect, own::get);
    }

    /// The same on the heap, where ciphers are twice as fast. A small one is made for each that
    /// takes it.
    public static Buffers onHeap(int large, int small, int most) {
        return new Buffers(
                large, small, most, ByteBuffer::allocate, () -> ByteBuffer.allocate(small));
    }

    /// An empty buffer for the calling thread, which gives it back before it takes another: a large
    /// one where there is one.
    public ByteBuffer take() {
        return take(large);
    }

    /// As [#take()], but a large one only for who has a use for more bytes than a small one holds.
    public ByteBuffer take(int useful) {
        if (useful <= small) return spare.get().clear();
        if (inUse.incrementAndGet() > most) {
            inUse.decrementAndGet();
            return spare.get().clear();
        }
        ByteBuffer free = idle.pollFirst();
        if (free != null) {
            kept.decrementAndGet();
            return free.clear();
        }
        try {
            return maker.apply(large);
        } catch (OutOfMemoryError _) {
            inUse.decrementAndGet();
            return spare.get().clear();
        }
    }

    /// For the thread that took it.
    public void giveBack(ByteBuffer buffer) {
        if (buffer.capacity() < large) return;
        if (kept.incrementAndGet() > IDLE) kept.decrementAndGet();
        else idle.addFirst(buffer);
        inUse.decrementAndGet();
    }
}
