package dev.ferry.core.account;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/// A certificate that a client has shown, and whose key it has.
///
/// @param from when it begins to be good
/// @param until when it ends
/// @param names for whom an authority vouches that we trust; empty where none does
/// @param doubt why none does, in a few words for the operator; empty where one does
public record ShownCertificate(
        Fingerprint fingerprint, Instant from, Instant until, Set<String> names, String doubt) {

    public ShownCertificate {
        names = Set.copyOf(names);
    }

    /// Why it is not good at this time, if so: about the certificate alone, and for its client too.
    public Optional<String> untimely(Instant now) {
        if (now.isBefore(from)) return Optional.of("is not good before " + seconds(from));
        if (now.isAfter(until)) return Optional.of("ended at " + seconds(until));
        return Optional.empty();
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
