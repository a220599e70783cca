package dev.ferry.app.config;

import dev.ferry.app.cli.Shell;
import java.nio.file.Path;
import java.util.Optional;
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

    /// These options as they would be typed again, each with a blank before it; empty where there
    /// are none.
    public Optional<String> words() {
        var words = new StringBuilder();
        if (data != null) words.append(" --data ").append(Shell.quoted(data));
        if (file != null) words.append(" --config ").append(Shell.quoted(file.toString()));
        return words.isEmpty() ? Optional.empty() : Optional.of(words.toString());
    }

    /// Defaults, then the file, then `--data`.
    public Settings settings() {
        Settings settings = Settings.defaults();
        if (file != null) settings = ConfigFile.over(settings, file);
        if (data != null) settings = settings.with(Keys.DATA, data);
        return settings;
    }
}
