package dev.ferry.client.remote;

import dev.ferry.client.failure.Failure;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How often and how soon to try again what may pass.
///
/// @param most attempts without progress after the first; 0 for one attempt in all
/// @param first the pause before the second attempt; each further one is twice as long
/// @param longest no pause is longer
/// @param told of each failure that is tried again
public record Retries(int most, Duration first, Duration longest, Told told) {

    public static final int MOST = 5;

    @FunctionalInterface
    public interface Told {
        /// @param attempt the one that comes now, from 2 on
        void again(int attempt, Failure why, Duration pause);
    }

    public Retries {
        if (most < 0) throw new IllegalArgumentException("retries: " + most);
    }

    public static Retries standard() {
        return new Retries(MOST, Duration.ofSeconds(1), Duration.ofSeconds(30), (_, _, _) -> {});
    }

    /// Counts the attempts of one undertaking.
    public Count begin() {
        return new Count(this);
    }

    /// Attempts without progress so far. For one thread.
    public static final class Count {
        private final Retries retries;
        private int attempt = 1;
        private int failures;
        private boolean timedOut;

        private Count(Retries retries) {
            this.retries = retries;
        }

        /// The attempt that is going on, from 1.
        public int attempt() {
            return attempt;
        }

        /// Something got further, so the next failure is the first again.
        public void progressed() {
            failures = 0;
            timedOut = false;
        }

        /// Waits before the next attempt.
        ///
        /// @throws Failure `why` itself, where there is to be none
        public void again(Failure why) throws Failure {
            boolean timeOut = why instanceof Failure.TimedOut;
            if (!why.mayPass() || failures >= retries.most || (timeOut && timedOut)) throw why;
            timedOut |= timeOut;
            Duration pause = pause();
            failures++;
            attempt++;
            retries.told.again(attempt, why, pause);
            try {
                Thread.sleep(pause);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new Failure.Interrupted("cancelled while waiting to try again");
            }
        }

        /// Between half the time and all of it, so that those who failed together do not come back
        /// together.
        private Duration pause() {
            double whole =
                    Math.min(
                            (double) retries.longest.toMillis(),
                            retries.first.toMillis() * Math.pow(2, Math.min(failures, 20)));
            return Duration.ofMillis(
                    (long) (whole * (0.5 + ThreadLocalRandom.current().nextDouble() / 2)));
        }
    }
}
