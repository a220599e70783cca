package dev.ferry.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Files larger than any buffer, and larger than 32 bits can count.
@ExtendWith(Harbour.Pilot.class)
final class BigFilesIT {

    private static final long FOUR_GIGABYTES = 1L << 32;
    private static final int BLOCK = 512;

    private final Harbour harbour;
    private final Harbour.Berth berth;
    private final Path here;
    private final Path remote;
    private final String url;

    BigFilesIT(Harbour harbour, @TempDir Path here) {
        Stranger.CURL.require();
        this.harbour = harbour;
        this.here = here;
        berth = harbour.four();
        remote = harbour.folder(berth);
        url = berth.url("/" + remote.getFileName() + "/");
    }

    @Test
    void aBigFileGoesUpAndDown() throws IOException {
        long bytes = Settings.sized(200_000_000L, 2_500_000_000L);
        Path file = Trees.file(here.resolve("big"), bytes);
        String hash = Trees.hash(file);
        curl("upload of " + bytes + " bytes", "-T", "big", url);
        assertThat(Trees.hash(remote.resolve("big"))).isEqualTo(hash);
        Files.delete(file);
        curl("download of " + bytes + " bytes", "-o", "big", url + "big");
        assertThat(Trees.hash(file)).isEqualTo(hash);
    }

    /// The file of four gigabytes is one hole. It stays one, and stays the same file: whoever
    /// copied it would fill the hole, read it, or come to another inode.
    @Test
    void appendingAFewBytesToAHugeFileTouchesTheFewBytesAlone() throws IOException {
        Path huge = remote.resolve("huge");
        try (var file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(FOUR_GIGABYTES);
        }
        Object inode = Files.getAttribute(huge, "unix:ino");
        Trees.text(here.resolve("more"), "tail");
        long movedBefore = movedByServer();

        curl("append to 4 GiB", "-a", "-T", "more", url + "huge");
        assertThat(tail(huge)).isEqualTo("tail");
        try (var client = RawFtp.to(berth.ferry().address(), Harbour.USER, Harbour.PASSWORD)) {
            client.say(250, "CWD /" + remote.getFileName());
            assertThat(client.size("huge")).isEqualTo(FOUR_GIGABYTES + 4);
            client.say(350, "REST " + (FOUR_GIGABYTES + 4));
            client.store("STOR huge", " end".getBytes(UTF_8));
        }

        assertThat(tail(huge)).isEqualTo("tail end");
        assertThat(Files.size(huge)).isEqualTo(FOUR_GIGABYTES + 8);
        assertThat(Files.getAttribute(huge, "unix:ino")).isEqualTo(inode);
        assertThat(onDisk(huge)).isLessThan(1 << 20);
        assertThat(movedByServer() - movedBefore).isLessThan(100L << 20);
        assertThat(curl("download from 4 GiB on", "-r", FOUR_GIGABYTES + "-", url + "huge"))
                .isEqualTo("tail end");
    }

    private static String tail(Path huge) throws IOException {
        try (var file = new RandomAccessFile(huge.toFile(), "r")) {
            file.seek(FOUR_GIGABYTES);
            byte[] tail = new byte[(int) (file.length() - FOUR_GIGABYTES)];
            file.readFully(tail);
            return new String(tail, UTF_8);
        }
    }

    /// What the file takes up, in bytes.
    private long onDisk(Path file) {
        var blocks = Stranger.STAT.run(here, "-c", "%b", file.toString()).ok();
        return Long.parseLong(blocks.strip()) * BLOCK;
    }

    /// Bytes the server's process has read and written so far, from wherever.
    private long movedByServer() throws IOException {
        return Files.readAllLines(Path.of("/proc", "" + berth.ferry().pid(), "io")).stream()
                .filter(line -> line.startsWith("rchar: ") || line.startsWith("wchar: "))
                .mapToLong(line -> Long.parseLong(line.substring(7)))
                .sum();
    }

    private String curl(String task, String... arguments) {
        var words = new ArrayList<String>();
        words.addAll(List.of("-sS", "-u", Harbour.USER + ":" + Harbour.PASSWORD));
        words.addAll(List.of(arguments));
        String output = Stranger.CURL.run(here, words).ok();
        harbour.did("curl", task);
        return output;
    }
}
