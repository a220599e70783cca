package dev.ferry.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./ferry audit` over a log that is many times as large as its heap: 1 GB at full size.
final class BigAuditIT {

    private static final long BYTES = Settings.sized(64L << 20, 1L << 30);

    /// A sixteenth of that at full size. With less than 16 MB Java itself hardly gets on.
    private static final String HEAP = "-Xmx" + Math.max(16, BYTES >> 24) + "m";

    private static final int USERS = 1_000;

    @Test
    void aLogIsReadWithAHeapThatIsMuchSmaller(@TempDir Path data) throws IOException {
        long lines = write(Files.createDirectories(data.resolve("audit")));
        String last = path(lines - 1);

        assertThat(audit(data, "--path", last)).hasLineCount(2).contains(last); // and the headings
        String user = audit(data, "--user", "user7", "--json");
        assertThat(user.lines().count()).isEqualTo((lines - 8) / USERS + 1);
        assertThat(user.lines()).allMatch(line -> line.contains("\"account\":\"user7\""));
        assertThat(audit(data, "-n", "3", "--outcome", "ok", "--json")).hasLineCount(3);
        assertThat(audit(data, "--event", "delete", "--json")).isEmpty();
    }

    private static String audit(Path data, String... filter) {
        var words = new String[filter.length + 3];
        words[0] = "audit";
        words[1] = "--data";
        words[2] = data.toString();
        System.arraycopy(filter, 0, words, 3, filter.length);
        FerryProcess.Outcome outcome =
                FerryProcess.ferryWith(Map.of("FERRY_JAVA_OPTS", HEAP), "", words);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }

    /// In one file, as a log that is not rotated.
    ///
    /// @return how many lines
    private static long write(Path folder) throws IOException {
        long lines = 0;
        long bytes = 0;
        try (OutputStream out =
                new BufferedOutputStream(
                        Files.newOutputStream(folder.resolve("audit-000001-20261101.jsonl")),
                        1 << 20)) {
            while (bytes < BYTES) {
                byte[] line = line(lines).getBytes(US_ASCII);
                out.write(line);
                bytes += line.length;
                lines++;
            }
        }
        return lines;
    }

    private static String line(long number) {
        return "{\"time\":\""
                + Instant.ofEpochSecond(1_793_491_200 + number / 20)
                + "\",\"event\":\"upload\",\"outcome\":\"ok\",\"session\":\"ftp-"
                + number % 10_000
                + "\",\"account\":\"user"
                + number % USERS
                + "\",\"address\":\"203.0.113."
                + number % 256
                + "\",\"path\":\""
                + path(number)
                + "\",\"offset\":0,\"bytes\":1000,\"ms\":3,\"size\":1000}\n";
    }

    private static String path(long number) {
        return "/in/" + (100_000_000 + number) + ".csv";
    }
}
