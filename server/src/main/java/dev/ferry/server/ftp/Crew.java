package dev.ferry.server.ftp;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Platform threads, as many as are wanted at once: file I/O would pin virtual ones. How many that
/// is, is bounded by the sessions there may be.
final class Crew implements Executor {

    /// How many cost nothing worth to be saved: 100 KB each at most.
    private static final int FEW = 32;

    /// How long a thread stays without work.
    private static final Duration LEAVE = Duration.ofSeconds(3);

    private final AtomicInteger busy = new AtomicInteger();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE,
                    LEAVE.toMillis(),
                    TimeUnit.MILLISECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("ftp-crew-", 1).factory());

    /// @throws java.util.concurrent.RejectedExecutionException after [#shutdown]
    /// @throws OutOfMemoryError if the system gives no more threads
    @Override
    public void execute(Runnable work) {
        threads.execute(() -> {
            busy.incrementAndGet();
            try {
                work.run();
            } finally {
                busy.decrementAndGet();
            }
        });
    }

    /// Whether there are so few at work that one more that only waits does not matter.
    boolean isSmall() {
        return busy.get() <= FEW;
    }

    /// Takes no more work; what runs goes on.
    void shutdown() {
        threads.shutdown();
    }
}
