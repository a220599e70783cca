package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every program that speaks SFTP moves files to and from `./ferry serve`: what arrives is compared
/// by SHA-256. What one has no way to do is printed, and why.
@ExtendWith(Harbour.Pilot.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SftpStrangersIT {

    private static final long LARGE = Settings.sized(6_000_011L, 2_500_000_003L);
    private static final int MANY = Settings.sized(25, 10_000);
    private static final int ENTRIES = Settings.sized(300, 100_000);

    private static final List<String> NAMES =
            List.of(
                    "a name",
                    " lead",
                    "trail ",
                    "it's",
                    "say \"hi\"",
                    "-dash",
                    "--",
                    "...",
                    ".hidden",
                    "100%25",
                    "%2e%2e",
                    "hash#tag",
                    "query?x=y",
                    "semi;type=a",
                    "star*",
                    "[br]",
                    "{a,b}",
                    "~home",
                    "back\\slash",
                    "$HOME",
                    "`id`",
                    "a&b|c<d>e",
                    "colon: x",
                    "l -> target",
                    "x".repeat(255),
                    "é".repeat(127) + "x",
                    "漢字かな",
                    "👩\u200d🚀🌍",
                    "cafe\u0301",
                    "עברית");

    private final Harbour harbour;
    private final SftpHarbour ours;
    private Path here;
    private SftpClient.Call call;

    SftpStrangersIT(Harbour harbour) {
        this.harbour = harbour;
        this.ours = SftpHarbour.open();
        this.here = ours.keys;
        this.call = new SftpClient.Call(ours, "", ours.keys);
    }

    @AfterAll
    void close() {
        ours.close();
    }

    @BeforeEach
    void begin(@TempDir Path folder) {
        here = folder;
        Path remote = ours.folder();
        call = new SftpClient.Call(ours, remote.getFileName().toString(), remote);
    }

    static Stream<String> clients() {
        return SftpClients.all().stream().map(SftpClient::name);
    }

    private static SftpClient client(String name) {
        SftpClient client =
                SftpClients.all().stream()
                        .filter(it -> it.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        client.programs().forEach(Stranger::require);
        if (client.programs().contains(Stranger.PARAMIKO)
                && !Files.exists(Path.of("/usr/lib/python3/dist-packages/paramiko"))) {
            Stranger.skip("paramiko is not installed");
        }
        return client;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clients")
    void movesALargeFileUpAndDown(String name) throws IOException {
        SftpClient client = client(name);
        Path file = Trees.file(here.resolve("large"), LARGE);
        String sum = Trees.hash(file);
        var _ = done(client, client.put(call, "large"), "large");
        assertThat(Trees.hash(call.remote().resolve("large"))).isEqualTo(sum);
        Files.delete(file);
        var _ = done(client, client.get(call, "large"), "large");
        assertThat(Trees.hash(file)).isEqualTo(sum);
        did(client, "a large file up and down", 2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clients")
    void movesManySmallFilesUpAndDown(String name) {
        upAndDown(client(name), Trees.tree(here.resolve("tree"), MANY), "small files up and down");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clients")
    void movesOddNamesUpAndDown(String name) throws IOException {
        SftpClient client = client(name);
        Path odd = Files.createDirectory(here.resolve("odd"));
        for (String one : NAMES) Trees.text(odd.resolve(one), one);
        upAndDown(client, odd, "odd names up and down");
    }

    private void upAndDown(SftpClient client, Path tree, String task) {
        String folder = tree.getFileName().toString();
        Map<String, String> there = files(tree);
        List<String> paths = there.keySet().stream().map(it -> folder + "/" + it).toList();
        var _ = done(client, client.putTree(call, folder, paths), task);
        assertThat(files(call.remote().resolve(folder))).isEqualTo(there);
        Trees.remove(tree);
        var _ = done(client, client.getTree(call, folder, paths), task);
        assertThat(files(tree)).isEqualTo(there);
        did(client, task, 2 * there.size());
    }

    private static Map<String, String> files(Path tree) {
        var files = new TreeMap<>(Trees.below(tree));
        files.keySet().removeIf(it -> it.endsWith("/"));
        return files;
    }

    /// The upload was cut over FTP: what is kept is one account's, whatever it speaks.
    @ParameterizedTest(name = "{0}")
    @MethodSource("clients")
    void goesOnWithAnUpload(String name) throws Exception {
        SftpClient client = client(name);
        Path file = Trees.file(here.resolve("large"), LARGE);
        Plan plan = client.putOn(call, "large");
        if (plan instanceof Plan.Run) cut(file);
        if (done(client, plan, "goes on with an upload").isEmpty()) return;
        assertThat(Trees.hash(call.remote().resolve("large"))).isEqualTo(Trees.hash(file));
        String log =
                ours.berth
                        .ferry()
                        .awaitLog(0, it -> it.contains("complete /" + call.folder() + "/large "));
        Matcher moved = Pattern.compile("large (\\d+) bytes").matcher(log);
        assertThat(moved.find()).as(log).isTrue();
        assertThat(Long.parseLong(moved.group(1))).as(log).isLessThanOrEqualTo(LARGE - LARGE / 3);
        did(client, "goes on with an upload", 1);
    }

    /// Leaves a third of it.
    private void cut(Path file) throws Exception {
        String path = "/" + call.folder() + "/large";
        try (var ftp = RawFtp.to(ours.berth.ferry().address(), Harbour.USER, Harbour.PASSWORD);
                var in = Files.newInputStream(file)) {
            ftp.say(200, "TYPE I");
            try (var data = ftp.extended()) {
                ftp.say(150, "STOR " + path);
                byte[] piece = new byte[1 << 20];
                for (long left = LARGE / 3; left > 0; ) {
                    int count = in.read(piece, 0, (int) Math.min(left, piece.length));
                    data.write(piece, 0, count);
                    left -= count;
                }
                ftp.awaitReceived(LARGE / 3);
                data.reset();
            }
            ftp.reply(426);
        }
        assertThat(call.remote().resolve("large")).doesNotExist();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clients")
    void goesOnWithADownload(String name) throws IOException {
        SftpClient client = client(name);
        Path file = Trees.file(call.remote().resolve("large"), LARGE);
        try (var in = Files.newInputStream(file);
                var out = Files.newOutputStream(here.resolve("large"))) {
            for (long left = LARGE / 3; left > 0; ) {
                byte[] piece = in.readNBytes((int) Math.min(left, 1 << 20));
                out.write(piece);
                left -= piece.length;
            }
        }
        if (done(client, client.getOn(call, "large"), "goes on with a download").isEmpty()) return;
        assertThat(Trees.hash(here.resolve("large"))).isEqualTo(Trees.hash(file));
        did(client, "goes on with a download", 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clients")
    void listsAFolder(String name) throws IOException {
        SftpClient client = client(name);
        for (int i = 0; i < ENTRIES; i++) {
            Files.createFile(call.remote().resolve("entry-" + i + "-here"));
        }
        Optional<Stranger.Outcome> listed = done(client, client.list(call), "lists a folder");
        if (listed.isEmpty()) return;
        var seen = new BitSet(ENTRIES);
        var found = Pattern.compile("entry-(\\d+)-here").matcher(listed.get().output());
        while (found.find()) seen.set(Integer.parseInt(found.group(1)));
        assertThat(seen.cardinality()).isEqualTo(ENTRIES);
        did(client, "lists a folder", ENTRIES);
    }

    private void did(SftpClient client, String task, int times) {
        harbour.did(client.name(), "sftp: " + task, times);
    }

    /// @return empty where the client has no way to do it
    private Optional<Stranger.Outcome> done(SftpClient client, Plan plan, String task) {
        return switch (plan) {
            case Plan.Cannot(String why) -> {
                harbour.did(client.name(), "sftp: " + task + ": - " + why, 0);
                yield Optional.empty();
            }
            case Plan.Run run -> {
                Stranger.Outcome outcome = run.in(here);
                if (outcome.exitCode() == 3 && outcome.output().startsWith("cannot: ")) {
                    System.out.println("SKIPPED: " + client.name() + " " + outcome.output());
                    Assumptions.abort(outcome.output());
                }
                assertThat(outcome.exitCode())
                        .as(client.name() + " said " + outcome.output())
                        .isZero();
                yield Optional.of(outcome);
            }
        };
    }
}
