package dev.ferry.client.sftp;

import dev.ferry.client.failure.Failure;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Bytes that came and were not read yet. One thread puts and one takes. How many there may be is
/// the business of who puts them: of the channel's window.
final class Inbox {

    private static final int FIRST = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] ring = new byte[FIRST];
    private int from;
    private int count;
    private boolean ended;

    void put(byte[] bytes, int offset, int length) {
        lock.lock();
        try {
            if (ring.length - count < length) grow(length);
            int at = (from + count) % ring.length;
            int first = Math.min(length, ring.length - at);
            System.arraycopy(bytes, offset, ring, at, first);
            System.arraycopy(bytes, offset + first, ring, 0, length - first);
            count += length;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void grow(int more) {
        byte[] larger = new byte[Math.max(Math.multiplyExact(ring.length, 2), count + more)];
        int first = Math.min(count, ring.length - from);
        System.arraycopy(ring, from, larger, 0, first);
        System.arraycopy(ring, 0, larger, first, count - first);
        ring = larger;
        from = 0;
    }

    /// Nothing more will come.
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean isEnded() {
        lock.lock();
        try {
            return ended && count == 0;
        } finally {
            lock.unlock();
        }
    }

    boolean hasSomething() {
        lock.lock();
        try {
            return ended || count > 0;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for bytes.
    ///
    /// @return how many; 0 after `millis` without one, -1 at the end
    int take(byte[] into, int offset, int length, long millis) throws Failure {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (count == 0 && !ended) {
                if (left <= 0) return 0;
                left = changed.awaitNanos(left);
            }
            if (count == 0) return -1;
            int taken = Math.min(length, count);
            int first = Math.min(taken, ring.length - from);
            System.arraycopy(ring, from, into, offset, first);
            System.arraycopy(ring, 0, into, offset + first, taken - first);
            from = (from + taken) % ring.length;
            count -= taken;
            return taken;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Failure.Interrupted("cancelled");
        } finally {
            lock.unlock();
        }
    }
}
