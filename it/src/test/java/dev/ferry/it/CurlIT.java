package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// curl against `./ferry serve`.
@ExtendWith(Harbour.Pilot.class)
final class CurlIT {

    private static final int FEW_MEGABYTES = 5_000_011;

    private final Harbour harbour;
    private final Harbour.Berth berth;
    private final Path remote;
    private final String url;
    private final Path here;

    CurlIT(Harbour harbour, @TempDir Path here) {
        Stranger.CURL.require();
        this.harbour = harbour;
        this.here = here;
        berth = harbour.four();
        remote = harbour.folder(berth);
        url = berth.url("/" + remote.getFileName() + "/");
    }

    @BeforeEach
    void nothingIsThereYet() {
        assertThat(Trees.below(remote)).hasSize(1);
    }

    @Test
    void uploadsAndDownloadsTheSameBytes() {
        Path file = Trees.file(here.resolve("a.bin"), FEW_MEGABYTES);
        curl("upload", "-T", "a.bin", url);
        assertThat(Trees.hash(remote.resolve("a.bin"))).isEqualTo(Trees.hash(file));
        curl("download", "-o", "b.bin", url + "a.bin");
        assertThat(Trees.hash(here.resolve("b.bin"))).isEqualTo(Trees.hash(file));
    }

    @Test
    void movesAnEmptyFile() throws IOException {
        Files.createFile(here.resolve("empty"));
        curl("upload of nothing", "-T", "empty", url);
        assertThat(remote.resolve("empty")).isEmptyFile();
        curl("download of nothing", "-o", "back", url + "empty");
        assertThat(here.resolve("back")).isEmptyFile();
    }

    @Test
    void appends() {
        Trees.text(remote.resolve("log"), "one\n");
        Trees.text(here.resolve("more"), "two\n");
        curl("append", "-a", "-T", "more", url + "log");
        assertThat(remote.resolve("log")).hasContent("one\ntwo\n");
        curl("append", "-a", "-T", "more", url + "new");
        assertThat(remote.resolve("new")).hasContent("two\n");
    }

    @Test
    void goesOnWithADownload() throws IOException {
        Path whole = Trees.file(remote.resolve("a.bin"), FEW_MEGABYTES);
        try (var in = Files.newInputStream(whole)) {
            Files.write(here.resolve("a.bin"), in.readNBytes(1_234_567));
        }
        curl("resumed download", "-C", "-", "-o", "a.bin", url + "a.bin");
        assertThat(Trees.hash(here.resolve("a.bin"))).isEqualTo(Trees.hash(whole));
    }

    @Test
    void goesOnWithAnUploadThatWasCut() throws Exception {
        Path file = Trees.file(here.resolve("a.bin"), FEW_MEGABYTES);
        Process slow =
                Stranger.CURL.start(
                        here,
                        auth("-s", "--limit-rate", "1M", "-T", "a.bin", url)
                                .toArray(String[]::new));
        awaitPartial("a.bin");
        slow.destroyForcibly();
        assertThat(slow.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(remote.resolve("a.bin")).doesNotExist();
        curl("resumed upload", "-C", "-", "-T", "a.bin", url);
        assertThat(Trees.hash(remote.resolve("a.bin"))).isEqualTo(Trees.hash(file));
    }

    /// Until the server has something of `name`, which only its own account can see.
    private void awaitPartial(String name) throws IOException {
        String path = "/" + remote.getFileName() + "/" + name;
        try (var watcher = RawFtp.to(berth.ferry().address(), Harbour.USER, Harbour.PASSWORD)) {
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            RawFtp.Reply reply;
            do {
                reply = watcher.say("SIZE " + path);
                assertThat(System.nanoTime()).isLessThan(deadline);
            } while (reply.code() != 213 || reply.sentence().equals("0"));
        }
    }

    @Test
    void goesOnWithAnUploadOntoTheBeginningOfIt() throws IOException {
        Path file = Trees.file(here.resolve("a.bin"), FEW_MEGABYTES);
        try (var in = Files.newInputStream(file)) {
            Files.write(remote.resolve("a.bin"), in.readNBytes(2_000_000));
        }
        curl("resumed upload", "-C", "-", "-T", "a.bin", url);
        assertThat(Trees.hash(remote.resolve("a.bin"))).isEqualTo(Trees.hash(file));
    }

    @Test
    void transfersByConnectionsThatTheServerOpens() {
        Path file = Trees.file(here.resolve("a.bin"), FEW_MEGABYTES);
        curl("upload, EPRT", "--ftp-port", "-", "-T", "a.bin", url);
        curl("download, EPRT", "--ftp-port", "-", "-o", "b.bin", url + "a.bin");
        curl("upload, PORT", "-P", "-", "--disable-eprt", "-T", "a.bin", url + "c.bin");
        curl("download, PORT", "-P", "-", "--disable-eprt", "-o", "d.bin", url + "c.bin");
        for (String copy : List.of("b.bin", "d.bin")) {
            assertThat(Trees.hash(here.resolve(copy))).isEqualTo(Trees.hash(file));
        }
    }

    @Test
    void transfersByPasvWhereEpsvIsOff() {
        Path file = Trees.file(here.resolve("a.bin"), FEW_MEGABYTES);
        curl("upload, PASV", "--disable-epsv", "-T", "a.bin", url);
        curl("download, PASV", "--disable-epsv", "-o", "b.bin", url + "a.bin");
        assertThat(Trees.hash(here.resolve("b.bin"))).isEqualTo(Trees.hash(file));
    }

    @Test
    void makesTheFoldersOnTheWay() {
        Path file = Trees.file(here.resolve("a.bin"), 1000);
        curl("upload with folders", "--ftp-create-dirs", "-T", "a.bin", url + "x/y%20z/%23/");
        assertThat(Trees.hash(remote.resolve("x/y z/#/a.bin"))).isEqualTo(Trees.hash(file));
    }

    @Test
    void reachesFilesByEachOfItsWaysToAFolder() {
        Path file = Trees.file(Trees.tree(remote.resolve("x"), 1).resolve("a.bin"), 1000);
        for (String way : List.of("multicwd", "singlecwd", "nocwd")) {
            curl("download, " + way, "--ftp-method", way, "-o", way, url + "x/a.bin");
            assertThat(Trees.hash(here.resolve(way))).isEqualTo(Trees.hash(file));
        }
    }

    @Test
    void sendsCommandsBeforeAndAfterATransfer() {
        Trees.text(here.resolve("a"), "new\n");
        Trees.text(remote.resolve("old"), "old\n");
        String folder = "/" + remote.getFileName();
        curl(
                "commands",
                "-Q",
                "MKD " + folder + "/made",
                "-Q",
                "RNFR " + folder + "/old",
                "-Q",
                "RNTO " + folder + "/made/older",
                "-Q",
                "-DELE made/older",
                "-Q",
                "-NOOP",
                "-T",
                "a",
                url);
        assertThat(Trees.below(remote).keySet()).containsExactly("/", "a", "made/");
    }

    @Test
    void lists() {
        Trees.text(remote.resolve("a file"), "12345");
        Trees.tree(remote.resolve("folder"), 1);
        assertThat(curl("list", url).lines())
                .anyMatch(line -> line.matches("-rw.* 5 .* a file"))
                .anyMatch(line -> line.matches("drwx.* folder"))
                .hasSize(2);
        assertThat(curl("list names", "-l", url).lines())
                .containsExactlyInAnyOrder("a file", "folder");
        assertThat(curl("list facts", "-X", "MLSD", url).lines())
                .anyMatch(line -> line.matches(".*type=file;.*size=5;.* a file"))
                .anyMatch(line -> line.matches(".*type=dir;.* folder"));
    }

    @Test
    void asksForSizeAndTimeAlone() throws IOException {
        Path file = Trees.text(remote.resolve("a"), "12345");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-02-29T12:34:56Z")));
        assertThat(curl("size and time", "-I", url + "a"))
                .contains("Content-Length: 5")
                .contains("Last-Modified: Thu, 29 Feb 2024 12:34:56 GMT")
                .contains("Accept-ranges: bytes");
        curl("download with time", "-R", "-o", "b", url + "a");
        assertThat(Files.getLastModifiedTime(here.resolve("b")))
                .isEqualTo(Files.getLastModifiedTime(file));
    }

    @Test
    void readsARange() {
        Trees.text(remote.resolve("a"), "0123456789");
        assertThat(curl("download of a range", "-r", "2-4", url + "a")).isEqualTo("234");
        assertThat(curl("download of the end", "-r", "7-", url + "a")).isEqualTo("789");
        assertThat(curl("download of the end", "-r", "-2", url + "a")).isEqualTo("89");
    }

    /// curl makes CRLF of LF on the way out, and LF of CRLF on the way in.
    @Test
    void convertsText() {
        Path unix = Trees.text(here.resolve("a"), "one\ntwo\n");
        curl("upload of text", "-T", "a", url + "a;type=a");
        assertThat(Trees.hash(remote.resolve("a"))).isEqualTo(Trees.hash(unix));
        assertThat(curl("download of text", "-B", url + "a")).isEqualTo("one\ntwo\n");
        assertThat(curl("size of text", "-B", "-I", url + "a")).contains("Content-Length: 10");
    }

    @Test
    void movesManyFilesOverOneConnection() {
        int many = Settings.sized(200, 1000);
        Path files = Trees.tree(here.resolve("files"), 0);
        for (int i = 1; i <= many; i++) Trees.file(files.resolve("f" + i), i * 7L);
        var sessions = berth.ferry().mark();
        curl(many, "upload of many", "-T", "{" + names(files, many) + "}", url);
        curl(many, "download of many", "-o", "got#1", url + "f[1-" + many + "]");
        for (int i = 1; i <= many; i++) {
            String hash = Trees.hash(files.resolve("f" + i));
            assertThat(Trees.hash(remote.resolve("f" + i))).isEqualTo(hash);
            assertThat(Trees.hash(here.resolve("got" + i))).isEqualTo(hash);
        }
        var names =
                berth.ferry().logSince(sessions, it -> it.contains("sent ")).stream()
                        .filter(it -> it.contains("/" + remote.getFileName() + "/"))
                        .map(it -> it.replaceAll(".* (ftp-[0-9]+) .*", "$1"))
                        .distinct();
        assertThat(names).hasSize(1);
    }

    private static String names(Path folder, int many) {
        var names = new ArrayList<String>();
        for (int i = 1; i <= many; i++) names.add(folder.getFileName() + "/f" + i);
        return String.join(",", names);
    }

    @Test
    void movesSeveralFilesAtOnce() {
        for (int i = 1; i <= 8; i++) Trees.file(remote.resolve("f" + i), 1_000_000);
        curl(8, "download, parallel", "-Z", "-o", "got#1", url + "f[1-8]");
        for (int i = 1; i <= 8; i++) {
            assertThat(Trees.hash(here.resolve("got" + i)))
                    .isEqualTo(Trees.hash(remote.resolve("f" + i)));
        }
    }

    @Test
    void speaksIp4AndIp6() {
        Path file = Trees.file(here.resolve("a.bin"), FEW_MEGABYTES);
        curl("upload, IPv4", "-4", "-T", "a.bin", url);
        assertThat(Trees.hash(remote.resolve("a.bin"))).isEqualTo(Trees.hash(file));

        Harbour.Berth six = harbour.six();
        Path there = harbour.folder(six);
        String url6 = six.url("/" + there.getFileName() + "/");
        curl("upload, IPv6", "-6", "-g", "-T", "a.bin", url6);
        curl("download, IPv6", "-6", "-g", "-o", "b.bin", url6 + "a.bin");
        curl("download, IPv6, EPRT", "-6", "-g", "-P", "-", "-o", "c.bin", url6 + "a.bin");
        for (String copy : List.of("b.bin", "c.bin")) {
            assertThat(Trees.hash(here.resolve(copy))).isEqualTo(Trees.hash(file));
        }
    }

    @Test
    void isToldWhyNot() {
        assertThat(fails("download of nothing there", url + "missing").exitCode()).isEqualTo(78);
        assertThat(fails("listing of nothing there", url + "missing/").exitCode()).isEqualTo(9);
        var wrong = Stranger.CURL.run(here, "-sS", "-u", Harbour.USER + ":wrong", url + "anything");
        assertThat(wrong.exitCode()).isEqualTo(67);
        assertThat(fails("verbose", "-v", url + "missing").output())
                .contains("550 /" + remote.getFileName() + "/missing: no such file")
                .doesNotContain(berth.home().toString());
    }

    private String curl(String task, String... arguments) {
        return curl(1, task, arguments);
    }

    private String curl(int times, String task, String... arguments) {
        String output = Stranger.CURL.run(here, auth(arguments)).ok();
        harbour.did("curl", task, times);
        return output;
    }

    private Stranger.Outcome fails(String task, String... arguments) {
        var outcome = Stranger.CURL.run(here, auth(arguments));
        assertThat(outcome.exitCode()).as(outcome.output()).isNotZero();
        harbour.did("curl", task + " (refused)");
        return outcome;
    }

    private static List<String> auth(String... arguments) {
        var words = new ArrayList<>(List.of("-sS", "-u", Harbour.USER + ":" + Harbour.PASSWORD));
        words.addAll(List.of(arguments));
        return words;
    }
}
