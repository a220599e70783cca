package dev.ferry.app.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.ferry.app.cli.JsonLine;
import dev.ferry.core.work.OnBehalf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Each line of the log as JSON: `time`, `level`, `logger`, `session` where it is about one,
/// `message`, and `error` with the causes and frames of an exception.
final class JsonEncoder extends EncoderBase<ILoggingEvent> {

    /// Frames shown of each exception.
    private static final int FRAMES = 8;

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JsonLine.JSON.createGenerator(line)) {
            json.writeStartObject();
            text(json, "time", event.getInstant().truncatedTo(ChronoUnit.MILLIS).toString());
            text(json, "level", event.getLevel().toString());
            text(json, "logger", OneLineEncoder.room(event));
            Optional<String> session = OnBehalf.session();
            if (session.isPresent()) text(json, "session", session.get());
            text(json, "message", String.valueOf(event.getFormattedMessage()));
            if (event.getThrowableProxy() != null) {
                text(json, "error", error(event.getThrowableProxy()));
            }
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it is written into memory
        }
        return line.toByteArray();
    }

    private static String error(IThrowableProxy thrown) {
        var error = new StringBuilder();
        for (@Nullable IThrowableProxy one = thrown; one != null; one = one.getCause()) {
            if (!error.isEmpty()) error.append(" | ");
            error.append(one.getClassName()).append(": ").append(one.getMessage());
            var frames = one.getStackTraceElementProxyArray();
            for (int i = 0; i < frames.length && i < FRAMES; i++) {
                error.append(' ').append(frames[i].getSTEAsString());
            }
        }
        return error.toString();
    }

    private static void text(JsonGenerator json, String name, String text) throws IOException {
        json.writeStringField(name, JsonLine.whole(text));
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
