package dev.ferry.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OneLineEncoderTest {

    @Test
    @DisplayName("CR, LF, NUL, IAC injection: log")
    void oneHappeningIsOneLineWhateverItsTextHolds() {
        String line = line("first\nsecond \u001b[0m", new IOException("a\r\nb", new Error("why")));
        assertThat(line)
                .startsWith("2026-11-21T10:00:00.123Z WARN Some: first\\nsecond \\u001b[0m | ")
                .contains("java.io.IOException: a\\r\\nb", "java.lang.Error: why")
                .endsWith("\n");
        assertThat(line.lines()).hasSize(1);
    }

    private static String line(String message, Throwable thrown) {
        var logger = new LoggerContext().getLogger("dev.ferry.Some");
        var event = new LoggingEvent("", logger, Level.WARN, message, thrown, null);
        event.setInstant(Instant.parse("2026-11-21T10:00:00.123456Z"));
        return new String(new OneLineEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
