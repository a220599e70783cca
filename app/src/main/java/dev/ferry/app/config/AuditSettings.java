package dev.ferry.app.config;

import java.time.Duration;
import java.util.OptionalLong;

/// How the audit log is kept.
///
/// @param on whether there is one
/// @param rotateSize bytes after which another file is begun; empty for never
/// @param rotateDaily whether another file is begun with each day (UTC)
/// @param keepFiles how many finished files stay
/// @param keepFor how long finished files stay
public record AuditSettings(
        boolean on,
        Flush flush,
        OptionalLong rotateSize,
        boolean rotateDaily,
        int keepFiles,
        Duration keepFor) {

    /// When a line is safe.
    public enum Flush {
        /// On disk before the client has its answer.
        EACH,
        /// With the system at once, on disk within a second.
        SECOND,
        /// With the system at once, on disk when the system likes.
        SYSTEM
    }

    public AuditSettings {
        if (rotateSize.isPresent() && rotateSize.getAsLong() < 1) {
            throw new IllegalArgumentException("audit.rotate-size: must be positive, or off");
        }
        if (!keepFor.isPositive()) {
            throw new IllegalArgumentException("audit.keep-for: must be positive");
        }
    }

    public static AuditSettings defaults() {
        return new AuditSettings(
                true, Flush.SECOND, OptionalLong.of(100 << 20), true, 400, Duration.ofDays(365));
    }
}
