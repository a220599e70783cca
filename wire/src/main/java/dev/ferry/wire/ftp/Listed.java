package dev.ferry.wire.ftp;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// One entry as a server's listing says it. Nothing in it is to be trusted: a name may hold `/` or
/// be `..`.
///
/// @param size bytes, where the listing says it to the byte
/// @param modified where the listing says it
/// @param mode the permission bits of POSIX
/// @param target where a link leads
public record Listed(
        String name,
        Kind kind,
        OptionalLong size,
        Optional<When> modified,
        OptionalInt mode,
        Optional<String> owner,
        Optional<String> group,
        Optional<String> target) {

    public enum Kind {
        FILE,
        FOLDER,
        LINK,
        OTHER,
        /// The folder that is being listed, in MLSx.
        SELF,
        /// The one it is in, in MLSx.
        PARENT
    }

    /// A time as precisely as it was said.
    ///
    /// @param time as if it was said in UTC
    public record When(Instant time, Precision precision) {}

    public enum Precision {
        /// Said in UTC, as in MLSx.
        EXACT,
        /// Said to the second by the server's clock, of whatever zone.
        SECOND,
        /// Said to the minute by the server's clock.
        MINUTE,
        /// Said to the day by the server's clock.
        DAY
    }

    static Listed of(String name, Kind kind, OptionalLong size, Optional<When> modified) {
        return new Listed(
                name,
                kind,
                size,
                modified,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
