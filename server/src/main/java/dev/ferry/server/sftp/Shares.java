package dev.ferry.server.sftp;

import java.util.concurrent.atomic.AtomicLong;

/// Memory for what is on its way, of which each takes a part: large ones as long as few are there,
/// and the more there are, the smaller ones. So few are fast, and thousands do with not much more
/// than the smallest part each. Safe for use by many threads.
final class Shares {

    /// So many get a part of the same size before the next get less.
    private static final int FEW = 32;

    private final AtomicLong left;
    private final int smallest;
    private final int largest;

    /// @param bytes in all, and beyond that only smallest parts
    Shares(long bytes, int smallest, int largest) {
        this.left = new AtomicLong(bytes);
        this.smallest = smallest;
        this.largest = largest;
    }

    /// Out of the memory there is for this program: an eighth of it.
    static Shares ofMemory(int smallest, int largest) {
        return new Shares(Runtime.getRuntime().maxMemory() / 8, smallest, largest);
    }

    /// A part, to be given back.
    ///
    /// @return bytes
    int take() {
        long before;
        int part;
        do {
            before = left.get();
            part = Math.clamp(before / FEW, smallest, largest);
        } while (!left.compareAndSet(before, before - part));
        return part;
    }

    void giveBack(int part) {
        left.addAndGet(part);
    }

    /// Bytes; below 0 where smallest parts went beyond what there is.
    long left() {
        return left.get();
    }
}
