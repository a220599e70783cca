package dev.ferry.files.storage.local;

import java.time.Duration;

/// How a [LocalStorage] keeps what it is given.
///
/// @param force whether a commit returns only when the bytes and the name are on disk (fsync of
///   file and folder). Without it a crash of the *system* may lose or empty files whose upload was
///   confirmed; a crash of the server alone never does
/// @param keepPartials how long an interrupted upload waits for its owner
public record LocalSettings(boolean force, Duration keepPartials) {

    public LocalSettings {
        if (keepPartials.isNegative()) {
            throw new IllegalArgumentException("files.keep-partials: is negative");
        }
    }

    /// Forced; seven days.
    public static LocalSettings defaults() {
        return new LocalSettings(true, Duration.ofDays(7));
    }
}
