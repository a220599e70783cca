package dev.ferry.client;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Retries;
import dev.ferry.client.remote.Sum;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The attempts at one transfer: what may pass is tried again, and what cannot be gone on with
/// begins again from zero. Keeps what is to be told of all of them. For one thread.
final class Attempts {

    private static final int MOST_RESTARTS = 3;

    @FunctionalInterface
    interface Attempt {
        TransferResult made() throws IOException;
    }

    private final TransferOptions options;
    private final Meter meter;
    private final Retries.Count count;
    private final List<String> notes = new ArrayList<>();
    private boolean fresh;
    private long resumedFrom;
    private int restarts;

    Attempts(TransferOptions options, Retries retries, Meter meter) {
        this.options = options;
        this.meter = meter;
        count = retries.begin();
    }

    /// @param name of the file, for whoever hears that it cannot be done
    TransferResult run(Object name, Attempt attempt) throws IOException {
        long furthest = 0;
        while (true) {
            try {
                return attempt.made();
            } catch (Restart e) {
                note(e.why());
                fresh = true;
                resumedFrom = 0;
                if (++restarts > MOST_RESTARTS) {
                    throw new Failure.NotVerified(name + ": " + e.why() + ", again and again");
                }
            } catch (Failure e) {
                if (meter.furthest() > furthest) count.progressed();
                furthest = meter.furthest();
                count.again(e);
            }
        }
    }

    void note(String why) {
        if (!notes.contains(why)) notes.add(why);
    }

    /// Whether this attempt begins at zero, whatever is there; said once.
    boolean isFresh() {
        boolean now = fresh || !options.resume();
        fresh = false;
        return now;
    }

    /// What the first attempt found counts.
    void resumedFrom(long bytes) {
        if (resumedFrom == 0) resumedFrom = bytes;
    }

    /// @throws Failure.NotVerified where there is no checksum, and one is wanted
    void requireVerified(Object name, Optional<Sum> sum) throws Failure {
        if (sum.isEmpty() && options.verify() == TransferOptions.Verify.HASH) {
            throw new Failure.NotVerified(
                    name
                            + ": the server tells no checksum, and one is wanted; --verify size"
                            + " goes without");
        }
    }

    /// @param sum on which both sides agree
    /// @param sized whether they agree on the size
    TransferResult done(Object target, long size, Optional<Sum> sum, boolean sized) {
        return new TransferResult(
                TransferResult.Outcome.DONE,
                target.toString(),
                meter.bytes(),
                size,
                resumedFrom,
                sum,
                sum.map(it -> it.function().text().toLowerCase(Locale.ROOT))
                        .orElse(sized ? "size" : "none"),
                count.attempt() + restarts,
                meter.elapsed(),
                notes);
    }

    /// The rule for conflicts left the target as it was.
    TransferResult skipped(Object target, long size) {
        return new TransferResult(
                TransferResult.Outcome.SKIPPED,
                target.toString(),
                0,
                size,
                0,
                Optional.empty(),
                "none",
                count.attempt(),
                meter.elapsed(),
                List.of("is there already"));
    }
}
