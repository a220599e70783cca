package dev.ferry.server.net;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// How many wrong passwords came from where lately. Bounded: of more networks than that, those are
/// forgotten that were quiet longest. Safe for use by many threads.
final class Attempts {

    static final int MOST = 50_000;

    private record Tally(int count, Instant first) {}

    private final Duration window;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Network, Tally> byNetwork = new LinkedHashMap<>();

    Attempts(Duration window) {
        this.window = window;
    }

    /// Counts one more.
    ///
    /// @return how many that makes within the window
    int wrong(Network from, Instant now) {
        lock.lock();
        try {
            Tally before = byNetwork.remove(from); // to the end of the queue
            var tally =
                    before == null || before.first().plus(window).isBefore(now)
                            ? new Tally(1, now)
                            : new Tally(before.count() + 1, before.first());
            byNetwork.put(from, tally);
            if (byNetwork.size() > MOST) byNetwork.remove(byNetwork.keySet().iterator().next());
            return tally.count();
        } finally {
            lock.unlock();
        }
    }

    void forget(Network from) {
        lock.lock();
        try {
            byNetwork.remove(from);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return byNetwork.size();
        } finally {
            lock.unlock();
        }
    }
}
