package dev.ferry.server.sftp;

import dev.ferry.files.VirtualPath;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How fast a file has moved lately. Written by the thread that looks after sessions, read by
/// whoever wants to know.
final class Rate {

    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(500);

    /// Two looks at one file.
    private record Looks(VirtualPath of, long before, long beforeNanos, long bytes, long nanos) {}

    private volatile @Nullable Looks looks;

    /// @param now of [System#nanoTime()]
    void note(VirtualPath of, long bytes, long now) {
        Looks last = looks;
        boolean same = last != null && last.of().equals(of) && bytes >= last.bytes();
        if (last == null || !same) looks = new Looks(of, bytes, now, bytes, now);
        else if (now - last.nanos() >= SHORT) {
            looks = new Looks(of, last.bytes(), last.nanos(), bytes, now);
        }
    }

    /// Bytes in a second since the last look but one; 0 while that is not known.
    long of(VirtualPath path, long bytes, long now) {
        Looks last = looks;
        if (last == null || !last.of().equals(path)) return 0;
        long span = now - last.beforeNanos();
        return span <= 0 ? 0 : Math.max(0, (long) ((bytes - last.before()) * 1e9 / span));
    }
}
