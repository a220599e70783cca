package dev.ferry.app.cli;

import java.io.Console;
import java.util.Optional;

/// Somebody at a terminal, who can be asked.
public interface Questions {

    /// @return empty where nobody is there
    Optional<String> answer(String question);

    /// The same without showing what is typed.
    Optional<String> secret(String question);

    /// Whether somebody could answer.
    default boolean isAnybodyThere() {
        return terminal().isPresent();
    }

    /// Whether it was answered with yes.
    default boolean isYes(String question) {
        return answer(question + " (yes/no) ")
                .filter(answer -> answer.equals("yes") || answer.equals("y"))
                .isPresent();
    }

    /// The terminal that the program was started from, where it was.
    static Questions console() {
        return new Questions() {
            @Override
            public Optional<String> answer(String question) {
                return terminal().map(terminal -> terminal.readLine("%s", question));
            }

            @Override
            public Optional<String> secret(String question) {
                return terminal()
                        .map(terminal -> terminal.readPassword("%s", question))
                        .map(String::new);
            }
        };
    }

    private static Optional<Console> terminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }
}
