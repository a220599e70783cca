package dev.ferry.fuzz;

import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.Config;
import dev.ferry.app.config.ConfigFile;
import dev.ferry.app.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A configuration file: what is in it is taken, or refused in one line.
public final class ConfigTarget {

    private static final Path FILE = file();

    private ConfigTarget() {}

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        Files.write(FILE, data);
        try {
            var config = Config.of(ConfigFile.over(Settings.defaults(), FILE));
            Must.hold(!config.toString().isEmpty(), "no configuration");
        } catch (Problem problem) {
            String line = String.valueOf(problem.getMessage());
            Must.hold(!line.isBlank(), "refused without a word");
            Must.hold(line.indexOf('\n') < 0 && line.indexOf('\r') < 0, "not one line: " + line);
        }
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("ferry-fuzz-", ".yaml");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
