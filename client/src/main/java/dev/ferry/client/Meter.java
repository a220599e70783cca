package dev.ferry.client;

import dev.ferry.client.failure.Failure;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Counts the bytes of one transfer, and stops it where it shall pause or end. Safe for use by many
/// threads.
final class Meter {

    private final Pace pace;
    private final Runnable tick;
    private final AtomicLong moved = new AtomicLong();
    private final AtomicLong at = new AtomicLong();
    private final AtomicLong furthest = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition resumed = lock.newCondition();
    private final long begun = System.nanoTime();
    private volatile long size = -1;
    private volatile boolean paused;
    private volatile boolean cancelled;

    Meter(Pace pace, Runnable tick) {
        this.pace = pace;
        this.tick = tick;
    }

    int most(int wanted) {
        return pace.most(wanted);
    }

    /// Counts bytes that have moved.
    void moved(int bytes) throws Failure {
        pace.take(bytes);
        moved.addAndGet(bytes);
        long now = at.addAndGet(bytes);
        furthest.accumulateAndGet(now, Math::max);
        check();
        tick.run();
    }

    /// Waits while it shall pause.
    void check() throws Failure {
        if (cancelled) throw new Failure.Interrupted("cancelled");
        if (!paused) return;
        lock.lock();
        try {
            while (paused && !cancelled) resumed.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Failure.Interrupted("cancelled");
        } finally {
            lock.unlock();
        }
        if (cancelled) throw new Failure.Interrupted("cancelled");
    }

    /// The transfer begins, or begins again, at `offset`.
    void startAt(long offset, OptionalLong whole) {
        at.set(offset);
        size = whole.orElse(-1);
        tick.run();
    }

    /// How far any attempt came: who begins at zero again and again makes no progress.
    long furthest() {
        return furthest.get();
    }

    long bytes() {
        return moved.get();
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    Transfer.Progress progress() {
        long all = size;
        double seconds = Math.max(0.001, (System.nanoTime() - begun) / 1e9);
        long rate = (long) (moved.get() / seconds);
        OptionalLong known = all < 0 ? OptionalLong.empty() : OptionalLong.of(all);
        long left = all - at.get();
        return new Transfer.Progress(
                at.get(),
                known,
                rate,
                all < 0 || rate == 0
                        ? java.util.Optional.empty()
                        : java.util.Optional.of(Duration.ofSeconds(Math.max(0, left / rate))));
    }

    void pause(boolean on) {
        lock.lock();
        try {
            paused = on;
            resumed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void cancel() {
        lock.lock();
        try {
            cancelled = true;
            resumed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
