package dev.ferry.app;

import dev.ferry.app.cli.Nearest;
import dev.ferry.app.cli.Problem;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry help`, for commands of any depth.
@Command(
        name = "help",
        description = "Show what a command takes.",
        footerHeading = "%nExamples:%n",
        footer = {"  ferry help serve", "  ferry help user add"})
final class Help implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "One of the commands.")
    private List<String> words = List.of();

    @Override
    public Integer call() {
        CommandLine command = spec.root().commandLine();
        for (String word : words) {
            CommandLine below = command.getSubcommands().get(word);
            if (below == null) {
                throw Problem.usage(
                        "there is no command '%s'%s"
                                .formatted(
                                        word,
                                        Nearest.to(word, command.getSubcommands().keySet())
                                                .map(near -> ", did you mean " + near + "?")
                                                .orElse("")));
            }
            command = below;
        }
        command.usage(spec.commandLine().getOut());
        return 0;
    }
}
