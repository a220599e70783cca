package dev.ferry.files.storage.local;

import dev.ferry.files.Version;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How finely a file system dates changes. Linux from 6.13 on gives each change that somebody may
/// have seen the last one of a time of its own, on file systems that take part; elsewhere a clock
/// that moves every 1 to 10 ms is all there is, and two changes within one of its steps look like
/// one. Found out by trying, once for each device.
final class ChangeTimes {

    /// The longest step of the kernel's clock (100 Hz), with room.
    static final Duration STEP = Duration.ofMillis(12);

    /// Of file systems that keep whole seconds, or every other one.
    private static final Duration LONGEST_STEP = Duration.ofMillis(2_100);

    /// Within it the kernel's clock moves once at most.
    private static final long QUICK = Duration.ofNanos(900_000).toNanos();

    private static final int CHANGES = 8;
    private static final int TRIES = 5;

    private static final Map<Long, Boolean> FINE = new ConcurrentHashMap<>();

    private ChangeTimes() {}

    /// Tries it on the file `fd`, which is of no use to anybody else. A try that was held up says
    /// nothing.
    static void learn(int fd) throws Errno {
        Stat stat = Posix.stat(fd);
        for (int tries = 0; tries < TRIES; tries++) {
            if (FINE.containsKey(stat.key().device())) return;
            long began = System.nanoTime();
            var seen = new HashSet<Instant>();
            for (int i = 0; i < CHANGES; i++) {
                Posix.setMode(fd, stat.mode());
                seen.add(Posix.stat(fd).changed());
            }
            boolean quick = System.nanoTime() - began < QUICK;
            if (quick) FINE.put(stat.key().device(), seen.size() == CHANGES);
        }
    }

    static boolean isKnown(Stat stat) {
        return FINE.containsKey(stat.key().device());
    }

    static boolean isFine(Stat stat) {
        return FINE.getOrDefault(stat.key().device(), false);
    }

    /// Whether a change at `now` is dated later than one that is dated `time`.
    static boolean isOver(Instant time, Instant now) {
        boolean inSeconds = time.equals(time.truncatedTo(ChronoUnit.SECONDS));
        return time.plus(inSeconds ? LONGEST_STEP : STEP).isBefore(now);
    }

    static Version version(Stat stat, Instant now) {
        return new Version(
                stat.key().unique(),
                Long.toHexString(stat.size()) + "." + text(stat.modified()),
                text(stat.changed()),
                isFine(stat) || isOver(stat.changed(), now));
    }

    private static String text(Instant time) {
        return Long.toHexString(time.getEpochSecond()) + "." + Integer.toHexString(time.getNano());
    }
}
