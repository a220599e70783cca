package dev.ferry.app.cli;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What went wrong as one line for people, and the code to end with.
public record Complaint(String line, int exitCode) {

    /// Of words that are none of those a command takes.
    public static Complaint of(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        // A mistyped option is the likelier reason for what seems to be missing.
        List<String> unmatched = command.getUnmatchedArguments();
        if (e instanceof UnmatchedArgumentException || !unmatched.isEmpty()) {
            why = unknown(command, unmatched.getFirst());
        } else if (why.startsWith("Missing required subcommand")) {
            why = "it takes one of " + String.join(", ", command.getSubcommands().keySet());
        }
        return new Complaint(
                why.substring(0, 1).toLowerCase(Locale.ROOT) + why.substring(1), Problem.USAGE);
    }

    private static String unknown(CommandLine command, String word) {
        var known = new ArrayList<String>();
        boolean isOption = word.startsWith("-");
        if (isOption) {
            command.getCommandSpec()
                    .options()
                    .forEach(option -> known.addAll(List.of(option.names())));
        } else {
            known.addAll(command.getSubcommands().keySet());
        }
        String bare = isOption && word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        String what =
                isOption
                        ? "unknown option"
                        : known.isEmpty() ? "one word too many:" : "unknown command";
        String hint =
                Nearest.to(bare, known).map(near -> ", did you mean " + near + "?").orElse("");
        return what + " '" + bare + "'" + hint;
    }

    /// Of what could not be done.
    public static Complaint of(Exception e) {
        return switch (e) {
            case ParameterException x -> of(x);
            case Problem x -> new Complaint(String.valueOf(x.getMessage()), x.exitCode());
            case Failure x -> new Complaint(String.valueOf(x.getMessage()), x.exitCode());
            case AccessDeniedException x -> failed(x.getFile() + ": permission denied");
            case NoSuchFileException x -> failed(x.getFile() + ": no such file or folder");
            case FileSystemException x -> failed(x.getFile() + ": " + x.getReason());
            case IOException x -> failed(String.valueOf(x.getMessage()));
            default ->
                    failed(
                            "this is a mistake in ferry itself: "
                                    + e
                                    + " (FERRY_DEBUG=1 shows where)");
        };
    }

    private static Complaint failed(String line) {
        return new Complaint(line, Problem.FAILED);
    }
}
