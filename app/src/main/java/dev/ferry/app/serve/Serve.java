package dev.ferry.app.serve;

import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.Config;
import dev.ferry.app.config.Keys;
import dev.ferry.app.config.ListenOptions;
import dev.ferry.app.log.LogSetup;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `ferry serve`.
@Command(
        name = "serve",
        description = {
            "Serve files until told to stop (SIGTERM, or Ctrl-C).",
            "Makes the data folder where it is missing, and on the first start an account 'admin',"
                    + " whose password is printed once. A line that begins with 'ferry ready'"
                    + " says that clients can connect."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry serve",
            "  ferry serve --data /srv/ferry --ftp-port 21 --passive-ports 50000-50100",
            "  ferry serve --config /etc/ferry.yaml --bind 127.0.0.1"
        })
public final class Serve implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private final ListenOptions options = new ListenOptions();

    @Override
    public Integer call() throws Exception {
        Config config = Config.of(options.settings());
        if (config.ftp().isEmpty() && config.sftp().isEmpty()) {
            throw Problem.usage(
                    "every port is off, so nobody could connect; set --ftp-port or --sftp-port");
        }
        LogSetup.say(
                config.logLevel().name(),
                config.logRooms(),
                config.logFormat() == Keys.LogFormat.JSON);
        var server = Server.start(config, spec.commandLine().getOut());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        server.sayReady();
        Thread.currentThread().join(); // until the hook halts the process
        return 0;
    }

    /// Ends the process with 0 where it was told to end: the system's own code would be 143.
    private static void stop(Server server) {
        int code = 0;
        try {
            server.close();
        } catch (Exception e) {
            System.getLogger(Serve.class.getName())
                    .log(System.Logger.Level.ERROR, "not stopped in good order", e);
            code = Problem.FAILED;
        } finally {
            Runtime.getRuntime().halt(code);
        }
    }
}
