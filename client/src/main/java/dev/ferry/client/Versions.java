package dev.ferry.client;

import dev.ferry.client.remote.Item;
import dev.ferry.wire.ftp.Listed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Which of two files is the newer one, and whether two are the same, as far as sizes and times
/// tell.
final class Versions {

    /// File systems and protocols that keep two seconds at best, and clocks that round.
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private Versions() {}

    /// Size and time as one text, to be compared with itself later.
    static String of(Item item) {
        return (item.size().isPresent() ? item.size().getAsLong() : "?")
                + " "
                + item.modified().map(when -> when.time().toString()).orElse("?");
    }

    /// Whether `source` was changed after `target`, as precisely as both are known.
    static boolean isNewer(Item source, Item target) {
        Optional<Listed.When> from = source.modified();
        Optional<Listed.When> to = target.modified();
        if (from.isEmpty() || to.isEmpty()) return false;
        Duration slack =
                slack(from.get()).compareTo(slack(to.get())) > 0
                        ? slack(from.get())
                        : slack(to.get());
        Instant limit = to.get().time().plus(slack);
        return from.get().time().isAfter(limit);
    }

    static boolean hasOtherSize(Item source, Item target) {
        return source.size().isPresent()
                && target.size().isPresent()
                && source.size().getAsLong() != target.size().getAsLong();
    }

    static boolean isDifferent(Item source, Item target) {
        return hasOtherSize(source, target) || isNewer(source, target) || isNewer(target, source);
    }

    private static Duration slack(Listed.When when) {
        return switch (when.precision()) {
            case EXACT, SECOND -> CLOSE;
            case MINUTE -> Duration.ofMinutes(1);
            case DAY -> Duration.ofDays(1);
        };
    }
}
