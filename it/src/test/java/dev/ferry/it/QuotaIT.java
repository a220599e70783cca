package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.it.RawFtp.Data;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What a server says of quotas is what is on its disk, also when it was killed, when homes lie in
/// each other, and when other programs were there.
@ExtendWith(Harbour.Pilot.class)
final class QuotaIT {

    private static final String PASSWORD = Harbour.PASSWORD;
    private static final Pattern BYTES = Pattern.compile("Bytes: (\\d+) of (\\d+) used");
    private static final Pattern FILES = Pattern.compile("Files: (\\d+) of (\\d+) used");

    private final Harbour harbour;
    private final Path here;

    QuotaIT(Harbour harbour, @TempDir Path here) {
        this.harbour = harbour;
        this.here = here;
    }

    /// Bytes and files of uploads, interrupted ones too.
    private record Disk(long bytes, long files) {
        static Disk of(Path home) throws IOException {
            try (Stream<Path> all = Files.walk(home)) {
                List<Path> counted =
                        all.filter(Files::isRegularFile)
                                .filter(it -> !it.endsWith("lock"))
                                .filter(it -> !it.toString().endsWith(".note"))
                                .toList();
                long bytes = 0;
                for (Path file : counted) bytes += Files.size(file);
                return new Disk(bytes, counted.size());
            }
        }
    }

    /// What SITE QUOTA says of it.
    private static Disk used(RawFtp client) throws IOException {
        String text = client.say(200, "SITE QUOTA").text();
        Matcher bytes = BYTES.matcher(text);
        Matcher files = FILES.matcher(text);
        assertThat(bytes.find() && files.find()).as(text).isTrue();
        return new Disk(Long.parseLong(bytes.group(1)), Long.parseLong(files.group(1)));
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /// An upload that goes on until the server is killed.
    private record Running(RawFtp client, Data data) implements AutoCloseable {
        static Running of(FerryProcess ferry, String user, String verb, int size)
                throws IOException {
            RawFtp client = new Login(user, PASSWORD).at(ferry);
            Data data = client.extended();
            client.say(150, verb);
            data.write(bytes(size));
            client.awaitReceived(size);
            return new Running(client, data);
        }

        @Override
        public void close() throws IOException {
            data.close();
            client.close();
        }
    }

    @Test
    void theCountIsRightAfterEachOfManyKillsInTheMiddleOfUploads() throws Exception {
        int rounds = Settings.sized(2, 10);
        var random = new Random(4711);
        try (var ferry = FerryProcess.serve()) {
            Path outer = Files.createDirectory(here.resolve("outer"));
            Path inner = Files.createDirectory(outer.resolve("inner"));
            ferry.addUser("outer", PASSWORD, "--home", outer.toString());
            ferry.addUser("inner", PASSWORD, "--home", inner.toString());
            ferry.run("user", "set", "outer", "--quota", "100M", "--quota-files", "1000");
            ferry.run("user", "set", "inner", "--quota", "50M", "--quota-files", "500");
            for (int round = 0; round < rounds; round++) {
                try (RawFtp client = new Login("outer", PASSWORD).at(ferry)) {
                    client.store("STOR /whole" + round, bytes(1000 + random.nextInt(100_000)));
                    client.store("STOR /inner/given" + round, bytes(1 + random.nextInt(10_000)));
                }
                var running = new ArrayList<Running>();
                try {
                    String[] verbs = {
                        "STOR /new" + round, "STOR /whole" + round, "APPE /whole0", "STOR /inner/x"
                    };
                    for (String verb : verbs) {
                        running.add(Running.of(ferry, "outer", verb, 1 + random.nextInt(300_000)));
                    }
                    running.add(Running.of(ferry, "inner", "STOR /mine" + round, 123_456 + round));
                    running.add(Running.of(ferry, "inner", "APPE /given0", 1000));
                    ferry.kill();
                } finally {
                    for (Running one : running) one.close();
                }
                ferry.start();
                // The outer one is counted while nobody has been to the inner one, and then again.
                Disk all;
                try (RawFtp client = new Login("outer", PASSWORD).at(ferry)) {
                    all = used(client);
                    try (RawFtp other = new Login("inner", PASSWORD).at(ferry)) {
                        assertThat(used(other)).isEqualTo(Disk.of(inner));
                        assertThat(other.size("/mine" + round)).isPositive();
                        assertThat(used(client)).isEqualTo(all);
                        other.store("STOR /after" + round, bytes(777));
                    }
                    assertThat(used(client))
                            .isEqualTo(new Disk(all.bytes() + 777, all.files() + 1));
                    assertThat(used(client)).isEqualTo(Disk.of(outer));
                }
            }
        }
    }

    @Test
    void whatOtherProgramsDidIsSeenAfterARecountWhileClientsGoOn() throws Exception {
        Stranger.CURL.require();
        try (var ferry = FerryProcess.serve()) {
            ferry.addUser("anna", PASSWORD);
            assertThat(ferry("user", "recount", "anna", ferry).output())
                    .contains("account anna has no quota", "ferry user set anna --quota 10G");
            ferry.run("user", "set", "anna", "--quota", "1000", "--quota-files", "5");
            try (RawFtp client = new Login("anna", PASSWORD).at(ferry)) {
                client.store("STOR /a", bytes(300));
                Files.write(ferry.home("anna").resolve("beside"), bytes(600));
                assertThat(used(client)).isEqualTo(new Disk(300, 1));
                assertThat(well("user", "recount", "anna", ferry))
                        .isEqualTo(
                                "account anna: 900 of 1000 bytes (100 left), 2 of 5 files (3 left)\n");
                assertThat(used(client)).isEqualTo(new Disk(900, 2));
                Files.delete(ferry.home("anna").resolve("beside"));
                assertThat(well("user", "recount", "--all", ferry))
                        .isEqualTo(
                                "account anna: 300 of 1000 bytes (700 left), 1 of 5 files (4 left)\n");
                assertThat(client.say(213, "AVBL").sentence()).isEqualTo("700");
            }
            assertThat(well("user", "show", "anna", ferry))
                    .containsPattern(
                            "\nused +300 of 1000 bytes \\(700 left\\), 1 of 5 files \\(4 left\\)\n");
            assertThat(well("user", "list", "--json", ferry))
                    .contains("\"usedBytes\" : 300", "\"usedFiles\" : 1", "\"counted\" : \"2");
            String url = "ftp://" + ferry.host() + ":" + ferry.port() + "/";
            String quota =
                    Stranger.CURL
                            .run(here, "-v", "-u", "anna:" + PASSWORD, "-Q", "SITE QUOTA", url)
                            .ok();
            assertThat(quota).contains("Bytes: 300 of 1000 used, 700 left");
            harbour.did("curl", "SITE QUOTA");
            ferry.terminate();
            assertThat(well("user", "recount", "anna", ferry))
                    .isEqualTo(
                            "account anna: 300 of 1000 bytes (700 left), 1 of 5 files (4 left)\n");
            assertThat(well("user", "show", "anna", ferry))
                    .containsPattern("\nused +not known; 'ferry user recount anna' counts it\n");
            ferry.start();
            // Whoever looks without a session waits for the count.
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> well("user", "show", "anna", ferry).contains("300 of 1000 bytes"));
        }
    }

    @Test
    void whoSetsAQuotaIsToldOfHomesInEachOther() throws Exception {
        try (var ferry = FerryProcess.serve()) {
            Path outer = Files.createDirectory(here.resolve("team"));
            Path inner = Files.createDirectory(outer.resolve("member"));
            ferry.addUser("team", PASSWORD, "--home", outer.toString());
            ferry.run("user", "set", "team", "--quota", "10M");
            String added =
                    FerryProcess.ferry(
                                    PASSWORD,
                                    "user",
                                    "add",
                                    "member",
                                    "--password-stdin",
                                    "--home",
                                    inner.toString(),
                                    "--data",
                                    ferry.data().toString())
                            .output();
            assertThat(added)
                    .contains(
                            "note: its home lies in that of team; what is stored there counts for"
                                    + " the quota of team, too");
            assertThat(ferry("user", "set", "team", ferry, "--quota", "20M").output())
                    .contains("note: the home of member lies in its home");
        }
    }

    private static FerryProcess.Outcome ferry(
            String verb, String sub, String what, FerryProcess ferry, String... more) {
        var words = new ArrayList<>(List.of(verb, sub, what));
        words.addAll(List.of(more));
        words.addAll(List.of("--data", ferry.data().toString()));
        return FerryProcess.ferry("", words.toArray(String[]::new));
    }

    private static String well(String verb, String sub, String what, FerryProcess ferry) {
        FerryProcess.Outcome outcome = ferry(verb, sub, what, ferry);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }
}
