package dev.ferry.server.ftp;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/// Buffers between data connections and files. Large ones make large uploads fast, and there are
/// only so many: whoever comes when all are in use gets a small one, so that thousands of uploads
/// at once do with bounded memory. Safe for use by many threads.
final class UploadBuffers {

    static final int LARGE = 256 * 1024;
    static final int SMALL = 16 * 1024;
    static final int MOST = 128;

    /// So many are kept while nobody uses them.
    private static final int IDLE = 32;

    /// For the threads that carry transfers out, one at a time; they are used again.
    private static final ThreadLocal<ByteBuffer> OWN =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(SMALL));

    private final AtomicInteger inUse = new AtomicInteger();
    private final AtomicInteger kept = new AtomicInteger();
    private final ConcurrentLinkedDeque<ByteBuffer> idle = new ConcurrentLinkedDeque<>();

    /// A buffer for the calling thread, to be given back.
    ByteBuffer take() {
        if (inUse.incrementAndGet() > MOST) {
            inUse.decrementAndGet();
            return OWN.get();
        }
        ByteBuffer large = idle.pollFirst();
        if (large != null) {
            kept.decrementAndGet();
            return large;
        }
        try {
            return ByteBuffer.allocateDirect(LARGE);
        } catch (OutOfMemoryError _) {
            inUse.decrementAndGet();
            return OWN.get();
        }
    }

    void giveBack(ByteBuffer buffer) {
        if (buffer.capacity() < LARGE) return;
        if (kept.incrementAndGet() > IDLE) kept.decrementAndGet();
        else idle.addFirst(buffer);
        inUse.decrementAndGet();
    }
}
