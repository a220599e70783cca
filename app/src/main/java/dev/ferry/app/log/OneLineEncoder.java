package dev.ferry.app.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.ferry.app.cli.OneLine;
import dev.ferry.core.work.OnBehalf;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Time (UTC), level, logger, session and message in one line, whatever the message holds; an
/// exception's causes and frames stand behind it in the same line.
final class OneLineEncoder extends EncoderBase<ILoggingEvent> {

    /// Frames shown of each exception.
    private static final int FRAMES = 8;

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new StringBuilder(160);
        String message = String.valueOf(event.getFormattedMessage());
        line.append(event.getInstant().truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(event.getLevel())
                .append(' ')
                .append(room(event))
                .append(": ");
        OnBehalf.session()
                .filter(session -> !message.contains(session))
                .ifPresent(session -> line.append(session).append(": "));
        line.append(OneLine.of(message));
        for (@Nullable IThrowableProxy thrown = event.getThrowableProxy();
                thrown != null;
                thrown = thrown.getCause()) {
            line.append(" | ")
                    .append(thrown.getClassName())
                    .append(": ")
                    .append(OneLine.of(String.valueOf(thrown.getMessage())));
            StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
            for (int i = 0; i < frames.length && i < FRAMES; i++) {
                line.append(' ').append(frames[i].getSTEAsString());
            }
        }
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    static String room(ILoggingEvent event) {
        String logger = event.getLoggerName();
        return logger.substring(logger.lastIndexOf('.') + 1);
    }
}
