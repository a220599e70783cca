package dev.ferry.client.net;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// One thread for all connections of the program that looks whether somebody hangs where a socket
/// has no time-out of its own. It goes round by itself: data connections come and go thousands of
/// times, and none of them wakes it.
final class Watchdog {

    private static final long LONGEST_ROUND_MILLIS = 1_000;

    private static final Set<Watch> WATCHED = ConcurrentHashMap.newKeySet();

    /// How long it sleeps now; 0 for until somebody comes.
    private static volatile long round;

    private static final Thread THREAD =
            Thread.ofPlatform().daemon().name("ferry-watchdog").start(Watchdog::goRound);

    private Watchdog() {}

    /// Somebody who is looked at, a few times in the patience that he has.
    static final class Watch implements AutoCloseable {
        private final Runnable look;
        private final long everyMillis;

        private Watch(Runnable look, long everyMillis) {
            this.look = look;
            this.everyMillis = everyMillis;
        }

        @Override
        public void close() {
            WATCHED.remove(this);
        }
    }

    /// @param look done about every `millis` or a little later, up to a second, until what is
    ///   returned is closed; not blocking
    static Watch every(long millis, Runnable look) {
        var watch = new Watch(look, Math.clamp(millis, 1, LONGEST_ROUND_MILLIS));
        WATCHED.add(watch);
        long asleep = round;
        if (asleep == 0 || watch.everyMillis < asleep) LockSupport.unpark(THREAD);
        return watch;
    }

    private static void goRound() {
        while (true) {
            // Said before it looks for who is there: whoever comes then sees that he has to wake
            // it.
            round = 0;
            long shortest = WATCHED.isEmpty() ? 0 : LONGEST_ROUND_MILLIS;
            for (Watch watch : WATCHED) shortest = Math.min(shortest, watch.everyMillis);
            if (shortest == 0) {
                LockSupport.park(WATCHED);
                continue;
            }
            round = shortest;
            LockSupport.parkNanos(WATCHED, TimeUnit.MILLISECONDS.toNanos(shortest));
            for (Watch watch : WATCHED) watch.look.run();
        }
    }
}
