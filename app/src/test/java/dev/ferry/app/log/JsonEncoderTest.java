package dev.ferry.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.ferry.core.work.OnBehalf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class JsonEncoderTest {

    private static LoggingEvent event(String message, Throwable thrown) {
        var logger = new LoggerContext().getLogger("dev.ferry.server.ftp.Session");
        var event = new LoggingEvent("", logger, Level.WARN, message, thrown, null);
        event.setInstant(Instant.parse("2026-11-21T10:00:00.123456Z"));
        return event;
    }

    @Test
    void oneHappeningIsOneLineWhateverItsTextHolds() throws IOException {
        String message = "first\r\nsecond \u001b[0m <img onerror=x> \u202e \"q\" \\ \ud83d\ude00";
        var thrown = new IOException("a\nb", new Error("why"));
        byte[] bytes = new JsonEncoder().encode(event(message + "\ud800", thrown));
        String line = new String(bytes, StandardCharsets.UTF_8);
        assertThat(line).endsWith("}\n").doesNotContain("<").doesNotContain("\u202e");
        assertThat(line.strip().chars()).noneMatch(c -> c < 0x20);
        var facts = JSON.std.mapFrom(line);
        assertThat(facts)
                .containsEntry("time", "2026-11-21T10:00:00.123Z")
                .containsEntry("level", "WARN")
                .containsEntry("logger", "Session")
                .containsEntry("message", message + "\ufffd")
                .doesNotContainKey("session");
        assertThat(String.valueOf(facts.get("error"))).contains("a\nb", "java.lang.Error: why");
    }

    @Test
    void eachLineSaysWhoseSessionItIsAbout() {
        var lines = new AtomicReference<>("");
        OnBehalf.of(
                "ftp-17",
                () -> {
                    var json = new JsonEncoder().encode(event("closed", new Error()));
                    var text = new OneLineEncoder().encode(event("closed", new Error()));
                    lines.set(
                            new String(json, StandardCharsets.UTF_8)
                                    + new String(text, StandardCharsets.UTF_8));
                });
        assertThat(lines.get()).contains("\"session\":\"ftp-17\"", "WARN Session: ftp-17: closed");
    }
}
