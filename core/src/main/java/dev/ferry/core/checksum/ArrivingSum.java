package dev.ferry.core.checksum;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The sum of a file's bytes while they arrive. The first megabyte is summed up by the thread that
/// brings it; what follows is copied into one of two pieces of memory and summed up by a helper
/// while the next bytes are on their way. For one thread.
public final class ArrivingSum {

    private static final int PIECE = 128 * 1024;
    private static final long ALONE = 1024 * 1024;

    private static final ThreadLocal<byte[]> SCRATCH =
            ThreadLocal.withInitial(() -> new byte[32 * 1024]);

    private final Algorithm algorithm;
    private final Executor helpers;
    private final Algorithm.Sum sum;
    private long bytes;
    private @Nullable Pieces pieces;

    private static final class Piece {
        final byte[] bytes = new byte[PIECE];
        int length;
    }

    /// A helper works on `full` as long as `behind` is not 0; whoever makes it 1 calls one.
    private record Pieces(BlockingQueue<Piece> free, Queue<Piece> full, AtomicInteger behind) {
        static final int COUNT = 2;

        Pieces() {
            this(
                    new ArrayBlockingQueue<>(COUNT),
                    new ConcurrentLinkedQueue<>(),
                    new AtomicInteger());
            for (int i = 0; i < COUNT; i++) free.add(new Piece());
        }

        Piece awaitFree() {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        return free.take();
                    } catch (InterruptedException _) {
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) Thread.currentThread().interrupt();
            }
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
        Pieces shared = pieces;
        if (shared == null) pieces = shared = new Pieces();
        Piece piece = shared.awaitFree();
        piece.length = Math.min(rest.remaining(), PIECE);
        rest.get(piece.bytes, 0, piece.length);
        shared.full().add(piece);
        if (shared.behind().getAndIncrement() == 0) {
            Pieces all = shared;
            helpers.execute(() -> help(all));
        }
        return piece.length;
    }

    private void help(Pieces shared) {
        do {
            Piece piece = shared.full().remove();
            sum.add(piece.bytes, 0, piece.length);
            shared.free().add(piece);
        } while (shared.behind().decrementAndGet() > 0);
    }

    /// How many bytes were added.
    public long bytes() {
        return bytes;
    }

    /// The sum of all that was added. To be called once, and nothing is added after it.
    public Checksum finish() {
        if (pieces != null) {
            for (int i = 0; i < Pieces.COUNT; i++) pieces.awaitFree();
        }
        return new Checksum(algorithm, sum.finish());
    }
}
