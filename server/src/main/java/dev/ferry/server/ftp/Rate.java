package dev.ferry.server.ftp;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How fast a transfer has been lately. Written by the thread that looks after sessions, read by
/// whoever wants to know.
final class Rate {

    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(500);

    /// Two looks at one transfer.
    private record Looks(Transfer of, long before, long beforeNanos, long bytes, long nanos) {}

    private volatile @Nullable Looks looks;

    /// @param now of [System#nanoTime()]
    void note(Transfer of, long bytes, long now) {
        Looks last = looks;
        looks =
                last == null || !last.of().equals(of)
                        ? new Looks(of, bytes, now, bytes, now)
                        : now - last.nanos() < SHORT
                                ? last
                                : new Looks(of, last.bytes(), last.nanos(), bytes, now);
    }

    /// Bytes in a second since the last look but one; 0 while that is not known.
    long of(Transfer work, long bytes, long now) {
        Looks last = looks;
        if (last == null || !last.of().equals(work)) return 0;
        long span = now - last.beforeNanos();
        if (span <= 0) return 0;
        return (long) ((bytes - last.before()) * 1e9 / span);
    }
}
