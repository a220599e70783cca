package dev.ferry.app.user;

import java.util.Optional;
import picocli.CommandLine.Option;

/// `--password-stdin`, and what happens without it.
final class PasswordOption {

    @Option(
            names = "--password-stdin",
            description =
                    "Take the first line of standard input as the password. Without it you are"
                            + " asked on a terminal; elsewhere a random one is made and printed"
                            + " once.")
    private boolean fromStandardInput;

    /// The password that is given without being asked for.
    Optional<String> unasked() {
        return fromStandardInput ? Optional.of(Secrets.firstLine(System.in)) : Optional.empty();
    }

    /// The password somebody gives for `account`; empty where one is to be made up.
    Optional<String> given(String account) {
        return fromStandardInput
                ? Optional.of(Secrets.firstLine(System.in))
                : Secrets.asked(account);
    }
}
