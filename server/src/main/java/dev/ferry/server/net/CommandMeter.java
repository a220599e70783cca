package dev.ferry.server.net;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// How fast one session's commands come. Two seconds' worth may come at once; what is more waits,
/// and a session that would not wait for it is ended. For one thread.
public final class CommandMeter {

    private static final int BURST_SECONDS = 2;

    private final OptionalInt rate;
    private final long between; // nanoseconds
    private final long burst;
    private final long flood;
    private long due; // nanoTime at which everything so far would have come at the rate
    private long slowedSince; // nanoTime; 0 while nothing waits
    private boolean begun;

    /// What the next command is to do.
    public sealed interface Verdict {
        record Go() implements Verdict {}

        /// It waits so long.
        record Slow(Duration pause) implements Verdict {}

        record Over(Refusal why) implements Verdict {}
    }

    private static final Verdict GO = new Verdict.Go();

    /// @param rate commands a second
    /// @param flood for how long more may come
    public CommandMeter(OptionalInt rate, Duration flood) {
        this.rate = rate;
        this.between = TimeUnit.SECONDS.toNanos(1) / rate.orElse(1);
        this.burst = TimeUnit.SECONDS.toNanos(BURST_SECONDS);
        this.flood = flood.toNanos();
    }

    /// A command has come.
    ///
    /// @param now of [System#nanoTime()]
    public Verdict next(long now) {
        if (rate.isEmpty()) return GO;
        if (!begun || due - now < 0) due = now;
        begun = true;
        due += between;
        long early = due - now - burst;
        if (early <= 0) {
            if (due - now < burst / 2) slowedSince = 0;
            return GO;
        }
        if (slowedSince == 0) slowedSince = now | 1;
        if (now - slowedSince > flood) {
            return new Verdict.Over(new Refusal.Flood(rate.getAsInt()));
        }
        return new Verdict.Slow(Duration.ofNanos(early));
    }
}
