package dev.ferry.app.user;

import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.CharsetName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// In which charset an account's clients say names.
final class CharsetOption {

    private static final String CONFIGURED = "default";

    @Option(
            names = "--charset",
            paramLabel = "CHARSET",
            description =
                    "For clients that do not know UTF-8: the charset of names, as ISO-8859-1,"
                            + " windows-1252 or Shift_JIS; 'default' as configured.")
    private @Nullable String charset;

    Optional<String> charset(Optional<String> before) {
        if (charset == null) return before;
        if (charset.equals(CONFIGURED)) return Optional.empty();
        try {
            return Optional.of(CharsetName.read(charset));
        } catch (IllegalArgumentException e) {
            throw Problem.usage("--charset: " + e.getMessage());
        }
    }

    boolean any() {
        return charset != null;
    }
}
