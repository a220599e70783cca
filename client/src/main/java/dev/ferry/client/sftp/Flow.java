package dev.ferry.client.sftp;

/// How many bytes to have under way: twice as many as the line holds, which is its rate times the
/// shortest time in which an answer came. So it grows while more under way means more a second, and
/// stands still where that is no longer so. For one thread.
final class Flow {

    private static final int LEAST_PACKETS = 4;
    private static final int FIRST_PACKETS = 8;

    /// Bytes; what a session may hold in memory for one file.
    static final long MOST = 8L << 20;

    private final long least;
    private long window;
    private long shortest = Long.MAX_VALUE;
    private long begun;
    private long came;

    /// @param packet bytes of the largest
    /// @param now of [System#nanoTime]
    Flow(int packet, long now) {
        least = Math.min(MOST, (long) LEAST_PACKETS * packet);
        window = Math.min(MOST, (long) FIRST_PACKETS * packet);
        begun = now;
    }

    boolean hasRoom(long underWay, int more) {
        return underWay + more <= window;
    }

    /// An answer came, to what was asked at `asked`.
    void answered(int bytes, long asked, long now) {
        shortest = Math.min(shortest, Math.max(1, now - asked));
        came += bytes;
        long elapsed = now - begun;
        if (came < window || elapsed <= 0) return;
        double wanted = 2.0 * came / elapsed * shortest;
        window = Math.clamp((long) wanted, Math.max(least, window / 2), Math.min(MOST, window * 2));
        came = 0;
        begun = now;
    }

    long window() {
        return window;
    }
}
