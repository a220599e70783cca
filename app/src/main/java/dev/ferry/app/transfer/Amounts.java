package dev.ferry.app.transfer;

import java.time.Duration;
import java.util.Locale;

/// Bytes and times as people read them.
public final class Amounts {

    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};

    private Amounts() {}

    /// `1.4 MB` for people, the number for programs.
    public static String bytes(long bytes, boolean human) {
        return human ? bytes(bytes) : Long.toString(bytes);
    }

    /// `1.4 MB`.
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /// `1:05`, `2:00:09`.
    public static String clock(Duration time) {
        long seconds = time.toSeconds();
        return seconds >= 3600
                ? "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60)
                : "%d:%02d".formatted(seconds / 60, seconds % 60);
    }
}
