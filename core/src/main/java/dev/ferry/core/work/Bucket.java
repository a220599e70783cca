package dev.ferry.core.work;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Bytes a second that several transfers share. Safe for use by many threads.
final class Bucket {

    /// How much of a second's bytes may go at once after a rest.
    private static final long BURST = TimeUnit.MILLISECONDS.toNanos(250);

    private final ReentrantLock lock = new ReentrantLock();
    private long due; // nanoTime at which all that was granted would have gone at the rate
    private boolean begun;

    /// Grants `bytes`.
    ///
    /// @param rate bytes a second
    /// @return when they may go, by [System#nanoTime()]
    long grant(long bytes, long rate, long now) {
        lock.lock();
        try {
            if (!begun || due - now < -BURST) due = now - BURST;
            begun = true;
            due += (long) ((double) bytes / rate * TimeUnit.SECONDS.toNanos(1));
            return due;
        } finally {
            lock.unlock();
        }
    }
}
