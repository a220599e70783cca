package dev.ferry.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Which Ferry this is.
public final class Version {

    private Version() {}

    public static String ferry() {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("/dev/ferry/app/version.properties")) {
            if (in != null) properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "of no known version");
    }
}
