package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// wget against `./ferry serve`.
@ExtendWith(Harbour.Pilot.class)
final class WgetIT {

    private final Harbour harbour;
    private final Harbour.Berth berth;
    private final Path here;
    private final Path remote;

    WgetIT(Harbour harbour, @TempDir Path here) {
        Stranger.WGET.require();
        this.harbour = harbour;
        this.here = here;
        berth = harbour.four();
        remote = harbour.folder(berth);
    }

    @Test
    void fetchesATree() {
        Path tree = Trees.tree(remote.resolve("tree"), 100);
        wget("download of a tree", "-r", "-nH", "--cut-dirs=1", url("tree/"));
        assertThat(Trees.below(here.resolve("tree"))).isEqualTo(Trees.below(tree));
    }

    @Test
    void fetchesATreeByConnectionsThatTheServerOpens() {
        Path tree = Trees.tree(remote.resolve("tree"), 30);
        wget("download, active", "--no-passive-ftp", "-r", "-nH", "--cut-dirs=1", url("tree/"));
        assertThat(Trees.below(here.resolve("tree"))).isEqualTo(Trees.below(tree));
    }

    @Test
    void goesOnWithADownload() throws IOException {
        Path file = Trees.file(remote.resolve("a.bin"), 5_000_011);
        try (var in = Files.newInputStream(file)) {
            Files.write(here.resolve("a.bin"), in.readNBytes(1_000_001));
        }
        assertThat(wget("resumed download", "-c", url("a.bin"))).contains("REST 1000001");
        assertThat(Trees.hash(here.resolve("a.bin"))).isEqualTo(Trees.hash(file));
    }

    @Test
    void fetchesOnlyWhatIsNewer() throws IOException {
        Path file = Trees.text(remote.resolve("a"), "12345");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-02-29T12:34:56Z")));
        wget("download if newer", "-N", url("a"));
        assertThat(here.resolve("a")).hasContent("12345");
        assertThat(wget("download if newer", "-N", url("a"))).contains("not retrieving");
    }

    @Test
    void fetchesByPattern() {
        for (String name : List.of("a.txt", "b.txt", "c.bin")) Trees.file(remote.resolve(name), 99);
        wget("download by pattern", url("*.txt"));
        assertThat(Trees.below(here).keySet()).containsExactly("/", "a.txt", "b.txt");
    }

    @Test
    void speaksIp6() {
        Harbour.Berth six = harbour.six();
        Path there = harbour.folder(six);
        Path tree = Trees.tree(there.resolve("tree"), 20);
        wget(
                "download, IPv6",
                "-6",
                "-r",
                "-nH",
                "--cut-dirs=1",
                six.url("/" + there.getFileName() + "/tree/"));
        assertThat(Trees.below(here.resolve("tree"))).isEqualTo(Trees.below(tree));
    }

    private String url(String path) {
        return berth.url("/" + remote.getFileName() + "/" + path);
    }

    private String wget(String task, String... arguments) {
        var words =
                new ArrayList<>(
                        List.of(
                                "-S",
                                "--tries=1",
                                "--timeout=60",
                                "--ftp-user=" + Harbour.USER,
                                "--ftp-password=" + Harbour.PASSWORD));
        words.addAll(List.of(arguments));
        String output = Stranger.WGET.run(here, words).ok();
        harbour.did("wget", task);
        return output;
    }
}
