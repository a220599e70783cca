package dev.ferry.app;

import dev.ferry.app.audit.AuditCommand;
import dev.ferry.app.bans.BansCommand;
import dev.ferry.app.bookmark.SiteCommand;
import dev.ferry.app.cli.Complaint;
import dev.ferry.app.cli.OneLine;
import dev.ferry.app.config.ConfigCommand;
import dev.ferry.app.serve.CertCommand;
import dev.ferry.app.serve.HostKeyCommand;
import dev.ferry.app.serve.Serve;
import dev.ferry.app.sessions.SessionsCommand;
import dev.ferry.app.shell.ShellCommand;
import dev.ferry.app.transfer.Cat;
import dev.ferry.app.transfer.ConnectOptions;
import dev.ferry.app.transfer.Df;
import dev.ferry.app.transfer.Du;
import dev.ferry.app.transfer.ErrorEvent;
import dev.ferry.app.transfer.Find;
import dev.ferry.app.transfer.Get;
import dev.ferry.app.transfer.Hash;
import dev.ferry.app.transfer.Ls;
import dev.ferry.app.transfer.Mirror;
import dev.ferry.app.transfer.Mkdir;
import dev.ferry.app.transfer.Mv;
import dev.ferry.app.transfer.Put;
import dev.ferry.app.transfer.Rm;
import dev.ferry.app.transfer.Sync;
import dev.ferry.app.user.UserCommand;
import dev.ferry.app.why.WhyCommand;
import java.io.PrintWriter;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// `ferry`. Whatever goes wrong is one line on standard error and an exit code; a stack trace only
/// where `FERRY_DEBUG` is set.
@Command(
        name = "ferry",
        description = "Moves files: whole, or not at all.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = VersionCommand.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it could not be done; the line on standard error says why",
            "2:a wrong option, argument or setting",
            "3 to 130:of the client's commands; each lists them at --help"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry serve                 serve files; the first start prints a password",
            "  ferry user add anna         add an account, also while the server runs",
            "  ferry get ftp://host/file   fetch a file from any server; sftp:// too",
            "  ferry shell ftp://host      a prompt on it, with completion and jobs",
            "  ferry mirror photos URL     make a folder there like one here",
            "  ferry help user add         what a command takes"
        })
public final class Main implements Runnable {

    /// In the order in which help shows them.
    private static final List<Map.Entry<String, Class<?>>> COMMANDS =
            List.of(
                    Map.entry("serve", Serve.class),
                    Map.entry("ls", Ls.class),
                    Map.entry("get", Get.class),
                    Map.entry("put", Put.class),
                    Map.entry("cat", Cat.class),
                    Map.entry("rm", Rm.class),
                    Map.entry("mv", Mv.class),
                    Map.entry("mkdir", Mkdir.class),
                    Map.entry("hash", Hash.class),
                    Map.entry("du", Du.class),
                    Map.entry("df", Df.class),
                    Map.entry("find", Find.class),
                    Map.entry("mirror", Mirror.class),
                    Map.entry("sync", Sync.class),
                    Map.entry("shell", ShellCommand.class),
                    Map.entry("site", SiteCommand.class),
                    Map.entry("user", UserCommand.class),
                    Map.entry("why", WhyCommand.class),
                    Map.entry("sessions", SessionsCommand.class),
                    Map.entry("audit", AuditCommand.class),
                    Map.entry("bans", BansCommand.class),
                    Map.entry("config", ConfigCommand.class),
                    Map.entry("cert", CertCommand.class),
                    Map.entry("host-key", HostKeyCommand.class),
                    Map.entry("version", VersionCommand.class),
                    Map.entry("help", Help.class));

    @Spec private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Say what runs on what.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean version;

    public static void main(String[] args) {
        System.exit(
                run(
                        new PrintWriter(System.out, true, System.out.charset()),
                        new PrintWriter(System.err, true, System.err.charset()),
                        args));
    }

    /// @return the exit code
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        int code =
                commands(args)
                        .setExpandAtFiles(false) // a name may begin with @
                        .setOut(out)
                        .setErr(err)
                        .setParameterExceptionHandler((e, _) -> misused(err, e))
                        .setExecutionExceptionHandler((e, command, _) -> failed(command, e))
                        .execute(args);
        out.flush();
        return code;
    }

    /// The command that `args` begin with, alone: to read what all of them take costs more than
    /// most of them do. All, where they begin with none that needs no other.
    public static CommandLine commands(String... args) {
        var line = new CommandLine(new Main());
        String first = args.length == 0 || args[0].equals("help") ? "" : args[0];
        boolean known = COMMANDS.stream().anyMatch(each -> each.getKey().equals(first));
        for (Map.Entry<String, Class<?>> each : COMMANDS) {
            if (!known || each.getKey().equals(first)) {
                line.addSubcommand(each.getKey(), each.getValue());
            }
        }
        return line;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int misused(PrintWriter err, ParameterException e) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        var complaint = Complaint.of(e);
        say(err, complaint.line() + "; see '" + name + " --help'");
        return complaint.exitCode();
    }

    private static int failed(CommandLine command, Exception e) {
        PrintWriter err = command.getErr();
        if (System.getenv("FERRY_DEBUG") != null) e.printStackTrace(err);
        var complaint = Complaint.of(e);
        if (isJson(command)) command.getOut().println(ErrorEvent.of(e));
        else say(err, complaint.line());
        return complaint.exitCode();
    }

    /// Of the client's commands; where others have such an option it is about what they print.
    private static boolean isJson(CommandLine command) {
        OptionSpec option = command.getCommandSpec().findOption("--json");
        return option != null
                && option.userObject() instanceof Field field
                && field.getDeclaringClass() == ConnectOptions.class
                && option.<Boolean>getValue();
    }

    private static void say(PrintWriter err, String why) {
        err.println("ferry: " + OneLine.of(why));
        err.flush();
    }
}
