package dev.ferry.core.work;

import dev.ferry.core.work.Ledger.Bounds;
import dev.ferry.core.work.Ledger.Change;
import dev.ferry.core.work.Ledger.Hold;
import dev.ferry.core.work.Ledger.Stock;
import dev.ferry.files.Entry;
import dev.ferry.files.FileBusyException;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Partials;
import dev.ferry.files.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The ledgers of all homes. A file counts in each home that it is in, be it reached through that
/// home, one inside of it or one around it, so all of them change under one lock. Safe for use by
/// many threads.
///
/// What changes names does so inside of a [Change], one at a time for each name; it waits while the
/// folder of that name is being looked at by a count or gets another name, and for nothing else.
final class Ledgers implements Closeable {

    private static final System.Logger LOG = System.getLogger(Ledgers.class.getName());

    private static final long PATIENCE_SECONDS = 600;

    /// A count that nobody waits for rests nine times as long as it works.
    private static final int REST = 9;

    private static final long WORTH_A_REST = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(1);
    private static final int LOOK_UP = 1024;

    /// Nobody who is refused makes us count more often than that, or than so many times as long as
    /// it takes.
    private static final Duration BETWEEN_DOUBTS = Duration.ofMinutes(1);

    private static final int DOUBTS = 20;
    private static final Duration LAST_STEP = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Optional<Duration> every;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Map<VirtualPath, Ledger> byHome = new HashMap<>();
    private final Set<VirtualPath> changing = new HashSet<>();
    private final Set<VirtualPath> moving = new HashSet<>(); // folders, of those
    private final Set<VirtualPath> looking = new HashSet<>(); // folders that counts are at
    private final Set<Hold> holds = Collections.newSetFromMap(new IdentityHashMap<>());
    private int watched; // ledgers that are known or being counted
    private boolean closed;

    private final ThreadPoolExecutor background =
            new ThreadPoolExecutor(
                    0,
                    1,
                    1,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    Thread.ofPlatform().daemon().name("ferry-count").factory());

    /// @param every how long after a count a home is counted again when it is next used; empty for
    ///   never
    Ledgers(InstantSource clock, Optional<Duration> every) {
        this.clock = clock;
        this.every = every;
    }

    /// The ledger of a home.
    ///
    /// @param home the real folder
    Ledger of(VirtualPath home, Storage storage) {
        lock.lock();
        try {
            Ledger there = byHome.get(home);
            if (there != null) return there;
            var fresh = new Ledger(this, home, storage);
            for (Ledger other : byHome.values()) {
                if (home.isUnder(other.home)) {
                    other.inside.add(fresh);
                    other.asleep.remove(home); // asked from now on
                } else if (other.home.isUnder(home)) {
                    fresh.inside.add(other);
                }
            }
            for (Hold hold : holds) {
                if (!hold.file.isUnder(home)) continue;
                hold.around.add(fresh);
                fresh.heldBytes += hold.bytes;
                fresh.heldFiles += hold.files;
            }
            byHome.put(home, fresh);
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    /// Those of all homes that the file `name` is in.
    private List<Ledger> around(VirtualPath name) {
        var found = new ArrayList<Ledger>(2);
        VirtualPath at = name;
        while (!at.isRoot()) {
            at = at.parent();
            Ledger ledger = byHome.get(at);
            if (ledger != null) found.add(ledger);
        }
        return found;
    }

    // ---- changes of names

    Change change(Ledger from, boolean folder, List<VirtualPath> names) throws IOException {
        lock.lock();
        try {
            long patience = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (isTaken(names) || (folder && (isAtWork(names) || isHeld(names)))) {
                if (patience <= 0) throw from.busy(names.getFirst());
                patience = moved.awaitNanos(patience);
            }
            changing.addAll(names);
            if (folder) moving.addAll(names);
            return new Change(this, folder, names, areWatched(names));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw from.busy(names.getFirst());
        } finally {
            lock.unlock();
        }
    }

    private boolean isTaken(List<VirtualPath> names) {
        for (VirtualPath name : names) {
            if (changing.contains(name)) return true;
            if (!looking.isEmpty() && looking.contains(name.parent())) return true;
            for (VirtualPath folder : moving) if (name.isUnder(folder)) return true;
        }
        return false;
    }

    /// Whether somebody changes a name in one of these folders.
    private boolean isAtWork(List<VirtualPath> folders) {
        for (VirtualPath name : changing) {
            for (VirtualPath folder : folders) if (name.isUnder(folder)) return true;
        }
        return false;
    }

    /// Whether a count has had enough of folders that are renamed.
    private boolean isHeld(List<VirtualPath> names) {
        if (watched == 0) return false;
        for (VirtualPath name : names) {
            for (Ledger ledger : around(name)) {
                if (ledger.counting != null && ledger.counting.holdsFolders) return true;
            }
        }
        return false;
    }

    private boolean areWatched(List<VirtualPath> names) {
        if (watched == 0) return false;
        for (VirtualPath name : names) {
            for (Ledger ledger : around(name)) {
                if (ledger.isWatched()) return true;
            }
        }
        return false;
    }

    void leave(boolean folder, List<VirtualPath> names) {
        lock.lock();
        try {
            if (folder) {
                folderMoved(names.getFirst(), names.getLast());
                moving.removeAll(names);
            }
            changing.removeAll(names);
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void folderMoved(VirtualPath from, VirtualPath to) {
        if (watched == 0) return;
        for (Ledger ledger : byHome.values()) {
            boolean out = from.isUnder(ledger.home);
            boolean in = to.isUnder(ledger.home);
            if (!out && !in) continue;
            if (ledger.counting != null) ledger.counting.overtaken = true;
            if (out != in) ledger.stale = true; // by how much, nobody knows
        }
    }

    void folderMade(VirtualPath folder) {
        lock.lock();
        try {
            for (Ledger ledger : around(folder)) {
                Count count = ledger.counting;
                if (count != null && count.comesTo(folder)) count.pending.add(folder);
            }
        } finally {
            lock.unlock();
        }
    }

    void settle(VirtualPath name, long moreBytes, long moreFiles) {
        lock.lock();
        try {
            for (Ledger ledger : around(name)) {
                ledger.bytes += moreBytes;
                ledger.files += moreFiles;
                Count count = ledger.counting;
                boolean passed = count != null && count.hasPassed(name.parent());
                if (count != null && passed) count.add(moreBytes, moreFiles);
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- room

    Stock stock(Ledger ledger) throws IOException {
        lock.lock();
        try {
            Partials.Kept kept = ledger.kept();
            return new Stock(
                    ledger.bytes + ledger.heldBytes + kept.bytes(),
                    ledger.files + ledger.heldFiles + kept.files());
        } finally {
            lock.unlock();
        }
    }

    Hold hold(Ledger own, VirtualPath file) {
        lock.lock();
        try {
            var hold = new Hold(own, file, around(file));
            holds.add(hold);
            return hold;
        } finally {
            lock.unlock();
        }
    }

    boolean take(Hold hold, long moreBytes, long moreFiles, Bounds bounds) throws IOException {
        lock.lock();
        try {
            if (hold.released) return true; // another session goes on with it
            if (!bounds.areNone()) {
                Ledger own = hold.own;
                Partials.Kept kept = own.kept();
                long room = bounds.bytes() - own.bytes - own.heldBytes - kept.bytes();
                long places = bounds.files() - own.files - own.heldFiles - kept.files();
                if (moreBytes > 0 && moreBytes > room) return false;
                if (moreFiles > 0 && moreFiles > places) return false;
            }
            hold(hold, moreBytes, moreFiles);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static void hold(Hold hold, long moreBytes, long moreFiles) {
        hold.bytes += moreBytes;
        hold.files += moreFiles;
        for (Ledger ledger : hold.around) {
            ledger.heldBytes += moreBytes;
            ledger.heldFiles += moreFiles;
        }
    }

    void release(Hold hold) {
        lock.lock();
        try {
            if (hold.released) return;
            hold(hold, -hold.bytes, -hold.files);
            hold.released = true;
            holds.remove(hold);
        } finally {
            lock.unlock();
        }
    }

    long bytesOf(Hold hold) {
        lock.lock();
        try {
            return hold.bytes;
        } finally {
            lock.unlock();
        }
    }

    long filesOf(Hold hold) {
        lock.lock();
        try {
            return hold.files;
        } finally {
            lock.unlock();
        }
    }

    // ---- counting

    /// Counts where that was not done yet, in the thread that asks; waits where another thread is
    /// at it.
    void requireKnown(Ledger ledger) throws IOException {
        lock.lock();
        try {
            if (ledger.known && !ledger.stale) {
                boolean old =
                        every.isPresent()
                                && ledger.counted.plus(every.get()).isBefore(clock.instant());
                if (old) want(ledger, true);
                return;
            }
        } finally {
            lock.unlock();
        }
        count(ledger, true, true);
    }

    void doubt(Ledger ledger) {
        lock.lock();
        try {
            if (!ledger.known) return;
            Duration age = Duration.between(ledger.counted, clock.instant());
            if (age.compareTo(BETWEEN_DOUBTS) < 0) return;
            if (age.compareTo(ledger.took.multipliedBy(DOUBTS)) < 0) return;
            want(ledger, true);
        } finally {
            lock.unlock();
        }
    }

    /// Counts in the background, where that was not done yet.
    void prepare(Ledger ledger) {
        lock.lock();
        try {
            if (!ledger.isWatched()) want(ledger, false);
        } finally {
            lock.unlock();
        }
    }

    /// Counts in the background, without rest.
    ///
    /// @return the number of a count that begins after this
    long recount(Ledger ledger) {
        lock.lock();
        try {
            want(ledger, true);
            ledger.urgent = true;
            return ledger.begun + 1;
        } finally {
            lock.unlock();
        }
    }

    /// @param afresh also where it is known
    private void want(Ledger ledger, boolean afresh) {
        if (closed) return;
        ledger.afresh |= afresh;
        if (ledger.wanted) return;
        try {
            background.execute(() -> countWanted(ledger));
            ledger.wanted = true;
        } catch (RejectedExecutionException _) {
            // closed just now
        }
    }

    private void countWanted(Ledger ledger) {
        boolean urgent;
        boolean afresh;
        lock.lock();
        try {
            urgent = ledger.urgent;
            afresh = ledger.afresh;
            ledger.wanted = false;
            ledger.urgent = false;
            ledger.afresh = false;
        } finally {
            lock.unlock();
        }
        try {
            count(ledger, urgent, !afresh);
        } catch (IOException | RuntimeException e) {
            if (isClosed()) return;
            LOG.log(System.Logger.Level.WARNING, "a home cannot be counted: " + ledger.home, e);
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /// @param urgent whether somebody waits for it
    /// @param enough whether a count that is under way, or just over, will do
    private void count(Ledger ledger, boolean urgent, boolean enough) throws IOException {
        Count count = begun(ledger, urgent, enough);
        if (count == null) return;
        long from = System.nanoTime();
        boolean finished = false;
        String problem = "it was ended";
        try {
            for (int tries = 1; !finished; tries++) {
                begin(count, tries);
                walk(ledger, count);
                finished = finish(ledger, count, Duration.ofNanos(System.nanoTime() - from));
            }
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
            throw e;
        } finally {
            if (!finished) fail(ledger, count, problem);
        }
    }

    /// @return null where there is nothing to be counted
    private @Nullable Count begun(Ledger ledger, boolean urgent, boolean enough)
            throws IOException {
        lock.lock();
        try {
            long patience = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (ledger.counting != null) {
                if (urgent) ledger.counting.urgent = true;
                if (patience <= 0) throw busy();
                patience = moved.awaitNanos(patience);
            }
            if (closed) throw new InterruptedIOException("the server is being stopped");
            if (enough && ledger.known && !ledger.stale) return null;
            if (!ledger.isWatched()) watched++;
            var count = new Count(ledger.home, ++ledger.begun, urgent || !ledger.known);
            ledger.counting = count;
            return count;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw busy();
        } finally {
            lock.unlock();
        }
    }

    private static FileBusyException busy() {
        return new FileBusyException(VirtualPath.ROOT, "is being counted");
    }

    private void begin(Count count, int tries) {
        lock.lock();
        try {
            count.begin(tries >= Count.MOST_TRIES);
        } finally {
            lock.unlock();
        }
    }

    private void walk(Ledger ledger, Count count) throws IOException {
        long worked = 0;
        for (VirtualPath folder = next(count); folder != null; folder = next(count)) {
            long from = System.nanoTime();
            var seen = new Seen();
            try {
                look(ledger, folder, seen);
            } finally {
                passed(count, folder, seen);
            }
            worked += System.nanoTime() - from;
            if (worked < WORTH_A_REST) continue;
            rest(count, Math.min(worked * REST, LONGEST_REST));
            worked = 0;
        }
    }

    /// What is in one folder.
    private static final class Seen {
        long bytes;
        long files;
        final List<VirtualPath> folders = new ArrayList<>();
        Partials.Kept asleep = Partials.Kept.NONE;
    }

    /// The next folder, in which nobody changes a name from now on; null at the end.
    private @Nullable VirtualPath next(Count count) throws IOException {
        lock.lock();
        try {
            if (closed) throw new InterruptedIOException("the server is being stopped");
            if (count.overtaken) return null;
            VirtualPath folder = count.pending.pollFirst();
            if (folder == null) return null;
            count.moveTo(folder);
            long patience = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (looking.contains(folder)) patience = await(patience);
            looking.add(folder);
            try {
                while (isChangedIn(folder)) patience = await(patience);
            } catch (IOException e) {
                looking.remove(folder);
                moved.signalAll();
                throw e;
            }
            return folder;
        } finally {
            lock.unlock();
        }
    }

    private boolean isChangedIn(VirtualPath folder) {
        for (VirtualPath name : changing) {
            if (name.parent().equals(folder)) return true;
        }
        return false;
    }

    /// For loops.
    @SuppressWarnings("WaitNotInLoop") // whoever calls it has the loop
    private long await(long patience) throws IOException {
        if (patience <= 0) throw busy();
        try {
            return moved.awaitNanos(patience);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw busy();
        }
    }

    private void look(Ledger ledger, VirtualPath folder, Seen seen) throws IOException {
        VirtualPath path = folder.moved(ledger.home, VirtualPath.ROOT);
        try (var listing = ledger.storage.list(path)) {
            int entries = 0;
            for (Entry entry = listing.next(); entry != null; entry = listing.next()) {
                if (++entries % LOOK_UP == 0 && isClosed()) {
                    throw new InterruptedIOException("the server is being stopped");
                }
                if (entry.isFolder()) seen.folders.add(folder.child(entry.name()));
                if (!entry.isFile()) continue;
                seen.bytes += entry.size();
                seen.files++;
            }
            if (!path.isRoot()) seen.asleep = ledger.storage.partials().asleepIn(path);
        } catch (NoSuchFileException | AccessDeniedException _) {
            // gone meanwhile; or closed to the server too, so that nothing comes in or goes
        }
    }

    private void passed(Count count, VirtualPath folder, Seen seen) {
        lock.lock();
        try {
            looking.remove(folder);
            count.pass(seen.bytes, seen.files);
            count.pending.addAll(seen.folders);
            if (seen.asleep.files() > 0) count.asleep.put(folder, seen.asleep);
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void rest(Count count, long nanos) throws IOException {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !count.urgent && !closed) left = moved.awaitNanos(left);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw busy();
        } finally {
            lock.unlock();
        }
    }

    /// @return whether it is right; it begins again where it is not
    private boolean finish(Ledger ledger, Count count, Duration took) throws IOException {
        lock.lock();
        try {
            long patience = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!count.overtaken && isMovedIn(ledger.home)) patience = await(patience);
            if (count.overtaken) return false;
            ledger.bytes = count.bytes;
            ledger.files = count.files;
            ledger.asleep = new HashMap<>(count.asleep);
            ledger.asleep.keySet().removeAll(byHome.keySet()); // those are asked
            ledger.known = true;
            ledger.stale = false;
            ledger.finished = count.number;
            ledger.counted = clock.instant();
            ledger.took = took;
            ledger.counting = null;
            moved.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isMovedIn(VirtualPath home) {
        for (VirtualPath folder : moving) {
            if (folder.isUnder(home)) return true;
        }
        return false;
    }

    private void fail(Ledger ledger, Count count, String problem) {
        lock.lock();
        try {
            ledger.counting = null;
            ledger.failed = count.number;
            ledger.problem = problem;
            if (!ledger.known) watched--;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// What is known of a home at this moment.
    Meters.Standing standing(Ledger ledger) throws IOException {
        lock.lock();
        try {
            Stock stock = stock(ledger);
            return new Meters.Standing(
                    ledger.known && !ledger.stale,
                    ledger.counting != null || ledger.wanted,
                    stock.bytes(),
                    stock.files(),
                    ledger.finished,
                    ledger.failed,
                    ledger.problem,
                    ledger.known ? Optional.of(ledger.counted) : Optional.<Instant>empty());
        } finally {
            lock.unlock();
        }
    }

    /// Ends what counts in the background, and waits for that.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        background.shutdown();
        try {
            if (!background.awaitTermination(LAST_STEP.toSeconds(), TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "a home is still being counted");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
