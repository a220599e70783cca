package dev.ferry.app.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/// What logback does, found by it as a service when the first line is logged: lines on standard
/// error, ours at the level asked for, those of libraries from warnings on.
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogSetup extends ContextAwareBase implements Configurator {

    private static final String OURS = "dev.ferry";
    private static final List<String> OF_SSH =
            List.of(
                    "org.apache.sshd",
                    OURS + ".server.sftp.SshTransport$Connection",
                    OURS + ".server.sftp.SshTransport$Channels",
                    OURS + ".server.sftp.SshTransport$Room",
                    OURS + ".server.sftp.SshTransport$Sessions",
                    OURS + ".server.sftp.SshTransport$NoForwarding",
                    OURS + ".server.sftp.SshSockets$Service",
                    OURS + ".server.sftp.SshSockets$Acceptor",
                    OURS + ".server.sftp.SshWire",
                    OURS + ".client.sftp");
    private static final String CONSOLE = "standard error";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        context.getStatusManager().add(new NopStatusListener());
        var encoder = new OneLineEncoder();
        encoder.setContext(context);
        encoder.start();
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setName(CONSOLE);
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console);
        // A client says what is wrong itself.
        for (String name : OF_SSH) context.getLogger(name).setLevel(Level.OFF);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /// How much of our own is said from now on, and how.
    ///
    /// @param level `INFO`, `DEBUG` and so on, for all that is ours
    /// @param rooms levels of parts of it, by their names below `dev.ferry`: `server.ftp`
    /// @param json whether a line is JSON
    public static void say(String level, Map<String, String> rooms, boolean json) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(OURS).setLevel(Level.toLevel(level));
        // What strangers send is no news, which is what this library makes of it, under the names
        // of
        // our classes that are made of its own, too.
        Level library = Level.toLevel(level).isGreaterOrEqual(Level.INFO) ? Level.OFF : Level.DEBUG;
        for (String name : OF_SSH) context.getLogger(name).setLevel(library);
        rooms.forEach(
                (room, its) -> context.getLogger(OURS + '.' + room).setLevel(Level.toLevel(its)));
        if (!json) return;
        var encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.start();
        var console = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender(CONSOLE);
        if (console instanceof ConsoleAppender<ILoggingEvent> appender) {
            appender.stop();
            appender.setEncoder(encoder);
            appender.start();
        }
    }
}
