package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// lftp against `./ferry serve`.
@ExtendWith(Harbour.Pilot.class)
final class LftpIT {

    private static final int FEW_MEGABYTES = 5_000_011;

    private final Harbour harbour;
    private final Harbour.Berth berth;
    private final Path here;
    private final Path remote;

    LftpIT(Harbour harbour, @TempDir Path here) {
        Stranger.LFTP.require();
        this.harbour = harbour;
        this.here = here;
        berth = harbour.four();
        remote = harbour.folder(berth);
    }

    @Test
    void mirrorsATreeUpAndDown() {
        int files = Settings.sized(1_000, 10_000);
        Path tree = Trees.tree(here.resolve("tree"), files);
        Map<String, String> all = Trees.below(tree);
        lftp(files, "mirror up", "mirror -R --parallel=4 tree up");
        assertThat(Trees.below(remote.resolve("up"))).isEqualTo(all);
        lftp(files, "mirror down", "mirror --parallel=4 up down");
        assertThat(Trees.below(here.resolve("down"))).isEqualTo(all);
    }

    @Test
    void findsNothingToMirrorTheSecondTime() {
        Trees.tree(here.resolve("tree"), 50);
        lftp(1, "mirror up", "mirror -R tree up");
        assertThat(lftp("mirror up, again", "mirror -R --dry-run tree up").lines())
                .noneMatch(LftpIT::movesSomething);
        lftp(1, "mirror down", "mirror up down");
        assertThat(lftp("mirror down, again", "mirror --dry-run up down").lines())
                .noneMatch(LftpIT::movesSomething);
        assertThat(lftp("mirror elsewhere", "mirror --dry-run up fresh").lines())
                .anyMatch(LftpIT::movesSomething);
    }

    /// Of what lftp says it would do, everything but to make the folder it begins with.
    private static boolean movesSomething(String line) {
        return !line.startsWith("mkdir -p ");
    }

    @Test
    void mirrorsWhatIsNewAndDeletesWhatIsGone() throws IOException {
        Path tree = Trees.tree(here.resolve("tree"), 30);
        lftp("mirror up", "mirror -R tree up");
        Trees.remove(tree.resolve("d3"));
        Trees.file(tree.resolve("d4/e0/f4"), 77);
        Files.setLastModifiedTime(
                tree.resolve("d4/e0/f4"), FileTime.from(Instant.now().plusSeconds(60)));
        Trees.file(tree.resolve("new"), 99);
        lftp("mirror up, deleting", "mirror -R --delete tree up");
        assertThat(Trees.below(remote.resolve("up"))).isEqualTo(Trees.below(tree));
    }

    @Test
    void fetchesAFileInPiecesAtOnce() {
        Path file = Trees.file(remote.resolve("a.bin"), 20_000_003);
        lftp("pget", "pget -n 4 a.bin");
        assertThat(Trees.hash(here.resolve("a.bin"))).isEqualTo(Trees.hash(file));
    }

    @Test
    void goesOnWithDownloads() throws IOException {
        Path file = Trees.file(remote.resolve("a.bin"), FEW_MEGABYTES);
        for (String way : List.of("get -c a.bin", "reget a.bin")) {
            try (var in = Files.newInputStream(file)) {
                Files.write(here.resolve("a.bin"), in.readNBytes(3_000_000));
            }
            lftp("resumed download", way);
            assertThat(Trees.hash(here.resolve("a.bin"))).isEqualTo(Trees.hash(file));
        }
    }

    @Test
    void goesOnWithAnUploadThatWasCut() throws Exception {
        Path file = Trees.file(here.resolve("a.bin"), FEW_MEGABYTES);
        for (String way : List.of("put -c a.bin -o put", "reput a.bin -o reput")) {
            String name = way.substring(way.lastIndexOf(' ') + 1);
            Process slow =
                    Stranger.LFTP.start(
                            here,
                            "-c",
                            script("set net:limit-total-rate 1000000; put a.bin -o " + name));
            try (var watcher = RawFtp.to(berth.ferry().address(), Harbour.USER, Harbour.PASSWORD)) {
                String size = "SIZE /" + remote.getFileName() + "/" + name;
                long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
                while (watcher.say(size).text().matches("(?s)(550|213 0\r).*")) {
                    assertThat(System.nanoTime()).isLessThan(deadline);
                }
            }
            slow.destroyForcibly();
            assertThat(slow.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(remote.resolve(name)).doesNotExist();
            lftp("resumed upload", way);
            assertThat(Trees.hash(remote.resolve(name))).isEqualTo(Trees.hash(file));
        }
    }

    @Test
    void renamesRemovesAndMakes() {
        Trees.tree(remote.resolve("tree"), 30);
        Trees.text(remote.resolve("a"), "1");
        lftp("mv", "mv a b");
        lftp("mkdir -p", "mkdir -p x/y/z");
        lftp("mv into a folder", "mv b x/y/");
        lftp("mv of a folder", "mv x q");
        lftp("rm -r", "rm -r tree");
        lftp("mrm", "put -O q/ /dev/null -o n1; put /dev/null -o q/n2; mrm q/n*");
        assertThat(Trees.below(remote).keySet())
                .containsExactly("/", "q/", "q/y/", "q/y/b", "q/y/z/");
        assertThat(remote.resolve("q/y/b")).hasContent("1");
        lftp("rmdir", "rmdir q/y/z; rm q/y/b; rmdir q/y q");
        assertThat(Trees.below(remote).keySet()).containsExactly("/");
    }

    @Test
    void changesModes() throws IOException {
        Path file = Trees.text(remote.resolve("a"), "1");
        lftp("chmod", "chmod 600 a");
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void transfersByConnectionsThatTheServerOpens() {
        Path file = Trees.file(here.resolve("a.bin"), FEW_MEGABYTES);
        lftp("upload, active", "set ftp:passive-mode no; put a.bin");
        lftp("download, active", "set ftp:passive-mode no; get a.bin -o b.bin");
        lftp(
                "download, PORT",
                "set ftp:passive-mode no; set ftp:prefer-epsv no; get a.bin -o c.bin");
        lftp("download, PASV", "set ftp:prefer-epsv no; get a.bin -o d.bin");
        lftp("download, EPSV", "set ftp:prefer-epsv yes; get a.bin -o e.bin");
        for (String copy : List.of("b.bin", "c.bin", "d.bin", "e.bin")) {
            assertThat(Trees.hash(here.resolve(copy))).isEqualTo(Trees.hash(file));
        }
    }

    @Test
    void mirrorsWithWhateverItIsToldToUse() {
        Path tree = Trees.tree(remote.resolve("tree"), 40);
        Map<String, String> all = Trees.below(tree);
        int at = 0;
        for (String use :
                List.of(
                        "set ftp:use-mlsd no",
                        "set ftp:use-mlsd yes",
                        "set ftp:use-mdtm no",
                        "set ftp:use-mdtm yes; set ftp:use-mlsd no",
                        "set ftp:use-size no",
                        "set ftp:use-feat no",
                        "set ftp:sync-mode no",
                        "set ftp:list-options -a; set ftp:use-mlsd no",
                        "set ftp:use-pret yes; set ftp:use-abor no",
                        "set ftp:rest-list yes; set ftp:use-stat no")) {
            String name = "got" + at++;
            lftp("mirror, " + use, use + "; mirror tree " + name);
            assertThat(Trees.below(here.resolve(name))).as(use).isEqualTo(all);
        }
    }

    @Test
    void sendsCommandsWithoutWaitingForAnswers() {
        Path tree = Trees.tree(here.resolve("tree"), 100);
        lftp("mirror up, pipelined", "set ftp:sync-mode no; mirror -R tree up");
        assertThat(Trees.below(remote.resolve("up"))).isEqualTo(Trees.below(tree));
    }

    @Test
    void convertsText() {
        Path unix = Trees.text(here.resolve("a"), "one\ntwo\n");
        lftp("upload of text", "put -a a");
        assertThat(Trees.hash(remote.resolve("a"))).isEqualTo(Trees.hash(unix));
        lftp("download of text", "get -a a -o b");
        assertThat(Trees.hash(here.resolve("b"))).isEqualTo(Trees.hash(unix));
    }

    @Test
    void compressesWhatItSendsAndGets() throws Exception {
        String modeZ = "debug -o log 5; set ftp:use-mode-z yes; set ftp:mode-z-level 9; ";
        Path tree = Trees.tree(here.resolve("tree"), 40);
        Trees.text(tree.resolve("text"), "line after line\n".repeat(100_000));
        Trees.text(tree.resolve("empty"), "");
        lftp(42, "mirror up, MODE Z", modeZ + "mirror -R tree up");
        assertThat(Trees.below(remote.resolve("up"))).isEqualTo(Trees.below(tree));
        lftp(42, "mirror down, MODE Z", modeZ + "mirror up down");
        assertThat(Trees.below(here.resolve("down"))).isEqualTo(Trees.below(tree));
        Files.writeString(here.resolve("text"), "line after line\n".repeat(50_000));
        lftp("resumed download, MODE Z", modeZ + "get -c up/text");
        assertThat(Trees.hash(here.resolve("text"))).isEqualTo(Trees.hash(tree.resolve("text")));
        assertThat(Files.readString(here.resolve("log")))
                .contains("MODE Z")
                .doesNotContain("<--- 501", "<--- 504", "<--- 426", "<--- 451");
    }

    @Test
    void compressesNothingWhereTheServerIsToldNotTo() throws Exception {
        Path config = Files.writeString(here.resolve("ferry.yaml"), "ftp:\n  mode-z: off\n");
        Path file = Trees.file(here.resolve("a.bin"), FEW_MEGABYTES);
        try (var plain = FerryProcess.serve("--config", config.toString())) {
            plain.addUser("anna", "secret");
            String script =
                    "debug -o log 5; set cmd:fail-exit yes; set ftp:ssl-allow no;"
                            + " set ftp:use-mode-z yes; open -u anna,secret -p "
                            + plain.port()
                            + " 127.0.0.1; put a.bin";
            Stranger.LFTP.run(here, "-c", script).ok();
            assertThat(Trees.hash(plain.home("anna").resolve("a.bin"))).isEqualTo(Trees.hash(file));
        }
        assertThat(Files.readString(here.resolve("log"))).contains("STOR").doesNotContain("MODE Z");
    }

    @Test
    void keepsTimes() throws IOException {
        Path file = Trees.text(here.resolve("a"), "1");
        var then = FileTime.from(Instant.parse("2011-11-11T11:11:11Z"));
        Files.setLastModifiedTime(file, then);
        lftp("upload with time", "mirror -R . up");
        assertThat(Files.getLastModifiedTime(remote.resolve("up/a"))).isEqualTo(then);
        lftp("download with time", "get up/a -o b");
        assertThat(Files.getLastModifiedTime(here.resolve("b"))).isEqualTo(then);
    }

    @Test
    void looksAround() {
        Trees.tree(remote.resolve("tree"), 25);
        assertThat(lftp("find", "find tree").lines())
                .hasSameSizeAs(Trees.below(remote.resolve("tree")).keySet())
                .contains("tree/d3/e0/f3");
        assertThat(lftp("cls", "cls -1 tree").lines()).contains("tree/d3/");
        assertThat(lftp("du", "du -b tree")).contains("tree");
        assertThat(lftp("cat", "cat tree/d1/e0/f1")).isNotEmpty();
        assertThat(lftp("quote", "quote SYST")).contains("UNIX Type: L8");
        assertThat(lftp("nlist", "nlist tree").lines()).hasSize(10);
    }

    @Test
    void speaksIp6() {
        Harbour.Berth six = harbour.six();
        Path there = harbour.folder(six);
        Path tree = Trees.tree(here.resolve("tree"), 20);
        lftp(six, there, 1, "mirror up, IPv6", "mirror -R tree up");
        assertThat(Trees.below(there.resolve("up"))).isEqualTo(Trees.below(tree));
        lftp(six, there, 1, "mirror down, IPv6, active", "set ftp:passive-mode no; mirror up down");
        assertThat(Trees.below(here.resolve("down"))).isEqualTo(Trees.below(tree));
    }

    private String lftp(String task, String commands) {
        return lftp(1, task, commands);
    }

    private String lftp(int times, String task, String commands) {
        return lftp(berth, remote, times, task, commands);
    }

    private String lftp(Harbour.Berth at, Path folder, int times, String task, String commands) {
        String output = Stranger.LFTP.run(here, "-c", script(at, folder, commands)).ok();
        harbour.did("lftp", task, times);
        return output;
    }

    private String script(String commands) {
        return script(berth, remote, commands);
    }

    private static String script(Harbour.Berth at, Path folder, String commands) {
        return "set cmd:fail-exit yes; set net:timeout 60; set net:max-retries 1;"
                + " set ftp:ssl-allow no; set dns:order 'inet6 inet'; open "
                + at.fullUrl("/" + folder.getFileName())
                + "; "
                + commands;
    }
}
