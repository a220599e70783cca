package dev.ferry.core.work;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How fast one transfer goes: as its session and its account may, at this moment. One thread is
/// paced; any may [#hurry] it or ask.
final class Pace {

    /// How long one piece is to take, so that sessions of an account take turns.
    private static final long PIECES_A_SECOND = 20;

    private static final long LONGEST_NAP = TimeUnit.MILLISECONDS.toNanos(100);

    /// The rates that hold now, in bytes a second.
    record Rates(OptionalLong account, OptionalLong session) {}

    private final Supplier<Rates> rates;
    private final Bucket account;
    private final Bucket session;
    private volatile boolean hurried;
    private volatile @Nullable Thread waiting;
    private volatile long waited; // nanoTime of the end of the last wait; 0 for none

    Pace(Supplier<Rates> rates, Bucket account, Bucket session) {
        this.rates = rates;
        this.account = account;
        this.session = session;
    }

    /// Waits for its turn.
    ///
    /// @param most bytes there are, one at least
    /// @return how many of them may go now, one at least
    long await(long most) {
        Rates now = rates.get();
        if (now.account().isEmpty() && now.session().isEmpty()) return most;
        long slowest =
                Math.min(
                        now.account().orElse(Long.MAX_VALUE), now.session().orElse(Long.MAX_VALUE));
        long piece = Math.clamp(slowest / PIECES_A_SECOND, 1, most);
        long time = System.nanoTime();
        long until = time;
        if (now.account().isPresent()) {
            until = account.grant(piece, now.account().getAsLong(), time);
        }
        if (now.session().isPresent()) {
            long other = session.grant(piece, now.session().getAsLong(), time);
            if (now.account().isEmpty() || other - until > 0) until = other;
        }
        sleep(until);
        return piece;
    }

    private void sleep(long until) {
        if (until - System.nanoTime() <= 0) return;
        waiting = Thread.currentThread();
        try {
            for (long left = until - System.nanoTime();
                    left > 0 && !hurried;
                    left = until - System.nanoTime()) {
                LockSupport.parkNanos(Math.min(left, LONGEST_NAP));
            }
        } finally {
            waited = System.nanoTime() | 1;
            waiting = null;
        }
    }

    /// Ends the wait there is, and every later one: the transfer is being cut.
    void hurry() {
        hurried = true;
        Thread sleeper = waiting;
        if (sleeper != null) LockSupport.unpark(sleeper);
    }

    /// Since when it is not this that holds the transfer up, by [System#nanoTime()].
    ///
    /// @param quiet since when nothing moved; 0 where nothing should
    long quietSince(long quiet) {
        if (quiet == 0 || waiting != null) return 0;
        long last = waited;
        return last != 0 && last - quiet > 0 ? last : quiet;
    }
}
