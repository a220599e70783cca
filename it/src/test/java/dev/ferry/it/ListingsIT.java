package dev.ferry.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Folders with very many entries, listed by a server that has next to no memory for them.
@ExtendWith(Harbour.Pilot.class)
final class ListingsIT {

    private static final Map<String, String> LITTLE_MEMORY = Map.of("FERRY_JAVA_OPTS", "-Xmx64m");
    private static final String PREFIX = "an-entry-of-a-very-large-folder-";

    private final Harbour harbour;
    private final Path here;

    ListingsIT(Harbour harbour, @TempDir Path here) {
        this.harbour = harbour;
        this.here = here;
    }

    @Test
    void everyEntryOfALargeFolderIsListedOnce() throws IOException {
        int entries = Settings.sized(10_000, 100_000);
        try (var berth = Harbour.Berth.of(() -> FerryProcess.serveWith(LITTLE_MEMORY))) {
            fill(berth.home().resolve("large"), entries);
            for (String verb : new String[] {"MLSD", "LIST", "NLST"}) {
                assertThat(list(berth, verb, entries)).as(verb).isEqualTo(entries);
                harbour.did("raw", verb + " of " + entries + " entries");
            }
            Stranger.LFTP.require();
            for (String mode : new String[] {"yes", "no"}) {
                Stream<String> lines =
                        Stranger.LFTP
                                .run(
                                        here,
                                        "-c",
                                        "set ftp:ssl-allow no; set ftp:use-mlsd "
                                                + mode
                                                + "; open "
                                                + berth.fullUrl("/large")
                                                + "; cls -1")
                                .ok()
                                .lines();
                assertThat(lines.distinct()).hasSize(entries);
                harbour.did("lftp", "cls of " + entries + " entries");
            }
        }
    }

    /// Its names alone are more than the memory there is.
    @Test
    @DisplayName("recursion, huge listings: memory")
    void aListingNeedsNoMemoryForItsEntries() throws IOException {
        int entries = Settings.sized(50_000, 1_000_000);
        try (var berth = Harbour.Berth.of(() -> FerryProcess.serveWith(LITTLE_MEMORY))) {
            fill(berth.home().resolve("large"), entries);
            assertThat(list(berth, "MLSD", entries)).isEqualTo(entries);
            harbour.did("raw", "MLSD of " + entries + " entries in 64 MB");
            assertThat(berth.ferry().log()).noneMatch(line -> line.contains("OutOfMemory"));
        }
    }

    /// STAT is answered at once, other replies in their order: a listing that were over would have
    /// said so before.
    @Test
    void theFirstLineComesWhileTheRestIsStillToCome() throws IOException {
        int entries = Settings.sized(50_000, 1_000_000);
        Harbour.Berth berth = harbour.four();
        Path remote = harbour.folder(berth);
        fill(remote, entries);
        try (var client = RawFtp.to(berth.ferry().address(), Harbour.USER, Harbour.PASSWORD);
                RawFtp.Data data = client.extended(4096)) {
            client.say(150, "MLSD /" + remote.getFileName());
            var lines =
                    new BufferedReader(
                            new InputStreamReader(data.socket().getInputStream(), UTF_8), 512);
            assertThat(lines.readLine()).contains("type=cdir");
            assertThat(lines.readLine()).contains(PREFIX);
            client.say(211, "STAT");
            data.socket().setReceiveBufferSize(1 << 20);
            assertThat(lines.lines().count()).isEqualTo(entries - 1);
            client.reply(226);
        }
        harbour.did("raw", "MLSD of " + entries + " entries, line by line");
    }

    private static void fill(Path folder, int entries) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < entries; i++) Files.createFile(folder.resolve(PREFIX + i));
    }

    /// How many different entries come; none must come twice, and nothing else.
    private static int list(Harbour.Berth berth, String verb, int entries) throws IOException {
        var seen = new BitSet(entries);
        try (var client = RawFtp.to(berth.ferry().address(), Harbour.USER, Harbour.PASSWORD);
                RawFtp.Data data = client.extended()) {
            client.say(150, verb + " /large");
            var lines =
                    new BufferedReader(
                            new InputStreamReader(data.socket().getInputStream(), UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains("type=cdir;")) continue;
                int number = Integer.parseInt(line.substring(line.lastIndexOf('-') + 1));
                if (!line.endsWith(PREFIX + number) || seen.get(number)) {
                    throw new AssertionError("not an entry, or twice: " + line);
                }
                seen.set(number);
            }
            client.reply(226);
        }
        return seen.cardinality();
    }
}
