package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What SFTP of `./ferry serve` does besides moving files ([SftpStrangersIT]), as programs that are
/// not ours see it: OpenSSH's sftp and scp, sshfs, FileZilla's fzsftp, and Python's paramiko.
@ExtendWith(Harbour.Pilot.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SftpIT {

    private final Harbour harbour;
    private SftpHarbour ours;
    private Path here;
    private Path remote;
    private String at;

    SftpIT(Harbour harbour) {
        this.harbour = harbour;
        Stranger.SFTP.require();
        Stranger.SSH.require();
        Stranger.SCP.require();
        ours = SftpHarbour.open("--metrics-port", "0");
        here = ours.keys;
        remote = ours.keys;
        at = "";
    }

    @BeforeAll
    void isThere() {
        assertThat(ours.port()).isPositive();
    }

    @AfterAll
    void close() {
        ours.close();
    }

    @BeforeEach
    void begin(@TempDir Path folder) {
        here = folder;
        remote = ours.folder();
        at = "/" + remote.getFileName();
    }

    private String sftp(String task, String... batch) {
        String output = outcome(batch).ok();
        harbour.did("sftp", task);
        return output;
    }

    private Stranger.Outcome outcome(String... batch) {
        var words = new ArrayList<>(ours.options());
        words.addAll(
                List.of("-P", Integer.toString(ours.port()), "-b", "-", ours.target() + ":" + at));
        return Stranger.SFTP.run(here, words, String.join("\n", batch) + "\n");
    }

    @Test
    void sftpChangesNamesModesAndTimes() throws IOException {
        Trees.text(here.resolve("one"), "one\n");
        Files.setPosixFilePermissions(
                here.resolve("one"), PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(here.resolve("one"), FileTime.fromMillis(1_000_000_000_000L));
        String said =
                sftp(
                        "names, modes and times",
                        "mkdir d",
                        "put -p one d/one",
                        "rename d/one d/two",
                        "cp d/two d/three",
                        "ls -l d",
                        "chmod 600 d/three",
                        "df",
                        "-ln d/two d/four",
                        "-rmdir d",
                        "rm d/three",
                        "version");
        assertThat(said).contains("d/two").contains("SFTP protocol version 3");
        long kilobytes = Files.getFileStore(remote).getTotalSpace() / 1024;
        assertThat(said).containsPattern("(?m)^ *" + kilobytes + " +[1-9][0-9]* ");
        assertThat(remote.resolve("d/two")).hasContent("one\n");
        assertThat(Files.getPosixFilePermissions(remote.resolve("d/two")))
                .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(Files.getLastModifiedTime(remote.resolve("d/two")).toMillis())
                .isEqualTo(1_000_000_000_000L);
        assertThat(remote.resolve("d/three")).doesNotExist();
        assertThat(remote.resolve("d/four")).doesNotExist();
    }

    @Test
    void sftpMakesSymbolicLinksThatStayInside() throws IOException {
        Trees.text(here.resolve("one"), "one\n");
        sftp(
                "symbolic links",
                "mkdir d",
                "put one d/one",
                "ln -s one d/two",
                "ln -s ../../../../../etc/passwd d/out",
                "rename d/two two",
                "get two back",
                "-get d/out passwd",
                "ls -l");
        assertThat(here.resolve("back")).hasContent("one\n");
        assertThat(remote.resolve("two")).isSymbolicLink().hasContent("one\n");
        assertThat(here.resolve("passwd")).doesNotExist();
        assertThat(Files.readSymbolicLink(remote.resolve("d/out")))
                .isEqualTo(ours.berth.home().toRealPath().resolve("etc/passwd"));
    }

    @Test
    void sftpLogsInByKeyAndPasswordWhereBothAreWanted() throws IOException {
        Path home = Files.createDirectory(here.resolve("home"));
        ours.berth.ferry().addUser("both", Harbour.PASSWORD, "--home", home.toString());
        ours.berth
                .ferry()
                .run("user", "key", "add", "both", ours.keys.resolve("id.pub").toString());
        ours.berth.ferry().run("user", "set", "both", "--login", "both");
        Path asked = Trees.text(here.resolve("ask"), "#!/bin/sh\necho " + Harbour.PASSWORD + "\n");
        Files.setPosixFilePermissions(asked, PosixFilePermissions.fromString("rwx------"));
        Trees.text(here.resolve("one"), "one\n");
        assertThat(loginToBoth(asked, "publickey,password"))
                .contains("Authenticated using \"publickey\" with partial success");
        assertThat(home.resolve("one")).hasContent("one\n");
        Files.delete(home.resolve("one"));
        for (String less : List.of("publickey", "password", "keyboard-interactive")) {
            assertThat(loginToBoth(asked, less)).as(less).contains("Permission denied");
            assertThat(home.resolve("one")).as(less).doesNotExist();
        }
        harbour.did("sftp", "key and password");
    }

    @Test
    @DisplayName("user enumeration: ssh hears the same of a name that nobody has")
    void nobodyLearnsFromAnswersWhetherANameExists() throws IOException {
        Stranger.SSH_KEYGEN.run(here, "-q", "-t", "ed25519", "-N", "", "-f", "other").ok();
        Path asked = Trees.text(here.resolve("ask"), "#!/bin/sh\necho wrong\n");
        Files.setPosixFilePermissions(asked, PosixFilePermissions.fromString("rwx------"));
        ours.berth.ferry().addUser("shut", Harbour.PASSWORD);
        ours.berth.ferry().run("user", "disable", "shut");
        List<String> known = answers(asked, Harbour.USER);
        assertThat(known).hasSizeGreaterThan(3).last().asString().contains("Permission denied");
        assertThat(answers(asked, "nobody")).isEqualTo(known);
        assertThat(answers(asked, "shut")).isEqualTo(known);
        harbour.did("ssh", "hears the same of every name", 3);
    }

    /// What the server says to a key and to a password that are both wrong.
    private List<String> answers(Path asked, String name) {
        List<String> words =
                List.of(
                        "SSH_ASKPASS=" + asked,
                        "SSH_ASKPASS_REQUIRE=force",
                        "ssh",
                        "-v",
                        "-F",
                        "none",
                        "-o",
                        "StrictHostKeyChecking=yes",
                        "-o",
                        "UserKnownHostsFile=" + ours.keys.resolve("known_hosts"),
                        "-o",
                        "IdentitiesOnly=yes",
                        "-o",
                        "NumberOfPasswordPrompts=1",
                        "-i",
                        here.resolve("other").toString(),
                        "-p",
                        Integer.toString(ours.port()),
                        name + "@127.0.0.1",
                        "-s",
                        "sftp");
        return Stranger.ENV
                .run(here, words)
                .output()
                .lines()
                .filter(line ->
                        line.contains("Authentications that can continue")
                                || line.contains("Permission denied")
                                || line.contains("Next authentication method"))
                .map(line -> line.replace(name + "@", "NAME@"))
                .toList();
    }

    private String loginToBoth(Path asked, String methods) {
        var words =
                new ArrayList<>(
                        List.of(
                                "SSH_ASKPASS=" + asked,
                                "SSH_ASKPASS_REQUIRE=force",
                                "sftp",
                                "-v",
                                "-o",
                                "PreferredAuthentications=" + methods,
                                "-o",
                                "NumberOfPasswordPrompts=1"));
        words.addAll(ours.options()); // of two words for one option, ssh takes the first
        words.addAll(List.of("-P", Integer.toString(ours.port()), "both@127.0.0.1"));
        return Stranger.ENV.run(here, words, "put one\n").output();
    }

    @Test
    @DisplayName(
            "upload called complete when cut: sftp that is killed publishes nothing, and reput goes on")
    void sftpThatIsKilledPublishesNothingAndReputGoesOn() throws Exception {
        Path file = Trees.file(here.resolve("a.bin"), 6_000_011);
        var words = new ArrayList<>(ours.options());
        words.addAll(List.of("-l", "1000", "-P", Integer.toString(ours.port()), "-b", "-"));
        words.add(ours.target() + ":" + at);
        Process slow = Stranger.SFTP.start(here, Path.of("/dev/null"), words, "put a.bin\n");
        awaitUpload();
        slow.destroyForcibly();
        slow.descendants().forEach(ProcessHandle::destroyForcibly);
        assertThat(slow.waitFor(1, TimeUnit.MINUTES)).isTrue();
        ours.berth.ferry().awaitLog(0, line -> line.contains("cut " + at + "/a.bin"));
        assertThat(remote.resolve("a.bin")).doesNotExist();
        sftp("resumed upload", "reput a.bin");
        assertThat(Trees.hash(remote.resolve("a.bin"))).isEqualTo(Trees.hash(file));
    }

    /// Until the server has something of it.
    private void awaitUpload() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (true) {
            var listed =
                    FerryProcess.ferry(
                            "", "sessions", "list", "--data", ours.berth.ferry().data().toString());
            if (listed.output().contains("upload") && listed.output().contains("sftp-")) return;
            assertThat(System.nanoTime()).as(listed.output()).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    @Test
    void anOperatorSeesAnUploadOfSftpAndEndsIt() throws Exception {
        Trees.file(here.resolve("a.bin"), 6_000_011);
        var words = new ArrayList<>(ours.options());
        words.addAll(List.of("-l", "1000", "-P", Integer.toString(ours.port()), "-b", "-"));
        words.add(ours.target() + ":" + at);
        Path said = here.resolve("said");
        Process slow = Stranger.SFTP.start(here, said, words, "put a.bin\n");
        awaitUpload();
        ours.berth.ferry().run("sessions", "kick", "--user", Harbour.USER);
        assertThat(slow.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(slow.exitValue()).isNotZero();
        assertThat(said).content().contains("An operator ended this session");
        ours.berth.ferry().awaitLog(0, line -> line.contains("cut " + at + "/a.bin"));
        assertThat(remote.resolve("a.bin")).doesNotExist();
        sftp("resumed after a kick", "reput a.bin");
        assertThat(Trees.hash(remote.resolve("a.bin")))
                .isEqualTo(Trees.hash(here.resolve("a.bin")));
    }

    @Test
    void whyTellsWhatSftpMeets() {
        Trees.text(here.resolve("one"), "one\n");
        assertThat(why("upload").output()).startsWith("allowed");
        ours.berth.ferry().run("user", "deny", Harbour.USER, at, "create,link");
        assertThat(outcome("put one").output()).contains("Permission denied");
        var refused = why("create");
        assertThat(refused.exitCode()).as(refused.output()).isEqualTo(1);
        assertThat(refused.output()).contains("denied", "create is not granted under " + at);
        assertThat(outcome("ln -s one two").output()).containsIgnoringCase("permission denied");
        assertThat(why("link").output()).contains("link is not granted under " + at);
        ours.berth.ferry().run("user", "allow", Harbour.USER, at, "create");
        sftp("allowed again", "put one");
    }

    private FerryProcess.Outcome why(String action) {
        return FerryProcess.ferry(
                "",
                "why",
                Harbour.USER,
                at + "/one",
                action,
                "--from",
                "127.0.0.1",
                "--data",
                ours.berth.ferry().data().toString());
    }

    @Test
    void whatSftpMovesIsCountedForPrometheus() {
        Stranger.CURL.require();
        Trees.file(here.resolve("a.bin"), 100_003);
        // those of other tests have been counted once none is open
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Double.valueOf(0).equals(numbers().get("ferry_sessions_open")));
        Map<String, Double> before = numbers();
        sftp("counted", "put a.bin", "get a.bin b.bin");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> {
                    Map<String, Double> now = numbers();
                    assertThat(more(before, now, "ferry_sessions_total")).isEqualTo(1);
                    assertThat(
                                    more(
                                            before,
                                            now,
                                            "ferry_logins_total{method=\"public-key\",outcome=\"ok\"}"))
                            .isEqualTo(1);
                    for (String way : List.of("upload", "download")) {
                        assertThat(
                                        more(
                                                before,
                                                now,
                                                "ferry_transfers_total{direction=\"%s\",outcome=\"ok\"}"
                                                        .formatted(way)))
                                .as(way)
                                .isEqualTo(1);
                        assertThat(
                                        more(
                                                before,
                                                now,
                                                "ferry_transfer_bytes_total{direction=\"%s\"}"
                                                        .formatted(way)))
                                .as(way)
                                .isEqualTo(100_003);
                    }
                    assertThat(now).containsEntry("ferry_sessions_open", 0.0);
                });
    }

    private static double more(Map<String, Double> before, Map<String, Double> now, String what) {
        return now.getOrDefault(what, 0.0) - before.getOrDefault(what, 0.0);
    }

    private Map<String, Double> numbers() {
        String url =
                ours.berth
                        .ferry()
                        .awaitLog(0, line -> line.startsWith("numbers for Prometheus: "))
                        .replace("numbers for Prometheus: ", "");
        var numbers = new TreeMap<String, Double>();
        for (String line : Stranger.CURL.run(here, "-sS", url).ok().lines().toList()) {
            int end = line.lastIndexOf(' ');
            if (line.startsWith("ferry_")) {
                numbers.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
            }
        }
        return numbers;
    }

    @Test
    void scpMovesFilesAndTrees() {
        Path tree = Trees.tree(here.resolve("tree"), 30);
        var words = new ArrayList<>(ours.options());
        words.addAll(List.of("-P", Integer.toString(ours.port()), "-r", "-p"));
        var up = new ArrayList<>(words);
        up.addAll(List.of("tree", ours.target() + ":" + at + "/tree"));
        Stranger.SCP.run(here, up).ok();
        assertThat(Trees.below(remote.resolve("tree"))).isEqualTo(Trees.below(tree));
        words.addAll(List.of(ours.target() + ":" + at + "/tree", "back"));
        Stranger.SCP.run(here, words).ok();
        assertThat(Trees.below(here.resolve("back"))).isEqualTo(Trees.below(tree));
        harbour.did("scp", "tree up and down");
    }

    @Test
    void theOldProtocolOfScpAndShellsAndForwardingGetASentence() {
        Trees.text(here.resolve("one"), "one\n");
        var old = new ArrayList<>(ours.options());
        old.addAll(
                List.of("-O", "-P", Integer.toString(ours.port()), "one", ours.target() + ":one"));
        assertThat(Stranger.SCP.run(here, old).output()).contains("use sftp, or scp without -O");
        var shell = new ArrayList<>(ours.options());
        shell.addAll(List.of("-p", Integer.toString(ours.port()), ours.target()));
        assertThat(Stranger.SSH.run(here, shell).output()).contains("it has no shell");
        shell.add("ls");
        assertThat(Stranger.SSH.run(here, shell).output()).contains("it runs no programs");
        var through = new ArrayList<>(ours.options());
        through.addAll(List.of("-W", "127.0.0.1:22", "-p", Integer.toString(ours.port())));
        through.add(ours.target());
        assertThat(Stranger.SSH.run(here, through).output()).contains("it forwards no connections");
        harbour.did("ssh", "refused with a sentence", 4);
    }

    /// Where no file system can be mounted, as in most containers, the test is left out, in CI too.
    @Test
    void sshfsChangesWhatIsThere() throws IOException {
        Stranger.SSHFS.require();
        Path tree = Trees.tree(here.resolve("tree"), 20);
        Files.createDirectory(remote.resolve("d"));
        Trees.text(remote.resolve("d/a.txt"), "long\n");
        // Of links that an account makes sshfs follows those that lead down.
        mounted(
                "ln -s d/a.txt mnt/link; test -h mnt/link; grep -q long mnt/link;"
                        + " cp -r tree mnt/tree; mv mnt/tree mnt/d/tree; diff -r tree mnt/d/tree;"
                        + " echo short > mnt/d/a.txt; chmod 600 mnt/d/a.txt; ls -l mnt/d; df mnt",
                () ->
                        Files.size(remote.resolve("d/a.txt")) == 6
                                && Trees.below(remote.resolve("d/tree")).equals(Trees.below(tree)));
        assertThat(remote.resolve("link")).isSymbolicLink().hasContent("short\n");
        assertThat(Files.getPosixFilePermissions(remote.resolve("d/a.txt")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        mounted("rm mnt/link; rm -r mnt/d/tree", () -> !Files.exists(remote.resolve("d/tree")));
        assertThat(remote.resolve("link")).doesNotExist();
        harbour.did("sshfs", "links, names, modes, trees", 2);
    }

    /// @param settled what is to be so on the server before the folder is let go of: the system
    ///   closes files some time after the program that wrote them
    private void mounted(String script, Callable<Boolean> settled) throws IOException {
        Files.createDirectories(here.resolve("mnt"));
        Stranger.Outcome mount =
                Stranger.SSHFS.run(
                        here,
                        ours.target() + ":" + at,
                        "mnt",
                        "-p",
                        Integer.toString(ours.port()),
                        "-o",
                        "ssh_command=ssh " + String.join(" ", ours.options()));
        if (mount.exitCode() != 0 && mount.output().matches("(?s).*(fuse|fusermount).*")) {
            System.out.println("SKIPPED: sshfs cannot mount here: " + mount.output().strip());
            Assumptions.abort(mount.output());
        }
        mount.ok();
        try {
            Stranger.ENV.run(here, "sh", "-e", "-c", script).ok();
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(settled);
        } finally {
            Stranger.ENV.run(here, "fusermount3", "-u", "mnt").ok();
        }
    }

    @Test
    void fzsftpOfFileZillaDoesWhatItCan() {
        Stranger.FZSFTP.require();
        String script =
                FerryProcess.root().resolve("it/src/test/python/fzsftp_client.py").toString();
        String said =
                Stranger.PYTHON
                        .run(
                                here,
                                script,
                                Integer.toString(ours.port()),
                                Harbour.USER,
                                Harbour.PASSWORD,
                                at,
                                "all")
                        .ok();
        said.lines()
                .filter(line -> line.startsWith("did: "))
                .forEach(line -> harbour.did("FileZilla", line.substring("did: ".length())));
        assertThat(said).contains("did: fzsftp: folders, names, modes");
    }

    @Test
    void paramikoDoesWhatItCan() {
        if (!Files.exists(Path.of("/usr/lib/python3/dist-packages/paramiko"))) {
            Stranger.skip("paramiko is not installed");
        }
        String script =
                FerryProcess.root().resolve("it/src/test/python/paramiko_client.py").toString();
        String said =
                Stranger.PARAMIKO
                        .run(
                                here,
                                script,
                                Integer.toString(ours.port()),
                                Harbour.USER,
                                Harbour.PASSWORD,
                                at)
                        .ok();
        said.lines()
                .filter(line -> line.startsWith("did: "))
                .forEach(line -> harbour.did("paramiko", line.substring("did: ".length())));
        assertThat(said).contains("did: out of order");
    }

    @Test
    void whatHappenedStandsInTheAuditLog() {
        Path one = Trees.text(here.resolve("one"), "one\n");
        sftp("audited upload", "put one", "ln -s one two", "-get none");
        String upload =
                "\"event\":\"upload\".*\"path\":\"%s/one\".*\"sha256\":\"%s\""
                        .formatted(at, Trees.hash(one));
        String link = "\"event\":\"link\".*\"path\":\"%s/two\",\"to\":\"%s/one\"".formatted(at, at);
        ours.berth
                .ferry()
                .awaitAudit(
                        shown ->
                                assertThat(shown)
                                        .contains("public-key")
                                        .contains("sftp-")
                                        .containsPattern(upload)
                                        .containsPattern(link),
                        "--json");
    }

    @Test
    void hostKeysThatOthersMayReadAreNotUsed() throws IOException {
        try (var other = FerryProcess.serve("--sftp-port", "0")) {
            Path key = other.data().resolve("ssh_host_ed25519_key");
            assertThat(Files.getPosixFilePermissions(key))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            other.terminate();
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
            var outcome =
                    FerryProcess.ferry(
                            "",
                            "serve",
                            "--data",
                            other.data().toString(),
                            "--ftp-port",
                            "0",
                            "--sftp-port",
                            "0",
                            "--bind",
                            "127.0.0.1");
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.output()).contains("chmod 600");
        }
    }

    @Test
    void withoutFtpThereIsSftpAlone() {
        try (var other = FerryProcess.serve("--ftp-port", "off", "--sftp-port", "0")) {
            assertThat(other.sftpPort()).isPositive();
        }
    }
}
