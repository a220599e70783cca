package dev.ferry.app.config;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `ferry config`.
@Command(
        name = "config",
        description = "Show the settings in force.",
        synopsisSubcommandLabel = "COMMAND")
public final class ConfigCommand {

    @Spec private CommandSpec spec;

    @Command(
            name = "show",
            description =
                    "Print every setting in force, as a configuration file, with a comment where"
                            + " each value came from.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  ferry config show",
                "  ferry config show --config /etc/ferry.yaml",
                "  ferry config show > ferry.yaml      a file to begin with"
            })
    int show(@Mixin ListenOptions options) {
        spec.commandLine().getOut().print(ConfigPage.of(options.settings()));
        return 0;
    }
}
