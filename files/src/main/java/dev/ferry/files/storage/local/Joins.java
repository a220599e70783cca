package dev.ferry.files.storage.local;

import dev.ferry.files.FileBusyException;
import dev.ferry.files.VirtualPath;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Files that are being added to, and how long each is for everyone until that is done. One join of
/// a file at a time; the others wait their turn.
final class Joins {

    private static final long PATIENCE_SECONDS = 60;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final Map<Stat.Key, Long> bounds = new ConcurrentHashMap<>();

    /// Waits until nobody else joins to `file`.
    void enter(Stat.Key file, VirtualPath path) throws FileBusyException {
        lock.lock();
        try {
            awaitNobody(file, path);
            bounds.put(file, Long.MAX_VALUE);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until nobody joins to `file`: whoever looks at it meanwhile sees what may be taken
    /// back.
    ///
    /// @return whether somebody did
    boolean await(Stat.Key file, VirtualPath path) throws FileBusyException {
        if (!bounds.containsKey(file)) return false;
        lock.lock();
        try {
            awaitNobody(file, path);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void awaitNobody(Stat.Key file, VirtualPath path) throws FileBusyException {
        try {
            long patience = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (bounds.containsKey(file)) {
                if (patience <= 0) throw new FileBusyException(path, "is being added to");
                patience = left.awaitNanos(patience);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new FileBusyException(path, "is being added to");
        }
    }

    /// Until [#leave], `file` is shown `length` bytes long.
    void bound(Stat.Key file, long length) {
        bounds.put(file, length);
    }

    void leave(Stat.Key file) {
        lock.lock();
        try {
            bounds.remove(file);
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// How many of the `length` bytes of `file` are to be seen.
    long seen(Stat.Key file, long length) {
        return bounds.isEmpty() ? length : Math.min(length, bounds.getOrDefault(file, length));
    }
}
