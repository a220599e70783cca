package dev.ferry.files.storage.local;

import java.time.Duration;

public record LocalSettings(boolean force, Duration keepPartials) {
    public static LocalSettings defaults() {
        return new LocalSettings(true, Duration.ofDays(7));
    }
}
