package dev.ferry.fuzz;

import dev.ferry.wire.ftp.Command;
import dev.ferry.wire.ftp.CommandParser;
import java.nio.charset.StandardCharsets;

/// A bug behind a parser, which nobody finds who does not see how far he gets: a fuzzer that finds
/// nothing here finds nothing elsewhere.
public final class PlantedTarget {

    private PlantedTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String line = new String(data, StandardCharsets.UTF_8);
        if (CommandParser.parse(line) instanceof Command.Retr(String path)
                && path.startsWith("/a")
                && path.endsWith("z")) {
            throw new IllegalStateException("the planted bug");
        }
    }
}
