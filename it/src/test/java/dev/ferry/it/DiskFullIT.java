package dev.ferry.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.it.RawFtp.Data;
import dev.ferry.it.RawFtp.Reply;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A home on a disk of its own that is too small: 452, the old file stays, and the room that the
/// upload took is given back. Where this user may not mount a disk in memory, says so and is
/// skipped.
final class DiskFullIT {

    private static final int DISK = 2 << 20;
    private static final int TOO_LARGE = 4 << 20;

    @SuppressWarnings("NullAway.Init")
    private Path disk;

    @SuppressWarnings("NullAway.Init")
    private FerryProcess ferry;

    @SuppressWarnings("NullAway.Init")
    private RawFtp client;

    private final byte[] old = bytes(300_000);
    private Path file = Path.of("");
    private long free;

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void start() throws Exception {
        disk = Files.createTempDirectory("ferry-it-disk");
        String refusal = run("mount", "-t", "tmpfs", "-o", "size=" + DISK, "tmpfs", disk + "");
        if (!refusal.isEmpty()) {
            Files.delete(disk);
            System.out.println("disk full: SKIPPED, no disk can be mounted here: " + refusal);
            Assumptions.abort(refusal);
        }
        Path home = Files.createDirectory(disk.resolve("home"));
        file = home.resolve("old");
        Files.write(file, old);
        ferry = FerryProcess.serve();
        ferry.addUser("anna", "anna's secret", "--home", home.toString());
        client = new Login("anna", "anna's secret").at(ferry);
        client.store("STOR /warm", bytes(10)); // the stage is made by the first upload
        client.say(250, "DELE /warm");
        free = free();
    }

    @AfterEach
    void stop() throws Exception {
        if (ferry == null) return;
        client.close();
        ferry.close();
        assertThat(run("umount", disk.toString())).isEmpty();
        Files.delete(disk);
    }

    /// @return what it complained about; empty where it did it
    private static String run(String... line) throws IOException, InterruptedException {
        var process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        return process.waitFor() == 0 ? "" : said.isEmpty() ? "no reason given" : said;
    }

    private long free() throws IOException {
        return Files.getFileStore(disk).getUnallocatedSpace();
    }

    private Reply tooMuch(String verb, int size) throws IOException {
        try (Data data = client.extended()) {
            client.say(150, verb);
            data.write(bytes(size));
        } catch (SocketException _) {
            // hung up on in the middle: what the reply says counts
        }
        return client.reply();
    }

    private void requireRefusedAndAsBefore(Reply reply, List<String> names) throws IOException {
        assertThat(reply.code()).as(reply.text()).isEqualTo(452);
        assertThat(reply.sentence()).contains("space");
        assertThat(Files.readAllBytes(file)).isEqualTo(old);
        assertThat(client.fetch("/old")).isEqualTo(old);
        assertThat(client.names("/")).isEqualTo(names);
        assertThat(free()).as("free bytes").isEqualTo(free);
        byte[] small = bytes(1000);
        client.store("STOR /small", small);
        assertThat(client.fetch("/small")).isEqualTo(small);
    }

    @Test
    void anUploadOverAFileThatDoesNotFitIsRefusedAndTheOldFileStays() throws IOException {
        requireRefusedAndAsBefore(tooMuch("STOR /old", TOO_LARGE), List.of("old"));
    }

    @Test
    void anUploadOfANewNameThatDoesNotFitIsRefusedAndNothingIsKept() throws IOException {
        requireRefusedAndAsBefore(tooMuch("STOR /new", TOO_LARGE), List.of("old"));
    }

    @Test
    void anAppendThatDoesNotFitIsRefusedAndTheOldFileStays() throws IOException {
        requireRefusedAndAsBefore(tooMuch("APPE /old", TOO_LARGE), List.of("old"));
    }

    @Test
    void anAppendThatFitsOnlyBesideTheFileIsRefusedAndTheOldFileStays() throws IOException {
        requireRefusedAndAsBefore(tooMuch("APPE /old", 1 << 20), List.of("old"));
    }

    @Test
    void aResumeInsideAFileThatDoesNotFitIsRefusedAndTheOldFileStays() throws IOException {
        client.say(350, "REST 200000");
        requireRefusedAndAsBefore(tooMuch("STOR /old", TOO_LARGE), List.of("old"));
    }
}
