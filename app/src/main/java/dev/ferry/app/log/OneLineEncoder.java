package dev.ferry.app.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.ferry.app.cli.OneLine;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Time (UTC), level, logger and message in one line, whatever the message holds; an exception's
/// causes and frames stand behind it in the same line.
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
        line.append(event.getInstant().truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(event.getLevel())
                .append(' ')
                .append(shortName(event.getLoggerName()))
                .append(": ")
                .append(OneLine.of(String.valueOf(event.getFormattedMessage())));
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

    private static String shortName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }
}
