package dev.ferry.app.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that every verb with a data folder takes.
public final class ConfigOptions {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder (default: ferry-data in the current folder).")
    private @Nullable String data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A YAML file of settings; an option goes before what it says.")
    private @Nullable Path file;

    /// Defaults, then the file, then `--data`.
    public Settings settings() {
        Settings settings = Settings.defaults();
        if (file != null) settings = ConfigFile.over(settings, file);
        if (data != null) settings = settings.with(Keys.DATA, data);
        return settings;
    }
}
