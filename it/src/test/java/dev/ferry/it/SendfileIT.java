package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What the kernel is asked to do for a download.
@ExtendWith(Harbour.Pilot.class)
final class SendfileIT {

    private static final int BYTES = 3_000_000;

    private final Harbour harbour;
    private final Path here;

    SendfileIT(Harbour harbour, @TempDir Path here) {
        Stranger.STRACE.require();
        this.harbour = harbour;
        this.here = here;
    }

    @Test
    void aPlainFileGoesOutBySendfile() throws Exception {
        Harbour.Berth berth = harbour.four();
        Path remote = harbour.folder(berth);
        Trees.file(remote.resolve("a.bin"), BYTES);
        List<String> calls =
                callsDuring(
                        berth,
                        client -> {
                            client.say(250, "CWD /" + remote.getFileName());
                            assertThat(client.fetch("a.bin")).hasSize(BYTES);
                        });
        long sent =
                calls.stream()
                        .filter(line -> line.contains("sendfile"))
                        .map(line -> line.substring(line.lastIndexOf("= ") + 2).strip())
                        .filter(result -> result.matches("[0-9]+"))
                        .mapToLong(Long::parseLong)
                        .sum();
        assertThat(sent).as(() -> String.join("\n", calls)).isEqualTo(BYTES);
        harbour.did("strace", "sendfile seen");
    }

    /// Something done by a client.
    private interface Errand {
        void run(RawFtp client) throws IOException;
    }

    /// The calls of sendfile while the errand is run.
    private List<String> callsDuring(Harbour.Berth berth, Errand errand) throws Exception {
        Path trace = here.resolve("trace");
        Path said = here.resolve("said");
        String pid = "" + berth.ferry().pid();
        Process strace =
                Stranger.STRACE.start(
                        here, said, "-f", "-e", "trace=sendfile", "-p", pid, "-o", "" + trace);
        try (var client = RawFtp.to(berth.ferry().address(), Harbour.USER, Harbour.PASSWORD)) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> !strace.isAlive() || Files.readString(said).contains("attached"));
            if (!strace.isAlive()) {
                // Where nobody may attach, nobody can look; that is the machine's choice.
                String why = Files.readString(said).strip();
                System.out.println("SKIPPED: strace may not attach here: " + why);
                org.junit.jupiter.api.Assumptions.abort(why);
            }
            errand.run(client);
        } finally {
            strace.destroy();
            strace.waitFor(1, TimeUnit.MINUTES);
        }
        try (Stream<String> lines = Files.lines(trace)) {
            return lines.toList();
        }
    }
}
