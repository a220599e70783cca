package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.it.RawFtp.Data;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// More than anybody honest does, while the honest ones go on. The server has a heap of fixed size.
@ExtendWith(Harbour.Pilot.class)
final class FloodIT {

    private static final String PASSWORD = Harbour.PASSWORD;
    private static final int WORKERS = 8;

    /// The heap, what Java itself takes, and at full size some 6,000 threads.
    private static final long MOST_RESIDENT_KB = Settings.sized(600_000, 1_500_000);

    private final Harbour harbour;
    private final Path here;

    FloodIT(Harbour harbour, @TempDir Path here) {
        this.harbour = harbour;
        this.here = here;
    }

    private FerryProcess serve(String config) throws IOException {
        Path file = Files.writeString(here.resolve("ferry.yaml"), config);
        return FerryProcess.serveWith(
                Map.of("FERRY_JAVA_OPTS", "-Xmx256m"), "--config", file.toString());
    }

    private static void requireBounded(FerryProcess ferry) throws IOException {
        assertThat(ferry.log()).noneMatch(line -> line.contains("OutOfMemoryError"));
        long resident = residentKilobytes(ferry.pid());
        System.out.printf("  resident at most: %d MB%n", resident / 1024);
        assertThat(resident).isLessThan(MOST_RESIDENT_KB);
    }

    /// At any time so far.
    private static long residentKilobytes(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow();
        }
    }

    // ---- connections in which nobody logs in

    @Test
    @DisplayName("before-login denial: 10,000 half-open")
    void halfOpenConnectionsFromManyAddressesAreEndedWhileHonestOnesLogIn() throws Exception {
        int halfOpen = Settings.sized(1_500, 10_000);
        int honest = Settings.sized(60, 200);
        try (var ferry = serve("ftp: {max-sessions: 1000}\n");
                var flood = new Flood(ferry.address())) {
            ferry.addUser(Harbour.USER, PASSWORD);
            flood.open(halfOpen * 4 / 5, 0);
            flood.dribble();
            var over = new AtomicBoolean();
            try (var threads = Executors.newFixedThreadPool(WORKERS + 1)) {
                Future<Boolean> flooding = threads.submit(() -> goOn(flood, halfOpen / 5, over));
                try {
                    honest(ferry, honest, threads::submit);
                } finally {
                    over.set(true);
                }
                assertThat(flooding.get(5, TimeUnit.MINUTES)).isTrue();
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> aliveAfterALetter(flood) <= 500);
            assertThat(flood.ended()).isGreaterThanOrEqualTo(halfOpen - 500);
            requireBounded(ferry);
        }
        harbour.did("half-open", "connections ended while others log in", halfOpen);
        harbour.did("half-open", "honest logins beside them", honest);
    }

    private static int aliveAfterALetter(Flood flood) throws IOException {
        flood.dribble();
        return flood.alive();
    }

    /// The rest of it comes while honest ones log in, 250 a second.
    private static boolean goOn(Flood flood, int more, AtomicBoolean over) throws IOException {
        int left = more;
        while (!over.get() || left > 0) {
            int some = Math.min(left, 50);
            flood.open(some, over.get() ? 0 : TimeUnit.MILLISECONDS.toNanos(4));
            left -= some;
            flood.dribble();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return true;
    }

    /// All of them from one address, and all of them there in the end.
    private static void honest(
            FerryProcess ferry, int count, Function<Callable<RawFtp>, Future<RawFtp>> start)
            throws Exception {
        InetAddress office = InetAddress.ofLiteral("127.99.9.9");
        var sessions = new ArrayList<RawFtp>();
        var slowest = new AtomicLong();
        try {
            var coming = new ArrayList<Future<RawFtp>>();
            for (int i = 0; i < count; i++) {
                coming.add(
                        start.apply(() -> {
                            long from = System.nanoTime();
                            RawFtp client = RawFtp.to(ferry.address(), office);
                            client.logIn(Harbour.USER, PASSWORD);
                            slowest.accumulateAndGet(System.nanoTime() - from, Math::max);
                            return client;
                        }));
            }
            for (Future<RawFtp> one : coming) sessions.add(one.get(2, TimeUnit.MINUTES));
            for (RawFtp client : sessions) client.say(200, "NOOP");
            for (RawFtp client : sessions) client.say(221, "QUIT");
            System.out.printf(
                    "  the slowest of %d honest logins took %d ms%n",
                    count, TimeUnit.NANOSECONDS.toMillis(slowest.get()));
        } finally {
            for (RawFtp client : sessions) client.close();
        }
    }

    // ---- uploads and slow readers

    /// An upload that is half done; its number says what is in it.
    private record Half(RawFtp client, Data data, int number) {
        static Half of(FerryProcess ferry, int number, boolean tls) throws IOException {
            RawFtp client = connected(ferry, tls);
            byte[] bytes = bytes(number);
            Data data = client.extended();
            client.say(150, "STOR /in/" + number);
            data.write(bytes, 0, bytes.length / 2);
            return new Half(client, data, number);
        }

        private static byte[] bytes(int number) {
            byte[] bytes = new byte[20_000 + 7 * number];
            new Random(number).nextBytes(bytes);
            return bytes;
        }

        String finish() throws IOException {
            byte[] bytes = bytes(number);
            try (client) {
                try (data) {
                    data.write(bytes, bytes.length / 2, bytes.length);
                }
                client.reply(226);
                client.say(221, "QUIT");
            }
            return sha256(bytes);
        }
    }

    private static RawFtp connected(FerryProcess ferry, boolean tls) throws IOException {
        RawFtp client = RawFtp.to(ferry.address());
        if (tls) client.secure();
        client.logIn(Harbour.USER, PASSWORD);
        return client;
    }

    @ParameterizedTest(name = "TLS {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("memory, handles: 3,000 uploads, 100 slow readers")
    void uploadsBesideReadersThatHardlyReadAllArriveWhole(boolean tls) throws Exception {
        int uploads = Settings.sized(200, 3_000);
        int readers = Settings.sized(20, 100);
        try (var ferry =
                serve(
                        """
                        ftp: {max-sessions: 4000, stall-timeout: 15m, data-timeout: 5m, tls-resume: off}
                        limits: {sessions-per-address: off}
                        """)) {
            ferry.addUser(Harbour.USER, PASSWORD);
            ferry.run("user", "set", Harbour.USER, "--quota", "10G", "--quota-files", "10000");
            Path home = ferry.home(Harbour.USER);
            Files.createDirectories(home.resolve("in"));
            Path big = Trees.file(home.resolve("big"), 8 << 20);
            var slow = new ArrayList<RawFtp>();
            var pipes = new ArrayList<Data>();
            try (var threads = Executors.newFixedThreadPool(WORKERS)) {
                for (int i = 0; i < readers; i++) {
                    RawFtp client = connected(ferry, tls);
                    slow.add(client);
                    pipes.add(client.extended(65_536));
                    client.say(150, "RETR /big");
                }
                List<Half> halves =
                        all(
                                threads,
                                uploads,
                                number -> Half.of(ferry, number, tls),
                                _ -> readABit(pipes));
                List<String> hashes =
                        all(threads, uploads, number -> halves.get(number).finish(), _ -> {});
                for (int i = 0; i < uploads; i++) {
                    assertThat(Trees.hash(home.resolve("in/" + i))).isEqualTo(hashes.get(i));
                }
                List<String> read =
                        all(
                                threads,
                                readers,
                                number -> sha256(pipes.get(number).readAll()),
                                _ -> {});
                // What was read a bit of before is read on from there: the rest ends the same.
                assertThat(read).hasSize(readers).containsOnly(tail(big));
                for (RawFtp client : slow) client.reply(226);
                String usage = slow.getFirst().say(200, "SITE QUOTA").text();
                assertThat(usage).contains("Files: " + (uploads + 1) + " of 10000 used");
                requireBounded(ferry);
            } finally {
                for (Data data : pipes) data.close();
                for (RawFtp client : slow) client.close();
            }
        }
        String how = tls ? ", TLS" : "";
        harbour.did("slow", "readers beside uploads" + how, readers);
        harbour.did("uploads", "at once beside slow readers" + how, uploads);
    }

    @Test
    @DisplayName("memory, handles: 1,500 uploads over SFTP, 100 readers that take nothing")
    void uploadsOverSftpBesideReadersThatTakeNothingAllArriveWhole() throws Exception {
        if (!Files.exists(Path.of("/usr/lib/python3/dist-packages/asyncssh"))) {
            Stranger.skip("asyncssh is not installed");
        }
        int uploads = Settings.sized(100, 3_000);
        int readers = Settings.sized(10, 100);
        Path file =
                Files.writeString(
                        here.resolve("ferry.yaml"),
                        """
                        ftp: {max-sessions: 4000}
                        sftp: {stall-timeout: 60m, idle-timeout: 60m}
                        limits: {sessions-per-address: off}
                        """);
        try (var ferry =
                FerryProcess.serveWith(
                        Map.of("FERRY_JAVA_OPTS", "-Xmx256m"),
                        "--config",
                        file.toString(),
                        "--sftp-port",
                        "0")) {
            ferry.addUser(Harbour.USER, PASSWORD);
            Path home = ferry.home(Harbour.USER);
            Files.createDirectories(home.resolve("in"));
            Path big = Trees.file(home.resolve("big"), Settings.sized(3, 8) << 20);
            String said =
                    Stranger.ASYNCSSH
                            .run(
                                    here,
                                    FerryProcess.root()
                                            .resolve("it/src/test/python/asyncssh_crowd.py")
                                            .toString(),
                                    Integer.toString(ferry.sftpPort()),
                                    Harbour.USER,
                                    PASSWORD,
                                    Integer.toString(uploads),
                                    Integer.toString(readers))
                            .ok();
            int arrived = 0;
            int read = 0;
            for (String line : said.lines().toList()) {
                String sum = line.substring(line.indexOf(' ') + 1);
                if (line.startsWith("read ")) {
                    assertThat(sum).isEqualTo(Trees.hash(big));
                    read++;
                } else {
                    Path there = home.resolve("in").resolve(line.substring(0, line.indexOf(' ')));
                    assertThat(Trees.hash(there)).isEqualTo(sum);
                    arrived++;
                }
            }
            assertThat(arrived).isEqualTo(uploads);
            assertThat(read).isEqualTo(readers);
            requireBounded(ferry);
        }
        harbour.did("asyncssh", "uploads over SFTP at once", uploads);
        harbour.did("asyncssh", "readers over SFTP that take nothing", readers);
    }

    /// How much of the big file each slow reader takes before the end.
    private static final int BIT = 1024;

    private static void readABit(List<Data> pipes) {
        byte[] bit = new byte[BIT];
        for (Data data : pipes) {
            try {
                int got = data.socket().getInputStream().readNBytes(bit, 0, BIT);
                assertThat(got).isEqualTo(BIT);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String tail(Path big) throws IOException {
        byte[] all = Files.readAllBytes(big);
        return sha256(Arrays.copyOfRange(all, BIT, all.length));
    }

    private interface Task<T> {
        T run(int number) throws IOException;
    }

    private interface Meanwhile {
        void run(int number);
    }

    /// Does a task for each number, and something else while they are at it.
    private static <T> List<T> all(
            ExecutorService threads, int count, Task<T> task, Meanwhile meanwhile)
            throws Exception {
        var futures = new ArrayList<Future<T>>();
        var begun = new CountDownLatch(1);
        for (int i = 0; i < count; i++) {
            int number = i;
            futures.add(
                    threads.submit(() -> {
                        begun.countDown();
                        return task.run(number);
                    }));
        }
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
        meanwhile.run(count);
        var done = new ArrayList<T>();
        for (Future<T> future : futures) done.add(future.get(10, TimeUnit.MINUTES));
        return done;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
