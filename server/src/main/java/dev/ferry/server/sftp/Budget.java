package dev.ferry.server.sftp;

import java.util.concurrent.atomic.AtomicLong;

/// So much memory, and no more, for what came before its time, whichever sessions it is of. Safe
/// for use by many threads.
final class Budget {

    private final AtomicLong left;

    /// @param bytes in all
    Budget(long bytes) {
        left = new AtomicLong(bytes);
    }

    /// @return whether there were so many bytes left; they are taken then
    boolean take(long bytes) {
        long before;
        do {
            before = left.get();
            if (before < bytes) return false;
        } while (!left.compareAndSet(before, before - bytes));
        return true;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }

    long left() {
        return left.get();
    }
}
