package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.it.RawFtp.Data;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What strangers find of limits, bans and quotas, set by the command line while the server runs.
@ExtendWith(Harbour.Pilot.class)
final class LimitsIT {

    private static final String PASSWORD = Harbour.PASSWORD;

    private final Harbour harbour;
    private final Path here;

    LimitsIT(Harbour harbour, @TempDir Path here) {
        this.harbour = harbour;
        this.here = here;
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    // ---- quotas

    @Test
    void ftplibGetsAllOfItsQuotaAndNothingBeyond() {
        Stranger.PYTHON.require();
        FerryProcess ferry = harbour.four().ferry();
        ferry.addUser("quota", PASSWORD);
        ferry.run("user", "set", "quota", "--quota", "1000000");
        List<String> did =
                Python.run(
                        harbour,
                        here,
                        "quota.py",
                        ferry.host(),
                        "" + ferry.port(),
                        "quota",
                        PASSWORD);
        assertThat(did).hasSize(4);
        assertThat(ferry.home("quota").resolve("a")).hasSize(600_000);
        assertThat(ferry.home("quota").resolve("b")).doesNotExist();
    }

    @Test
    void aFileTooManyIsRefusedToCurlAndLftpAndLeavesNothing() {
        Stranger.CURL.require();
        Stranger.LFTP.require();
        FerryProcess ferry = harbour.four().ferry();
        ferry.addUser("files", PASSWORD);
        ferry.run("user", "set", "files", "--quota-files", "2");
        Trees.file(here.resolve("a"), 1000);
        for (String name : List.of("x", "y")) curl(ferry, "files", "-T", "a", "/" + name).ok();
        var curl = curl(ferry, "files", "-v", "-T", "a", "/z");
        assertThat(curl.exitCode()).as(curl.output()).isNotZero();
        assertThat(curl.output()).contains("552 /z: your quota of 2 files is used up");
        var lftp = lftp(ferry, "files", "put a -o z");
        assertThat(lftp.exitCode()).as(lftp.output()).isNotZero();
        assertThat(lftp.output()).contains("your quota of 2 files is used up");
        assertThat(ferry.home("files").resolve("z")).doesNotExist();
        assertThat(lftp(ferry, "files", "quote AVBL").ok()).contains("213 0");
        lftp(ferry, "files", "rm x; put a -o z").ok();
        assertThat(ferry.home("files").resolve("z")).hasSize(1000);
        harbour.did("curl", "a file too many (refused)");
        harbour.did("lftp", "a file too many (refused)");
    }

    @Test
    void theQuotaIsRightAfterTheServerWasKilledInTheMiddleOfAnUpload() throws Exception {
        try (var ferry = FerryProcess.serve()) {
            ferry.addUser("anna", PASSWORD);
            ferry.run("user", "set", "anna", "--quota", "1000000", "--quota-files", "2");
            var anna = new Login("anna", PASSWORD);
            byte[] cut = bytes(500_000);
            try (RawFtp client = anna.at(ferry)) {
                client.store("STOR /a", bytes(300_000));
                try (Data data = client.extended()) {
                    client.say(150, "STOR /b");
                    data.write(cut, 0, 400_000);
                    client.awaitReceived(400_000);
                    ferry.kill();
                }
            }
            ferry.start();
            try (RawFtp client = anna.at(ferry)) {
                int kept = (int) client.size("/b");
                assertThat(kept).isPositive();
                assertThat(ferry.home("anna").resolve("b")).doesNotExist();
                assertThat(onDisk(ferry.home("anna"))).isEqualTo(300_000 + kept);
                assertThat(refusal(client, "STOR /c", 1)).contains("your quota of 2 files");
                ferry.run("user", "set", "anna", "--quota-files", "3");
                assertThat(room(client)).isEqualTo(700_000 - kept);
                assertThat(refusal(client, "STOR /c", 700_001 - kept))
                        .contains("your quota of 1000000 bytes");
                assertThat(onDisk(ferry.home("anna"))).isEqualTo(300_000 + kept);
                client.say(350, "REST " + kept);
                try (Data data = client.extended()) {
                    client.say(150, "STOR /b");
                    data.write(cut, kept, cut.length);
                }
                client.reply(226);
                assertThat(client.fetch("/b")).isEqualTo(cut);
                assertThat(room(client)).isEqualTo(200_000);
                assertThat(onDisk(ferry.home("anna"))).isEqualTo(800_000);
            }
        }
    }

    private static long room(RawFtp client) throws IOException {
        return Long.parseLong(client.say(213, "AVBL").sentence());
    }

    /// Uploads what is too much.
    private static String refusal(RawFtp client, String verb, int size) throws IOException {
        try (Data data = client.extended()) {
            RawFtp.Reply reply = client.say(verb);
            if (reply.code() == 552) return reply.sentence();
            assertThat(reply.code()).as(reply.text()).isEqualTo(150);
            data.write(bytes(size));
        } catch (SocketException _) {
            // hung up on in the middle: what the reply says counts
        }
        return client.reply(552).sentence();
    }

    /// All bytes of files, and of what is kept of interrupted uploads.
    private static long onDisk(Path home) throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(Files::isRegularFile)
                    .filter(it -> !it.endsWith("lock") && !it.toString().endsWith(".note"))
                    .mapToLong(it -> it.toFile().length())
                    .sum();
        }
    }

    // ---- bans

    @Test
    void aBanByHandEndsAndRefusesSessionsUntilItIsRemoved() throws Exception {
        Stranger.CURL.require();
        FerryProcess ferry = harbour.four().ferry();
        String[] at = {"--interface", "127.99.0.1", "/"};
        curl(ferry, Harbour.USER, at).ok();
        try (RawFtp there = new Login(Harbour.USER, PASSWORD).at(ferry)) {
            String address = there.say(211, "STAT").text();
            address = address.replaceAll("(?s).*Connected from ([0-9.]+).*", "$1");
            bans(ferry, "add", address, "--reason", "seen enough");
            assertThat(there.reply(421).sentence()).contains("banned: seen enough");
            bans(ferry, "remove", address);
        }
        bans(ferry, "add", "127.99.0.0/24", "--for", "1h", "--reason", "port scans");
        until(() -> curl(ferry, Harbour.USER, at).exitCode() != 0);
        assertThat(curl(ferry, Harbour.USER, "-v", at[0], at[1], at[2]).output())
                .contains("421 Your address is banned until ", ": port scans");
        assertThat(bans(ferry, "list")).containsPattern("127\\.99\\.0\\.0/24 .* port scans\n");
        curl(ferry, Harbour.USER, "--interface", "127.99.1.1", "/").ok();
        bans(ferry, "remove", "127.99.0.0/24");
        until(() -> curl(ferry, Harbour.USER, at).exitCode() == 0);
        harbour.did("curl", "login from a banned address (refused)");
    }

    @Test
    void whoGuessesPasswordsIsSentAwayAndThenBannedAlsoByTheNextServer() throws Exception {
        Stranger.CURL.require();
        String config =
                """
                ftp: {refusal-pause: 0s}
                limits:
                  wrong-passwords: 2
                  ban-after: 4
                  never-ban: none
                """;
        try (var ferry = serve(config)) {
            ferry.addUser(Harbour.USER, PASSWORD);
            try (RawFtp guesser = RawFtp.to(ferry.address())) {
                guesser.say(331, "USER anna");
                guesser.say(530, "PASS one");
                guesser.say(331, "USER anna");
                assertThat(guesser.say(421, "PASS two").sentence())
                        .startsWith("Too many wrong passwords: 2 in one session");
                assertThat(guesser.isOver()).isTrue();
            }
            String[] wrong = {"-v", "--interface", "127.99.0.2", "-u", "anna:wrong", "/"};
            for (int i = 0; i < 3; i++) {
                var told = curl(ferry, Harbour.USER, wrong);
                assertThat(told.exitCode()).as(told.output()).isEqualTo(67);
            }
            assertThat(curl(ferry, Harbour.USER, wrong).output())
                    .contains("421 Your address is banned until ", ": 4 wrong passwords");
            String[] right = {"-v", "--interface", "127.99.0.2", "/"};
            assertThat(curl(ferry, Harbour.USER, right).output()).contains("421 Your address is");
            curl(ferry, Harbour.USER, "--interface", "127.99.0.3", "/").ok();
            ferry.kill();
            ferry.start();
            assertThat(curl(ferry, Harbour.USER, right).output()).contains("421 Your address is");
            assertThat(bans(ferry, "list")).containsPattern("127\\.99\\.0\\.2 .*4 wrong passwords");
            bans(ferry, "remove", "127.99.0.2");
            until(() -> curl(ferry, Harbour.USER, right).exitCode() == 0);
        }
        harbour.did("curl", "too many wrong passwords (refused)");
    }

    private static String bans(FerryProcess ferry, String... words) {
        var line = new ArrayList<>(List.of("bans"));
        line.addAll(List.of(words));
        line.addAll(List.of("--data", ferry.data().toString()));
        FerryProcess.Outcome outcome = FerryProcess.ferry("", line.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }

    // ---- accounts

    @Test
    void anAccountHasNoMoreSessionsThanItMay() throws Exception {
        Stranger.CURL.require();
        FerryProcess ferry = harbour.four().ferry();
        ferry.addUser("single", PASSWORD);
        ferry.run("user", "set", "single", "--max-sessions", "1");
        int mark = ferry.mark();
        try (RawFtp first = new Login("single", PASSWORD).at(ferry)) {
            var second = curl(ferry, "single", "-v", "/");
            assertThat(second.exitCode()).as(second.output()).isNotZero();
            assertThat(second.output()).contains("421 Too many sessions: your account has 1");
            String log = ferry.awaitLog(mark, line -> line.contains("turned away"));
            assertThat(log).contains("user set --max-sessions, or limits.sessions-per-account");
            first.say(221, "QUIT");
        }
        until(() -> curl(ferry, "single", "/").exitCode() == 0);
        harbour.did("curl", "a session too many (refused)");
    }

    @Test
    void anAccountIsOfUseOnlyFromItsNetworks() {
        Stranger.CURL.require();
        FerryProcess ferry = harbour.four().ferry();
        ferry.addUser("near", PASSWORD);
        ferry.run("user", "set", "near", "--allow", "127.98.0.0/16", "--deny", "127.98.7.0/24");
        curl(ferry, "near", "--interface", "127.98.1.1", "/").ok();
        for (String elsewhere : List.of("127.98.7.1", "127.97.1.1")) {
            var told = curl(ferry, "near", "-v", "--interface", elsewhere, "/");
            assertThat(told.exitCode()).as(told.output()).isEqualTo(67);
            assertThat(told.output())
                    .contains("530 Login failed: the user or the password is wrong");
        }
        harbour.did("curl", "login from elsewhere (refused)", 2);
    }

    @Test
    void whatIsPacedArrivesAsItIs() {
        Stranger.CURL.require();
        FerryProcess ferry = harbour.four().ferry();
        ferry.addUser("slow", PASSWORD);
        ferry.run("user", "set", "slow", "--rate-up", "1M", "--session-rate-down", "1M");
        Path file = Trees.file(here.resolve("a"), 2_000_000);
        long begun = System.nanoTime();
        curl(ferry, "slow", "-T", "a", "/a").ok();
        // Two seconds at that rate, and a quarter of one in advance: slower machines take longer.
        assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
        assertThat(Trees.hash(ferry.home("slow").resolve("a"))).isEqualTo(Trees.hash(file));
        begun = System.nanoTime();
        curl(ferry, "slow", "-o", "b", "/a").ok();
        assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
        assertThat(Trees.hash(here.resolve("b"))).isEqualTo(Trees.hash(file));
        harbour.did("curl", "paced upload and download");
    }

    // ---- a proxy

    @Test
    void curlSaysWhomItComesFromAsAProxyDoes() throws Exception {
        Stranger.CURL.require();
        try (var ferry = serve("limits: {proxies: 127.0.0.1}\n")) {
            ferry.addUser(Harbour.USER, PASSWORD);
            Path file = Trees.file(here.resolve("a"), 100_000);
            curl(ferry, Harbour.USER, "--haproxy-protocol", "-T", "a", "/a").ok();
            assertThat(Trees.hash(ferry.home(Harbour.USER).resolve("a")))
                    .isEqualTo(Trees.hash(file));
            curl(ferry, Harbour.USER, "--haproxy-protocol", "-o", "b", "/a").ok();
            assertThat(Trees.hash(here.resolve("b"))).isEqualTo(Trees.hash(file));
            int mark = ferry.mark();
            String plain = "http://" + ferry.host() + ":" + ferry.port() + "/";
            var without = Stranger.CURL.run(here, "-sS", "-m", "60", plain);
            assertThat(without.exitCode()).as(without.output()).isNotZero();
            String refused = "connection of proxy 127.0.0.1 refused: no PROXY header";
            ferry.awaitLog(mark, line -> line.contains(refused));
            // From elsewhere none is needed, and none is taken.
            curl(ferry, Harbour.USER, "--interface", "127.99.0.4", "/").ok();
        }
        harbour.did("curl", "transfers behind a PROXY header", 2);
    }

    // ---- help

    private FerryProcess serve(String config) throws IOException {
        Path file = Files.writeString(here.resolve("ferry.yaml"), config);
        return FerryProcess.serve("--config", file.toString());
    }

    /// @param arguments the last of them a path on the server
    private Stranger.Outcome curl(FerryProcess ferry, String user, String... arguments) {
        var words = new ArrayList<>(List.of("-sS", "-u", user + ":" + PASSWORD));
        words.addAll(List.of(arguments));
        words.add("ftp://" + ferry.host() + ":" + ferry.port() + words.removeLast());
        return Stranger.CURL.run(here, words);
    }

    private Stranger.Outcome lftp(FerryProcess ferry, String user, String commands) {
        String server = ferry.host() + ":" + ferry.port();
        return Stranger.LFTP.run(
                here,
                "-c",
                "set cmd:fail-exit yes; set net:timeout 60; set net:max-retries 1;"
                        + " set ftp:ssl-allow no; open ftp://%s:%s@%s; %s"
                                .formatted(user, PASSWORD, server, commands));
    }

    private static void until(Callable<Boolean> happens) {
        await().atMost(Duration.ofMinutes(1)).until(happens);
    }
}
