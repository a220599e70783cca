package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Options, globs and recursion in listings, as strangers ask for them: in a tree with odd names.
@ExtendWith(Harbour.Pilot.class)
final class ListStrangersIT {

    private final Harbour harbour;
    private final Harbour.Berth berth;
    private final Path here;
    private final Path remote;

    ListStrangersIT(Harbour harbour, @TempDir Path here) throws IOException {
        this.harbour = harbour;
        this.here = here;
        berth = harbour.four();
        remote = harbour.folder(berth);
        for (String folder : List.of("d/e", "s p", "-dash", "empty", "x: y")) {
            Files.createDirectories(remote.resolve(folder));
        }
        int length = 0;
        for (String file :
                List.of(
                        "a.txt",
                        "b c.txt",
                        "z.bin",
                        ".dot",
                        "[1].txt",
                        "total 4",
                        "d/e/deep.txt",
                        "s p/ü.txt",
                        "-dash/-la",
                        "x: y/z:")) {
            Trees.text(remote.resolve(file), "x".repeat(++length));
        }
    }

    @Test
    void lftpListsInOrderAndRecursively() {
        Stranger.LFTP.require();
        assertThat(lftp("ls -lSr", "ls -lSr *.txt").lines().map(ListStrangersIT::last))
                .containsExactly("a.txt", "c.txt", "[1].txt");
        assertThat(lftp("ls -la", "ls -la").lines().map(ListStrangersIT::last))
                .contains(".dot", "a.txt", "d", "[1].txt")
                .hasSize(11);
        assertThat(lftp("ls -R", "ls -R").lines())
                .contains(".:", "./d:", "./d/e:", "./s p:", "./-dash:", "./x: y:")
                .anyMatch(line -> line.endsWith(" deep.txt"))
                .anyMatch(line -> line.endsWith(" z:"))
                .hasSize(16 + 7 + 6);
        assertThat(lftp("nlist", "nlist *.txt").lines())
                .containsExactlyInAnyOrder("a.txt", "b c.txt", "[1].txt");
    }

    @Test
    void lftpFetchesWhatAGlobMatches() {
        Stranger.LFTP.require();
        lftp("mget", "mget *.txt");
        assertThat(Trees.below(here))
                .containsKeys("a.txt", "b c.txt", "[1].txt")
                .doesNotContainKeys("z.bin", ".dot", "total 4");
        lftp("mirror", "mirror . all");
        assertThat(Trees.below(here.resolve("all"))).isEqualTo(Trees.below(remote));
    }

    @Test
    void curlListsNames() {
        Stranger.CURL.require();
        assertThat(curl("curl -l", "-l").lines())
                .containsExactlyInAnyOrder(
                        "a.txt", "b c.txt", "z.bin", ".dot", "[1].txt", "total 4", "d", "s p",
                        "-dash", "empty", "x: y");
        assertThat(curl("NLST of a glob", "-X", "NLST *.txt").lines())
                .containsExactlyInAnyOrder("a.txt", "b c.txt", "[1].txt");
        assertThat(curl("NLST of a glob without a match", "-X", "NLST *.zip")).isEmpty();
        assertThat(curl("NLST -R", "-X", "NLST -R").lines())
                .contains("d/e/deep.txt", "s p/ü.txt", "-dash/-la", "x: y/z:")
                .hasSize(16);
        assertThat(curl("LIST of a dash", "-X", "NLST -dash").lines()).containsExactly("-dash/-la");
    }

    @Test
    void wgetFetchesTheTree() {
        Stranger.WGET.require();
        Stranger.WGET
                .run(here, "-q", "-r", "-nH", berth.fullUrl("/" + remote.getFileName() + "/"))
                .ok();
        Map<String, String> came = Trees.below(here.resolve("" + remote.getFileName()));
        assertThat(came.keySet()).contains("a.txt", "[1].txt", "d/e/deep.txt", "-dash/-la");
        harbour.did("wget", "recursion");
    }

    private static String last(String line) {
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    private String lftp(String task, String command) {
        String output =
                Stranger.LFTP
                        .run(
                                here,
                                "-c",
                                "set cmd:fail-exit yes; set net:timeout 60; set net:max-retries 1;"
                                        + " set ftp:ssl-allow no; open "
                                        + berth.fullUrl("/" + remote.getFileName())
                                        + "; "
                                        + command)
                        .ok();
        harbour.did("lftp", task);
        return output;
    }

    private String curl(String task, String... arguments) {
        var words = new java.util.ArrayList<>(List.of("-sS"));
        words.addAll(List.of(arguments));
        words.add(berth.fullUrl("/" + remote.getFileName() + "/"));
        String output = Stranger.CURL.run(here, words).ok();
        harbour.did("curl", task);
        return output;
    }
}
