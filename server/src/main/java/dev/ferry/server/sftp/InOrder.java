package dev.ferry.server.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/// Puts the writes to one file in order: an upload only ever grows, and a client may send the parts
/// of its window in any order. What comes too early is kept in memory until what belongs before it
/// is there, as far as there is room; what comes again is refused, since nobody can take back what
/// has been stored. For one thread.
final class InOrder {

    /// What keeping one part costs besides its bytes, or a million parts of one byte each would
    /// cost a hundred times what they count.
    static final int A_PART = 128;

    private final String path;
    private final long most;
    private final Budget budget;
    private final TreeMap<Long, byte[]> early = new TreeMap<>();
    private long next;
    private long kept;

    /// Where bytes go, in order.
    @FunctionalInterface
    interface Outlet {
        /// Uses up what is in `bytes`.
        void take(ByteBuffer bytes) throws IOException;
    }

    /// @param path for words
    /// @param next where the first byte belongs
    /// @param most bytes kept for this file
    /// @param budget for all files there are
    InOrder(String path, long next, long most, Budget budget) {
        this.path = path;
        this.next = next;
        this.most = most;
        this.budget = budget;
    }

    /// @param offset where `bytes` belong, without a sign
    /// @param bytes used up, or not touched where they are refused
    void put(long offset, ByteBuffer bytes, Outlet outlet) throws IOException {
        int count = bytes.remaining();
        if (count == 0) return;
        if (offset < 0 || offset + count < 0) {
            throw RefusedException.failed(
                    path + ": no file is " + Long.toUnsignedString(offset) + " bytes long");
        }
        if (offset < next) {
            throw RefusedException.unsupported(
                    "%s: the bytes before %d are stored already, and cannot be written again at %d"
                            .formatted(path, next, offset));
        }
        requireAlone(offset, count);
        if (offset > next) {
            keep(offset, bytes);
            return;
        }
        next += count;
        outlet.take(bytes);
        while (!early.isEmpty() && early.firstKey() == next) {
            byte[] part = early.pollFirstEntry().getValue();
            forget(part);
            next += part.length;
            outlet.take(ByteBuffer.wrap(part));
        }
    }

    private void requireAlone(long offset, int count) throws RefusedException {
        Map.Entry<Long, byte[]> before = early.lowerEntry(offset + count);
        if (before == null || before.getKey() + before.getValue().length <= offset) return;
        throw RefusedException.unsupported(
                "%s: %d bytes at %d are there already, and cannot be written again at %d"
                        .formatted(path, before.getValue().length, before.getKey(), offset));
    }

    private void keep(long offset, ByteBuffer bytes) throws RefusedException {
        int cost = bytes.remaining() + A_PART;
        if (kept + cost > most || !budget.take(cost)) {
            throw RefusedException.failed(
                    "%s: the bytes at %d come too early: those from %d on are missing, and there is no room to keep more than %d out of order; send files from front to end"
                            .formatted(path, offset, next, kept));
        }
        kept += cost;
        byte[] part = new byte[bytes.remaining()];
        bytes.get(part);
        early.put(offset, part);
    }

    private void forget(byte[] part) {
        int cost = part.length + A_PART;
        kept -= cost;
        budget.giveBack(cost);
    }

    /// Where the next byte belongs.
    long next() {
        return next;
    }

    /// Behind the last byte that came.
    long end() {
        return early.isEmpty() ? next : early.lastKey() + early.lastEntry().getValue().length;
    }

    /// Whether something before the last byte that came is missing.
    boolean hasGap() {
        return !early.isEmpty();
    }

    /// Where the first byte is that came behind the gap.
    long afterGap() {
        return early.firstKey();
    }

    /// Drops what was kept.
    void clear() {
        early.values().forEach(this::forget);
        early.clear();
    }
}
