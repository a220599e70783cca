package dev.ferry.fuzz;

import dev.ferry.wire.ftp.ListParser;
import dev.ferry.wire.ftp.Listed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Lines of LIST in any dialect: each says an entry or nothing.
public final class ListTarget {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private ListTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        var parser = new ListParser(NOW);
        for (String line : new String(data, StandardCharsets.UTF_8).split("\n", -1)) {
            parser.parse(line).ifPresent(listed -> require(listed, line));
        }
    }

    static void require(Listed listed, String line) {
        Must.hold(!listed.name().isEmpty(), "an entry without a name: " + line);
        Must.hold(listed.size().orElse(0) >= 0, "less than nothing: " + line);
        Must.hold((listed.mode().orElse(0) & ~07777) == 0, "a mode that is none: " + line);
    }
}
