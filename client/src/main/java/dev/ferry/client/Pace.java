package dev.ferry.client;

import dev.ferry.client.failure.Failure;
import java.util.concurrent.locks.ReentrantLock;

/// How fast all transfers together may be. Safe for use by many threads.
public final class Pace {

    /// As fast as it goes.
    public static final Pace UNLIMITED = new Pace(0);

    private volatile long bytesPerSecond;
    private final ReentrantLock lock = new ReentrantLock();
    private long free = System.nanoTime();

    /// @param bytesPerSecond 0 for as fast as it goes
    public Pace(long bytesPerSecond) {
        if (bytesPerSecond < 0) throw new IllegalArgumentException("rate: " + bytesPerSecond);
        this.bytesPerSecond = bytesPerSecond;
    }

    /// From now on, also for what is going on.
    public void change(long rate) {
        if (rate < 0) throw new IllegalArgumentException("rate: " + rate);
        if (this == UNLIMITED) throw new IllegalStateException("shared by all");
        bytesPerSecond = rate;
    }

    /// Waits until `bytes` more may move.
    void take(int bytes) throws Failure {
        long rate = bytesPerSecond;
        if (rate == 0) return;
        long until;
        lock.lock();
        try {
            long now = System.nanoTime();
            if (free - now < 0) free = now;
            until = free;
            free += (long) (bytes * 1e9 / rate);
        } finally {
            lock.unlock();
        }
        try {
            long wait = until - System.nanoTime();
            if (wait > 0) Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Failure.Interrupted("cancelled");
        }
    }

    /// No more at once than a tenth of a second's worth.
    int most(int wanted) {
        long rate = bytesPerSecond;
        return rate == 0 ? wanted : Math.clamp(rate / 10, 1, wanted);
    }
}
