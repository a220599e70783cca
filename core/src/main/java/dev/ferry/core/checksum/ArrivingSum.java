package dev.ferry.core.checksum;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The sum of a file's bytes while they arrive. The first megabyte is summed up by the thread that
/// brings it; what follows is copied into a few pieces of memory and summed up by a helper while
/// the next bytes are on their way. There are only so many pieces: while all are in use the thread
/// sums up by itself, so that thousands of uploads at once do with bounded memory. For one thread.
public final class ArrivingSum {

    private static final int PIECE = 256 * 1024;
    private static final long ALONE = 1024 * 1024;

    /// How far a helper may be behind, in pieces.
    private static final int BEHIND = 4;

    private static final ThreadLocal<byte[]> SCRATCH =
            ThreadLocal.withInitial(() -> new byte[32 * 1024]);

    private final Algorithm algorithm;
    private final Executor helpers;
    private final Algorithm.Sum sum;
    private long bytes;
    private @Nullable Helped helped;

    /// Memory for all uploads there are. Kept once it was needed.
    private static final class Piece {
        private static final int MOST = 32;
        private static final AtomicInteger MADE = new AtomicInteger();
        private static final Queue<Piece> FREE = new ConcurrentLinkedQueue<>();

        final byte[] bytes = new byte[PIECE];
        int length;

        static @Nullable Piece take() {
            Piece free = FREE.poll();
            if (free != null) return free;
            if (MADE.incrementAndGet() <= MOST) return new Piece();
            MADE.decrementAndGet();
            return null;
        }

        void giveBack() {
            FREE.add(this);
        }
    }

    /// A helper works on `full` as long as `behind` is not 0; whoever makes it 1 calls one. Who has
    /// all of `room` knows that no helper is at work, and sees what the last one did.
    private record Helped(Queue<Piece> full, AtomicInteger behind, Semaphore room) {
        Helped() {
            this(new ConcurrentLinkedQueue<>(), new AtomicInteger(), new Semaphore(BEHIND));
        }

        void await() {
            room.acquireUninterruptibly(BEHIND);
            room.release(BEHIND);
        }
    }

    ArrivingSum(Algorithm algorithm, Executor helpers) {
        this.algorithm = algorithm;
        this.helpers = helpers;
        this.sum = algorithm.begin();
    }

    /// Adds what remains in `source`, and leaves `source` as it is.
    public void add(ByteBuffer source) {
        ByteBuffer rest = source.duplicate();
        while (rest.hasRemaining()) bytes += bytes < ALONE ? addAlone(rest) : handOver(rest);
    }

    private int addAlone(ByteBuffer rest) {
        byte[] scratch = SCRATCH.get();
        int count = Math.min(rest.remaining(), scratch.length);
        rest.get(scratch, 0, count);
        sum.add(scratch, 0, count);
        return count;
    }

    private int handOver(ByteBuffer rest) {
        Helped with = helped;
        if (with == null) helped = with = new Helped();
        with.room().acquireUninterruptibly();
        Piece piece = Piece.take();
        if (piece == null) {
            with.room().release();
            with.await();
            return addAlone(rest);
        }
        piece.length = Math.min(rest.remaining(), PIECE);
        rest.get(piece.bytes, 0, piece.length);
        with.full().add(piece);
        if (with.behind().getAndIncrement() == 0) {
            Helped all = with;
            helpers.execute(() -> help(all));
        }
        return piece.length;
    }

    private void help(Helped with) {
        do {
            Piece piece = with.full().remove();
            sum.add(piece.bytes, 0, piece.length);
            piece.giveBack();
            with.room().release();
        } while (with.behind().decrementAndGet() > 0);
    }

    /// How many bytes were added.
    public long bytes() {
        return bytes;
    }

    /// The sum of all that was added. To be called once, and nothing is added after it.
    public Checksum finish() {
        if (helped != null) helped.await();
        return new Checksum(algorithm, sum.finish());
    }
}
