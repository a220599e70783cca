package dev.ferry.server.net;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How fast something has moved lately. Written by the thread that looks after sessions, read by
/// whoever wants to know.
///
/// @param <T> what tells one thing that moves from the next
public final class Rate<T> {

    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(500);

    /// Two looks at one thing.
    private record Looks<T>(T of, long before, long beforeNanos, long bytes, long nanos) {}

    private volatile @Nullable Looks<T> looks;

    /// @param bytes moved so far; fewer than before where it began anew
    /// @param now of [System#nanoTime()]
    public void note(T of, long bytes, long now) {
        Looks<T> last = looks;
        if (last == null || !last.of().equals(of) || bytes < last.bytes()) {
            looks = new Looks<>(of, bytes, now, bytes, now);
        } else if (now - last.nanos() >= SHORT) {
            looks = new Looks<>(of, last.bytes(), last.nanos(), bytes, now);
        }
    }

    /// Bytes in a second since the last look but one; 0 while that is not known.
    public long of(T what, long bytes, long now) {
        Looks<T> last = looks;
        if (last == null || !last.of().equals(what)) return 0;
        long span = now - last.beforeNanos();
        return span <= 0 ? 0 : Math.max(0, (long) ((bytes - last.before()) * 1e9 / span));
    }
}
