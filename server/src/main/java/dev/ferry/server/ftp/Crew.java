package dev.ferry.server.ftp;

import dev.ferry.server.net.Courtesy;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Platform threads, as many as are wanted at once: file I/O would pin virtual ones. How many that
/// is, is bounded by the sessions there may be.
///
/// One whose work has become bulk ([Member#standBack]) lets the others go first from then on, and
/// leaves when that work is done.
final class Crew implements Executor {

    /// How many cost nothing worth to be saved: 100 KB each at most.
    private static final int FEW = 32;

    /// How long a thread stays without work.
    private static final Duration LEAVE = Duration.ofSeconds(3);

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private static final ThreadLocal<Member> MEMBERS = new ThreadLocal<>();

    private final AtomicInteger busy = new AtomicInteger();
    private final SynchronousQueue<Runnable> handover = new SynchronousQueue<>();
    private final ThreadFactory threads =
            Thread.ofPlatform().daemon().name("ftp-crew-", 1).factory();
    private volatile boolean shut;

    /// A thread of the crew.
    static final class Member {
        private final int thread = Courtesy.self();
        private volatile boolean stoodBack;

        /// For any thread, while this one has work.
        void standBack() {
            stoodBack = true;
            Courtesy.standBack(thread);
        }
    }

    /// @throws RejectedExecutionException after [#shutdown]
    /// @throws OutOfMemoryError if the system gives no more threads
    @Override
    public void execute(Runnable work) {
        if (shut) throw new RejectedExecutionException("the crew has left");
        if (!handover.offer(work)) threads.newThread(() -> serve(work)).start();
    }

    private void serve(Runnable first) {
        var self = new Member();
        MEMBERS.set(self);
        try {
            for (@Nullable Runnable work = first; work != null; work = next(self)) {
                busy.incrementAndGet();
                try {
                    work.run();
                } finally {
                    busy.decrementAndGet();
                }
            }
        } catch (InterruptedException _) {
            // nobody interrupts but to end it
        }
    }

    private @Nullable Runnable next(Member self) throws InterruptedException {
        if (self.stoodBack || shut) return null;
        return handover.poll(LEAVE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The calling thread, which is of a crew.
    static Member self() {
        return MEMBERS.get();
    }

    /// Whether there are so few at work that one more that only waits does not matter.
    boolean isSmall() {
        return busy.get() <= FEW;
    }

    /// Whether more are at work than there are processors, so that some wait for others.
    boolean isCrowded() {
        return busy.get() > PROCESSORS;
    }

    /// Takes no more work; what runs goes on.
    void shutdown() {
        shut = true;
    }
}
