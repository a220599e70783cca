package dev.ferry.core.work;

import dev.ferry.files.Entry;
import dev.ferry.files.FileBusyException;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Partials;
import dev.ferry.files.storage.Storage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What stands in one home, for all accounts that have it: files under their names, uploads that
/// run, and interrupted ones. Counted when somebody with a quota first wants to know, and kept from
/// then on, in memory alone: the next start counts anew, so a crash leaves nothing wrong behind.
///
/// Safe for use by many threads. What changes names does so inside of a [#change], one at a time
/// for each name, and while all is counted nobody does.
final class Ledger {

    private static final long PATIENCE_SECONDS = 600;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Set<VirtualPath> changing = new HashSet<>();
    private boolean counting;
    private boolean known;
    private long bytes; // of files under their names, where known
    private long files;
    private long heldBytes; // by uploads that run
    private long heldFiles;

    /// How much there is.
    record Stock(long bytes, long files) {}

    /// What may not be exceeded.
    record Bounds(long bytes, long files) {
        static final Bounds NONE = new Bounds(Long.MAX_VALUE, Long.MAX_VALUE);

        boolean areNone() {
            return equals(NONE);
        }
    }

    /// Names that nobody else changes until this is closed.
    interface Change extends AutoCloseable {
        /// Whether what is done has to be counted.
        boolean counts();

        @Override
        void close();
    }

    /// Waits until nobody else changes one of `paths`, and nobody counts.
    Change change(VirtualPath... paths) throws FileBusyException {
        Set<VirtualPath> names = Set.copyOf(List.of(paths));
        lock.lock();
        try {
            long patience = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (counting || names.stream().anyMatch(changing::contains)) {
                if (patience <= 0) throw new FileBusyException(paths[0], "is being changed");
                patience = moved.awaitNanos(patience);
            }
            changing.addAll(names);
            boolean counts = known;
            return new Change() {
                @Override
                public boolean counts() {
                    return counts;
                }

                @Override
                public void close() {
                    leave(names);
                }
            };
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new FileBusyException(paths[0], "is being changed");
        } finally {
            lock.unlock();
        }
    }

    private void leave(Set<VirtualPath> names) {
        lock.lock();
        try {
            changing.removeAll(names);
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Counts all that is there, where that was not done yet.
    void requireKnown(Storage storage) throws IOException {
        lock.lock();
        try {
            if (known) return;
        } finally {
            lock.unlock();
        }
        count(storage);
    }

    /// Counts all that is there.
    void count(Storage storage) throws IOException {
        lock.lock();
        try {
            while (counting || !changing.isEmpty()) {
                if (!moved.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new FileBusyException(VirtualPath.ROOT, "is being changed");
                }
            }
            counting = true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new FileBusyException(VirtualPath.ROOT, "is being counted");
        } finally {
            lock.unlock();
        }
        Stock found = null;
        try {
            found = walk(storage);
        } finally {
            lock.lock();
            try {
                counting = false;
                if (found != null) {
                    known = true;
                    bytes = found.bytes();
                    files = found.files();
                }
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private static Stock walk(Storage storage) throws IOException {
        long bytes = 0;
        long files = 0;
        var folders = new ArrayDeque<VirtualPath>();
        folders.push(VirtualPath.ROOT);
        while (!folders.isEmpty()) {
            VirtualPath folder = folders.pop();
            try (var listing = storage.list(folder)) {
                for (Entry entry = listing.next(); entry != null; entry = listing.next()) {
                    if (entry.isFolder()) folders.push(folder.child(entry.name()));
                    if (!entry.isFile()) continue;
                    bytes += entry.size();
                    files++;
                }
            } catch (NoSuchFileException _) {
                // gone meanwhile, by another program
            }
        }
        return new Stock(bytes, files);
    }

    /// How much there is now; of use where it is known.
    Stock stock(Partials partials) throws IOException {
        Partials.Kept kept = partials.kept();
        lock.lock();
        try {
            return new Stock(bytes + heldBytes + kept.bytes(), files + heldFiles + kept.files());
        } finally {
            lock.unlock();
        }
    }

    /// Takes room for an upload, where `bounds` leave it.
    ///
    /// @return whether there was
    boolean take(long moreBytes, long moreFiles, Bounds bounds, Partials partials)
            throws IOException {
        lock.lock();
        try {
            if (!bounds.areNone()) {
                // Asked under the lock: what is kept only becomes less without our taking it first.
                Partials.Kept kept = partials.kept();
                long room = bounds.bytes() - bytes - heldBytes - kept.bytes();
                long places = bounds.files() - files - heldFiles - kept.files();
                if (moreBytes > 0 && moreBytes > room) return false;
                if (moreFiles > 0 && moreFiles > places) return false;
            }
            heldBytes += moreBytes;
            heldFiles += moreFiles;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Gives back what an upload had taken.
    void giveBack(long lessBytes, long lessFiles) {
        lock.lock();
        try {
            heldBytes -= lessBytes;
            heldFiles -= lessFiles;
        } finally {
            lock.unlock();
        }
    }

    /// Files have come under their names, or gone. Inside of a [#change] that counts.
    void settle(long moreBytes, long moreFiles) {
        lock.lock();
        try {
            bytes += moreBytes;
            files += moreFiles;
        } finally {
            lock.unlock();
        }
    }
}
