package dev.ferry.core.work;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One listener's own queue and thread, so that whoever tells an event need not wait until the
/// listener is done with it. Safe for use by any thread.
///
/// The thread gathers what comes for a moment and hands it over at once: under load a few dozen
/// changes of threads a second instead of one for each event.
public final class EventQueue implements Events, Closeable {

    private static final System.Logger LOG = System.getLogger(EventQueue.class.getName());

    private static final int BATCH = 1024;
    private static final Duration QUIET = Duration.ofMillis(250);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    /// An event and when it happened.
    public record Told(Instant at, Event event) {}

    /// Who listens. All calls come from the queue's thread.
    public interface Listener {
        /// @param told in the order in which they were told; at least one
        void take(List<Told> told);

        /// Events were lost, because the queue was full or [#take] failed. Told before the next
        /// [#take].
        void lost(long count);

        /// Nothing has come for a quarter of a second. Comes again and again.
        default void quiet() {}
    }

    /// How a queue behaves.
    ///
    /// @param capacity events that may wait
    /// @param gathering how long the first of a batch may wait for others
    /// @param patience how long whoever tells waits where the queue is full, before the event is
    ///   lost and counted; zero: not at all
    /// @param confirmed whether whoever tells waits until the listener has taken the event, at most
    ///   `patience`
    public record Manner(int capacity, Duration gathering, Duration patience, boolean confirmed) {}

    /// @param taken counted down when the listener has it; null where nobody waits for that
    private record Waiting(Told told, @Nullable CountDownLatch taken) {}

    private final Listener listener;
    private final Manner manner;
    private final InstantSource clock;
    private final ArrayBlockingQueue<Waiting> queue;
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;

    /// @param name of the thread
    /// @param listener not closed by this
    public EventQueue(String name, Listener listener, Manner manner, InstantSource clock) {
        this.listener = listener;
        this.manner = manner;
        this.clock = clock;
        this.queue = new ArrayBlockingQueue<>(manner.capacity());
        this.thread = Thread.ofPlatform().daemon().name(name).start(this::work);
    }

    /// How many events wait.
    public int depth() {
        return queue.size();
    }

    @Override
    public void tell(Event event) {
        var taken = manner.confirmed() ? new CountDownLatch(1) : null;
        var waiting = new Waiting(new Told(clock.instant(), event), taken);
        boolean put = queue.offer(waiting);
        if (put && taken == null) return;
        long until = System.nanoTime() + manner.patience().toNanos();
        boolean interrupted = false;
        while (true) {
            try {
                if (!put) put = queue.offer(waiting, until - System.nanoTime(), NANOSECONDS);
                if (!put) lost.incrementAndGet();
                else if (taken != null) taken.await(until - System.nanoTime(), NANOSECONDS);
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void work() {
        var batch = new ArrayList<Waiting>(BATCH);
        while (true) {
            try {
                gather(batch);
            } catch (OutOfMemoryError _) { // to wait takes memory, too
                LockSupport.parkNanos(LOOK.toNanos());
            }
            if (batch.isEmpty()) {
                quiet();
                if (closing) return;
            } else {
                hand(batch);
                batch.clear();
            }
        }
    }

    private void gather(List<Waiting> batch) {
        try {
            Waiting first = closing ? queue.poll() : queue.poll(QUIET.toNanos(), NANOSECONDS);
            if (first == null) return;
            batch.add(first);
            boolean room = queue.size() < manner.capacity() / 2;
            if (room && !closing) LockSupport.parkNanos(manner.gathering().toNanos());
        } catch (InterruptedException _) {
            closing = true; // nobody interrupts this thread but to end it
        }
        queue.drainTo(batch, BATCH - batch.size());
    }

    private void hand(List<Waiting> batch) {
        try {
            handLost();
            listener.take(batch.stream().map(Waiting::told).toList());
        } catch (RuntimeException | OutOfMemoryError e) {
            lost.addAndGet(batch.size());
            failed(e);
        } finally {
            for (Waiting one : batch) if (one.taken() != null) one.taken().countDown();
        }
    }

    private void quiet() {
        try {
            handLost();
            listener.quiet();
        } catch (RuntimeException | OutOfMemoryError e) {
            failed(e);
        }
    }

    /// The thread goes on, or nobody would be told anything any more.
    private void failed(Throwable why) {
        try {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "a listener to events failed; " + lost.get() + " are lost to it",
                    why);
        } catch (OutOfMemoryError _) {
            // the listener is told how many it missed
        }
    }

    private void handLost() {
        long count = lost.get();
        if (count == 0) return;
        listener.lost(count);
        lost.addAndGet(-count);
    }

    /// Hands over what waits, and ends. Nothing is to be told any more.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        long until = System.nanoTime() + LAST_WORDS.toNanos();
        while (thread.isAlive() && System.nanoTime() < until) {
            try {
                thread.join(LOOK.toMillis());
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (thread.isAlive()) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    thread.getName() + " does not end; " + depth() + " events are lost to it");
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
