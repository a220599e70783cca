package dev.ferry.fuzz;

import dev.ferry.wire.ftp.FactsParser;
import java.nio.charset.StandardCharsets;

/// Lines of MLSD: each says an entry or nothing.
public final class FactsTarget {

    private FactsTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String line = new String(data, StandardCharsets.UTF_8);
        FactsParser.parse(line)
                .ifPresent(listed -> {
                    Must.hold(!listed.name().isEmpty(), "an entry without a name: " + line);
                    Must.hold(line.endsWith(listed.name()), "a name that was not said: " + line);
                    Must.hold(listed.size().orElse(0) >= 0, "less than nothing: " + line);
                });
    }
}
