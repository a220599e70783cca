package dev.ferry.core.work;

import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Partials;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/// A walk through a home, folder by folder in the order of their paths, while others go on changing
/// files there. What is changed in a folder it has passed is added to it; what is changed elsewhere
/// it will see. Guarded by the lock of all ledgers.
final class Count {

    /// So many times it begins again because folders were renamed; then those wait.
    static final int MOST_TRIES = 3;

    final VirtualPath home;
    final long number;
    final TreeSet<VirtualPath> pending = new TreeSet<>();
    final Map<VirtualPath, Partials.Kept> asleep = new HashMap<>();
    boolean holdsFolders;

    /// A folder got another name: what was in it is counted twice, or not at all.
    boolean overtaken;

    /// Somebody waits for it.
    boolean urgent;

    long bytes;
    long files;
    private VirtualPath at;
    private boolean passed; // it, too

    Count(VirtualPath home, long number, boolean urgent) {
        this.home = home;
        this.number = number;
        this.urgent = urgent;
        this.at = home;
        pending.add(home);
    }

    /// From the beginning.
    void begin(boolean holdsFolders) {
        this.holdsFolders = holdsFolders;
        urgent |= holdsFolders;
        overtaken = false;
        bytes = 0;
        files = 0;
        at = home;
        passed = false;
        asleep.clear();
        pending.clear();
        pending.add(home);
    }

    /// The folder it looks at next.
    void moveTo(VirtualPath folder) {
        at = folder;
        passed = false;
    }

    /// It has seen the folder where it is.
    void pass(long moreBytes, long moreFiles) {
        add(moreBytes, moreFiles);
        passed = true;
    }

    void add(long moreBytes, long moreFiles) {
        bytes += moreBytes;
        files += moreFiles;
    }

    boolean hasPassed(VirtualPath folder) {
        int order = folder.compareTo(at);
        return order < 0 || (order == 0 && passed);
    }

    /// Whether a folder that is new has to be looked at: one before this place is empty, and what
    /// comes into it is added.
    boolean comesTo(VirtualPath folder) {
        return folder.compareTo(at) > 0;
    }
}
