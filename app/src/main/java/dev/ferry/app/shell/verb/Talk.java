package dev.ferry.app.shell.verb;

import dev.ferry.app.shell.line.Word;
import dev.ferry.client.failure.Failure;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/// The shell itself.
final class Talk {

    private Talk() {}

    /// `set`.
    @Command(
            name = "set",
            description = {
                "Show or change how files are moved.",
                "conflict, parallel, preserve and verify are the defaults of get, put and mirror;"
                        + " limit-rate is for all together; queue-parallel is how many jobs of the"
                        + " queue go on at a time; on-error is what a script does after a command"
                        + " that failed."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  set limit-rate 500K", "  set", "  set on-error continue"})
    static final class Set implements Verb.Deed {
        @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "Of a setting.")
        private @Nullable String name;

        @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "Its new one.")
        private @Nullable String value;

        @Override
        public int run(Shell shell) throws Failure {
            if (name != null && value != null) {
                shell.settings().set(name, value);
                return 0;
            }
            var all = shell.settings().all();
            if (name != null && !all.containsKey(name)) {
                throw new Failure.Usage("there is no setting '" + name + "'; 'set' lists them");
            }
            all.forEach((each, now) -> {
                if (name == null || name.equals(each)) shell.screen().line(each + " " + now);
            });
            return 0;
        }
    }

    /// `debug`.
    @Command(
            name = "debug",
            description = "Show the dialogue with the server, with secrets masked, or stop that.",
            footerHeading = "%nExamples:%n",
            footer = {"  debug on", "  debug off"})
    static final class Debug implements Verb.Deed {
        @Parameters(arity = "0..1", paramLabel = "on|off", description = "Default: on.")
        private String how = "on";

        @Override
        public int run(Shell shell) throws Failure {
            switch (how) {
                case "on" -> shell.options().debug(true);
                case "off" -> shell.options().debug(false);
                default -> throw new Failure.Usage("debug: '" + how + "' is none of on, off");
            }
            return 0;
        }
    }

    /// `quote`.
    @Command(
            name = "quote",
            description = {
                "Say a command of the protocol in the folder where you are, and show the reply.",
                "Not those that belong to a login or a transfer, which have commands of their own."
            },
            footerHeading = "%nExample:%n",
            footer = {"  quote SITE HELP"})
    static final class Quote implements Verb.Deed {
        /// What would leave a session, which serves others too, in a state they do not expect.
        private static final java.util.Set<String> OTHERS =
                java.util.Set.of(
                        "USER", "PASS", "ACCT", "REIN", "QUIT", "AUTH", "CCC", "PBSZ", "PROT",
                        "PORT", "PASV", "EPRT", "EPSV", "SPSV", "RETR", "STOR", "STOU", "APPE",
                        "LIST", "NLST", "MLSD", "REST", "RANG", "RNFR", "TYPE", "MODE", "STRU",
                        "ABOR", "OPTS", "LANG", "HOST");

        // A command of the protocol may have words with dashes.
        @Unmatched private List<String> words = new java.util.ArrayList<>();

        @Override
        public int run(Shell shell) throws IOException {
            if (words.isEmpty()) throw new Failure.Usage("quote: the command is missing");
            String command =
                    words.stream()
                            .map(marked -> new Word(marked).text())
                            .collect(Collectors.joining(" "));
            String verb = command.strip().split(" ", 2)[0].toUpperCase(Locale.ROOT);
            if (OTHERS.contains(verb)) {
                throw new Failure.Usage(
                        verb + ": belongs to a login or a transfer; the shell says it itself");
            }
            Shell.Spot spot = shell.spot();
            Reply reply = spot.site().raw(spot.at(), command);
            shell.changed();
            reply.lines().forEach(line -> shell.screen().line(reply.code() + " " + line));
            return reply.code() < 400 ? 0 : 1;
        }
    }

    /// `history`.
    @Command(
            name = "history",
            description = "Show what was typed; the arrow keys go through it, Ctrl-R searches.",
            footerHeading = "%nExample:%n",
            footer = {"  history"})
    static final class History implements Verb.Deed {
        @Override
        public int run(Shell shell) {
            int number = 1;
            for (String line : shell.screen().history()) {
                shell.screen().line("%5d  %s".formatted(number++, line));
            }
            return 0;
        }
    }

    /// `help`.
    @Command(
            name = "help",
            description = "Show all commands with an example, or all of one.",
            footerHeading = "%nExamples:%n",
            footer = {"  help get", "  help"})
    static final class Help implements Verb.Deed {
        @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "Which.")
        private @Nullable String verb;

        @Override
        public int run(Shell shell) throws Failure {
            if (verb != null) {
                Verbs.usage(Verbs.require(verb), shell);
                return 0;
            }
            for (Verbs.Entry entry : Verbs.ALL) {
                shell.screen().line("%-9s %s".formatted(entry.name(), entry.summary()));
                shell.screen().line("%-9s     %s".formatted("", entry.example()));
            }
            shell.screen().line("");
            shell.screen()
                    .line(
                            "; parts commands, & at the end sends one to the background, 'quotes'"
                                    + " and \\ keep blanks and *. 'help get' shows all options.");
            return 0;
        }
    }

    /// `quit`.
    @Command(
            name = "quit",
            description = {
                "End the shell.",
                "A script waits for its jobs first. At a terminal what goes on is kept in the queue"
                        + " for the next shell."
            },
            footerHeading = "%nExample:%n",
            footer = {"  quit"})
    static final class Quit implements Verb.Deed {
        @Override
        public int run(Shell shell) {
            shell.quit();
            return 0;
        }
    }
}
