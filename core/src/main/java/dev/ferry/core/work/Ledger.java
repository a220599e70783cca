package dev.ferry.core.work;

import dev.ferry.files.FileBusyException;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Partials;
import dev.ferry.files.storage.Sink;
import dev.ferry.files.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What stands in one home, for all accounts that have it: files under their names, uploads that
/// run, and interrupted ones; also what comes and goes through other homes that lie in this one or
/// around it ([Ledgers]). Counted when somebody with a quota first wants to know, and kept from
/// then on, in memory alone: the next start counts anew, so a crash leaves nothing wrong behind.
///
/// Safe for use by many threads. Its fields are guarded by the lock of all ledgers.
final class Ledger {

    final VirtualPath home;
    final Storage storage;
    private final Ledgers all;

    boolean known;
    boolean stale; // known, but not to be gone by any more
    long bytes; // of files under their names, where known
    long files;
    long heldBytes; // by uploads that run
    long heldFiles;

    /// Homes in this one that somebody has been to.
    final List<Ledger> inside = new ArrayList<>();

    /// What interrupted uploads have in homes in this one that nobody has been to since the start.
    Map<VirtualPath, Partials.Kept> asleep = new HashMap<>();

    @Nullable Count counting;
    boolean wanted; // waits to be counted again
    boolean afresh; // also where it is known
    boolean urgent; // and somebody waits for that
    long begun; // counts, each with a number
    long finished; // the number of the last one that came to its end
    long failed; // of the last one that did not
    String problem = "";
    Instant counted = Instant.MIN;
    Duration took = Duration.ZERO;

    /// @param home the real folder
    Ledger(Ledgers all, VirtualPath home, Storage storage) {
        this.all = all;
        this.home = home;
        this.storage = storage;
    }

    /// How much there is.
    record Stock(long bytes, long files) {}

    /// What may not be exceeded.
    record Bounds(long bytes, long files) {
        static final Bounds NONE = new Bounds(Long.MAX_VALUE, Long.MAX_VALUE);

        boolean areNone() {
            return equals(NONE);
        }
    }

    /// Where `path`, as the home's users see it, is among all homes.
    VirtualPath real(VirtualPath path) {
        return path.moved(VirtualPath.ROOT, home);
    }

    /// Waits until nobody else changes the names `paths`, and nobody counts what is beside them.
    Change change(VirtualPath... paths) throws IOException {
        return change(false, paths);
    }

    /// The same for a folder that gets another name; also waits for whoever is at work in it.
    Change changeFolder(VirtualPath from, VirtualPath to) throws IOException {
        return change(true, from, to);
    }

    /// The same for the name that an upload is to get, in which no link is.
    Change changeFor(Sink sink) throws IOException {
        while (true) {
            VirtualPath target = sink.target();
            Change change = all.change(this, false, List.of(real(target)));
            if (sink.target().equals(target)) return change;
            change.close(); // its folder was renamed
        }
    }

    private Change change(boolean folder, VirtualPath... paths) throws IOException {
        var said = new ArrayList<VirtualPath>(paths.length);
        for (VirtualPath path : paths) said.add(real(path));
        Change change = all.change(this, folder, said);
        if (!change.counts()) return change;
        // One file is to have one name here, whatever links lead to it.
        var meant = new ArrayList<VirtualPath>(paths.length);
        try {
            for (VirtualPath path : paths) meant.add(real(storage.withoutLinks(path)));
        } catch (IOException | RuntimeException e) {
            change.close();
            throw e;
        }
        if (meant.equals(said)) return change;
        change.close();
        return all.change(this, folder, meant);
    }

    /// Counts all that is there, where that was not done yet.
    void requireKnown() throws IOException {
        all.requireKnown(this);
    }

    /// How much there is now; of use where it is known.
    Stock stock() throws IOException {
        return all.stock(this);
    }

    /// An upload to `path` that begins to take room.
    Hold hold(VirtualPath path) {
        return all.hold(this, real(path));
    }

    /// Somebody is refused for want of room: where files went in another way, that is unjust.
    void doubt() {
        all.doubt(this);
    }

    boolean isWatched() {
        return known || counting != null;
    }

    /// Under the lock: what is kept only becomes less without our taking it first.
    Partials.Kept kept() throws IOException {
        Partials.Kept kept = storage.partials().kept();
        for (Ledger one : inside) kept = kept.and(one.storage.partials().kept());
        for (Partials.Kept one : asleep.values()) kept = kept.and(one);
        return kept;
    }

    /// Names that nobody else changes until this is closed.
    static final class Change implements AutoCloseable {
        private final Ledgers all;
        private final boolean folder;
        private final List<VirtualPath> names;
        private final boolean counts;

        Change(Ledgers all, boolean folder, List<VirtualPath> names, boolean counts) {
            this.all = all;
            this.folder = folder;
            this.names = names;
            this.counts = counts;
        }

        /// Whether what is done has to be counted.
        boolean counts() {
            return counts;
        }

        /// Files have come under the name, or gone.
        ///
        /// @param which of the names
        void settle(int which, long moreBytes, long moreFiles) {
            all.settle(names.get(which), moreBytes, moreFiles);
        }

        /// A folder is new.
        void folderMade() {
            all.folderMade(names.getFirst());
        }

        @Override
        public void close() {
            all.leave(folder, names);
        }
    }

    /// What one upload has taken, of all homes that its file is in. Guarded by the same lock.
    static final class Hold {
        final Ledger own;
        final VirtualPath file;
        final List<Ledger> around;
        long bytes;
        long files;
        boolean released;

        Hold(Ledger own, VirtualPath file, List<Ledger> around) {
            this.own = own;
            this.file = file;
            this.around = around;
        }

        /// Takes more room, where `bounds` leave it. Does nothing once it is released.
        ///
        /// @return whether there was
        boolean take(long moreBytes, long moreFiles, Bounds bounds) throws IOException {
            return own.all.take(this, moreBytes, moreFiles, bounds);
        }

        /// Gives everything back. Again does nothing.
        void release() {
            own.all.release(this);
        }

        long bytes() {
            return own.all.bytesOf(this);
        }

        long files() {
            return own.all.filesOf(this);
        }
    }

    FileBusyException busy(VirtualPath name) {
        VirtualPath shown = name.isUnder(home) ? name.moved(home, VirtualPath.ROOT) : name;
        return new FileBusyException(shown, "is being changed");
    }
}
