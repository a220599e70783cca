package dev.ferry.core.account;

import java.time.Instant;
import java.util.Optional;

/// A network nobody may connect from.
///
/// @param network as CIDR writes it
/// @param until when it ends; empty for never
/// @param why one line, for the operator and for whoever is turned away
/// @param times how often the server has banned it by itself, this time included; 0 where somebody
///   did it by hand
public record Ban(String network, Instant since, Optional<Instant> until, String why, int times) {

    public boolean isOver(Instant now) {
        return until.isPresent() && !now.isBefore(until.get());
    }
}
