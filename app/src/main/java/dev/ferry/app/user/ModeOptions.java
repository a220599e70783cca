package dev.ferry.app.user;

import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.Kinds;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How an account's new files and folders come to be.
final class ModeOptions {

    private static final String CONFIGURED = "default";

    @Option(
            names = "--file-mode",
            paramLabel = "MODE",
            description = "Octal mode of new files before the umask; 'default' as configured.")
    private @Nullable String fileMode;

    @Option(
            names = "--folder-mode",
            paramLabel = "MODE",
            description = "Octal mode of new folders before the umask; 'default' as configured.")
    private @Nullable String folderMode;

    @Option(
            names = "--umask",
            paramLabel = "MASK",
            description = "Octal bits taken from both; 'default' as configured.")
    private @Nullable String umask;

    OptionalInt fileMode(OptionalInt before) {
        return read("--file-mode", fileMode, before);
    }

    OptionalInt folderMode(OptionalInt before) {
        return read("--folder-mode", folderMode, before);
    }

    OptionalInt umask(OptionalInt before) {
        return read("--umask", umask, before);
    }

    boolean any() {
        return fileMode != null || folderMode != null || umask != null;
    }

    private static OptionalInt read(String option, @Nullable String text, OptionalInt before) {
        if (text == null) return before;
        if (text.equals(CONFIGURED)) return OptionalInt.empty();
        try {
            return OptionalInt.of(Kinds.MODE.read(text));
        } catch (IllegalArgumentException e) {
            throw Problem.usage(option + ": " + e.getMessage());
        }
    }
}
