package dev.ferry.server.ftp;

import dev.ferry.files.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The entries of one folder, put in order: the one thing about listings that takes memory for each
/// entry. There is so much room in all, and so much for each; what does not find room makes its
/// listing an unordered one, which is better than none.
final class Sorting implements AutoCloseable {

    static final int MOST = 100_000;

    static final String GIVEN_UP =
            "not in order: more than " + MOST + " entries, or the server is sorting too many";

    /// Entries kept at once by all listings, at some 300 bytes each: a third of the memory at most.
    private static final Semaphore ROOM =
            new Semaphore((int) Math.min(1_000_000, Runtime.getRuntime().maxMemory() / 1024));

    /// Room is taken for so many entries at a time.
    private static final int PIECE = 500;

    /// The order asked for.
    record By(@Nullable Comparator<Entry> order) {

        static final By NOTHING = new By(null);

        boolean isNothing() {
            return order == null;
        }
    }

    /// @param came the same where no link was followed
    record Kept(Entry shown, Entry came) {}

    private final Comparator<Kept> order;
    private final List<Kept> kept = new ArrayList<>();
    private final int most;
    private int room;
    private int said;
    private boolean full;
    private boolean sorted;

    Sorting(By by) {
        this(by, MOST);
    }

    Sorting(By by, int most) {
        if (by.order() == null) throw new IllegalArgumentException("no order");
        this.order = Comparator.comparing(Kept::shown, by.order());
        this.most = most;
    }

    /// Whether [#add] or [#sort] is to come; else what was added goes out by [#poll].
    boolean collects() {
        return !sorted && !full;
    }

    /// Keeps an entry. After the one that takes the last room, nothing is collected any more, and
    /// nothing will be sorted.
    void add(Entry shown, Entry came) {
        kept.add(new Kept(shown, came));
        if (kept.size() <= room) return;
        if (kept.size() <= most && ROOM.tryAcquire(PIECE)) room += PIECE;
        else full = true;
    }

    void sort() {
        kept.sort(order);
        sorted = true;
    }

    /// Whether what [#poll] gives is in order, and all there is.
    boolean sorted() {
        return sorted;
    }

    /// The next one; null after the last.
    @Nullable Kept poll() {
        return said < kept.size() ? kept.get(said++) : null;
    }

    /// Gives its room back.
    @Override
    public void close() {
        ROOM.release(room);
        room = 0;
    }
}
