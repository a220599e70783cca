package dev.ferry.app.shell;

import dev.ferry.app.cli.OwnerOnly;
import dev.ferry.app.cli.Questions;
import dev.ferry.app.shell.line.Line;
import dev.ferry.app.shell.line.Statement;
import dev.ferry.app.shell.line.Word;
import dev.ferry.app.shell.verb.Completion;
import dev.ferry.app.shell.verb.Screen;
import dev.ferry.app.shell.verb.Shell;
import dev.ferry.app.transfer.ConnectOptions;
import dev.ferry.client.failure.Failure;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry shell`.
@Command(
        name = "shell",
        description = {
            "Work on a server by commands, as ftp and lftp do.",
            "At a terminal Tab completes commands, options and names here and there, & sends a"
                    + " transfer to the background, and 'help' shows everything. Otherwise standard"
                    + " input is a script: it ends at the first command that fails, with that"
                    + " command's code, unless 'set on-error continue' was said."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry shell ftp://anna@files.example/photos",
            "  ferry shell -c 'cd in; mput *.csv' ftp://anna@files.example",
            "  ferry shell ftp://anna@files.example < nightly.txt"
        })
public final class ShellCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "SITE",
            description = "Where to begin: a URL, a host or a bookmark.")
    private @Nullable String site;

    @Option(
            names = {"-c", "--command"},
            paramLabel = "COMMANDS",
            description = "Do these, parted by ;, and end (may be repeated).")
    private List<String> commands = List.of();

    @Mixin private final ConnectOptions options = new ConnectOptions();

    @Override
    public Integer call() throws IOException {
        if (options.isJson()) {
            throw new Failure.Usage("--json: the shell speaks to people; other commands have it");
        }
        boolean scripted = !commands.isEmpty() || !isTerminal();
        return scripted ? script() : converse();
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    /// Where bookmarks, history and the queue are kept.
    private static Path home() {
        return Path.of(System.getProperty("user.home"), ".ferry");
    }

    private static Path here() {
        return Path.of("").toAbsolutePath();
    }

    private int script() throws IOException {
        // A script's lines are no answers.
        Questions questions = commands.isEmpty() ? NOBODY : Questions.console();
        var screen =
                new ScriptScreen(
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr(),
                        System.out,
                        questions,
                        options.isQuiet());
        try (var shell = new Shell(options, screen, home(), here())) {
            if (!begin(shell)) return shell.exitCode();
            if (commands.isEmpty()) {
                var lines =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8));
                follow(shell, lines.lines().iterator());
            } else {
                follow(shell, commands.iterator());
            }
            shell.finish();
            return shell.exitCode();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 130;
        } catch (UncheckedIOException e) {
            throw Failure.LocalTrouble.of("standard input", Objects.requireNonNull(e.getCause()));
        }
    }

    private static final Questions NOBODY =
            new Questions() {
                @Override
                public Optional<String> answer(String question) {
                    return Optional.empty();
                }

                @Override
                public Optional<String> secret(String question) {
                    return Optional.empty();
                }
            };

    /// @return whether the shell is where it was told to begin
    private boolean begin(Shell shell) {
        if (site == null) return true;
        var open = new Statement(List.of(new Word("open"), Word.literal(site)), false);
        return shell.execute(open) == 0;
    }

    /// Does what the lines say, up to the first that fails.
    private static void follow(Shell shell, Iterator<String> lines) {
        while (lines.hasNext() && !shell.isOver()) {
            if (!follow(shell, lines.next()) && shell.settings().isStoppedByErrors()) return;
        }
    }

    /// @return whether all of the line was done
    private static boolean follow(Shell shell, String line) {
        List<Statement> statements;
        try {
            statements = Line.parse(line);
        } catch (Failure e) {
            shell.misunderstood(e);
            return false;
        }
        for (Statement statement : statements) {
            if (shell.isOver()) return true;
            boolean done = shell.execute(statement) == 0;
            if (!done && shell.settings().isStoppedByErrors()) return false;
        }
        return true;
    }

    private int converse() throws IOException {
        Path home = home();
        Path history = home.resolve("history");
        Files.createDirectories(home, OwnerOnly.folder(home));
        try {
            Files.createFile(history, OwnerOnly.file(history));
        } catch (FileAlreadyExistsException _) {
            // of another day
        }
        Terminal terminal = SystemTerminal.open();
        try (var screen = new TerminalScreen(terminal, history, options.isQuiet());
                var shell = new Shell(options, screen, home, here())) {
            screen.begin(shell::status, new Completion(shell));
            begin(shell);
            while (!shell.isOver()) {
                Optional<String> typed = screen.read();
                if (typed.isEmpty()) break;
                // What is pasted may be several lines.
                typed.get()
                        .lines()
                        .forEach(line -> {
                            if (!shell.isOver()) typed(shell, line);
                        });
            }
            farewell(shell, screen);
        }
        return 0;
    }

    /// At a terminal the rest of a line is left where something of it fails.
    private static void typed(Shell shell, String line) {
        try {
            for (Statement statement : Line.parse(line)) {
                if (shell.isOver() || shell.execute(statement) != 0) return;
            }
        } catch (Failure e) {
            shell.misunderstood(e);
        }
    }

    private static void farewell(Shell shell, Screen screen) {
        int kept = shell.queue().keptJobs();
        if (kept > 0) {
            screen.note(
                    kept
                            + (kept == 1 ? " job is kept" : " jobs are kept")
                            + "; in the next shell 'queue start' goes on");
        } else if (shell.isBusy()) {
            screen.note("what was going on is cancelled; what has arrived is kept");
        }
    }
}
