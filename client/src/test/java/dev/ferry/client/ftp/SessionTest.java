package dev.ferry.client.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferry.client.ScriptedServer;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Incoming;
import dev.ferry.client.remote.Item;
import dev.ferry.client.remote.Outgoing;
import dev.ferry.client.remote.Retries;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.Reply;
import dev.ferry.wire.ftp.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server that does everything wrong once: the client ends each with the right exception, in
/// time.
@Timeout(60)
class SessionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private ScriptedServer server;
    private FtpRemote site;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        site = site(0);
    }

    @AfterEach
    void stop() throws IOException {
        site.close();
        server.close();
    }

    /// For a server that says or takes nothing more.
    private void beImpatient() {
        site.close();
        site = site(settings().within(Duration.ofMillis(600)), 0);
    }

    private FtpRemote site(int retries) {
        return site(settings(), retries);
    }

    private static FtpRemote site(FtpSettings settings, int retries) {
        return new FtpRemote(
                settings,
                new Retries(retries, Duration.ofMillis(5), Duration.ofMillis(20), (_, _, _) -> {}));
    }

    private FtpSettings settings() {
        return FtpSettings.of(
                        "127.0.0.1",
                        server.port(),
                        new FtpSettings.Credentials("anna", new Secret("secret")),
                        PATIENCE,
                        InstantSource.system())
                .with(draft -> draft.tls = FtpSettings.Tls.OFF);
    }

    private static VirtualPath path(String text) {
        return VirtualPath.of(text);
    }

    private String fetched(String file) throws IOException {
        return fetched(file, 0);
    }

    private String fetched(String file, long offset) throws IOException {
        var all = new ByteArrayOutputStream();
        byte[] chunk = new byte[1000];
        try (Incoming in = site.read(path(file), offset)) {
            for (int n = in.read(chunk, 0, 1000); n >= 0; n = in.read(chunk, 0, 1000)) {
                all.write(chunk, 0, n);
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private void stored(String file, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        try (Outgoing out = site.write(path(file), 0)) {
            out.write(bytes, 0, bytes.length);
            out.finish();
        }
    }

    private List<String> names(String folder) throws IOException {
        try (Stream<Item> items = site.list(path(folder))) {
            return items.map(Item::name).sorted().toList();
        }
    }

    private static <T extends Failure> T failure(
            Class<T> type, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        T failure = catchThrowableOfType(type, call);
        assertThat(failure).isNotNull();
        return failure;
    }

    // What should work

    @Test
    void filesComeAndGo() throws IOException {
        server.file("/a.txt", "hello").file("/b/", "").file("/b/c.txt", "there");
        assertThat(fetched("/a.txt")).isEqualTo("hello");
        assertThat(fetched("/a.txt", 3)).isEqualTo("lo");
        stored("/new.txt", "news");
        assertThat(fetched("/new.txt")).isEqualTo("news");
        assertThat(names("/")).containsExactly("a.txt", "b", "new.txt");
        assertThat(site.stat(path("/b")).isFolder()).isTrue();
        assertThat(site.stat(path("/b/c.txt")).size()).hasValue(5);
        site.rename(path("/new.txt"), path("/b/old.txt"));
        site.delete(path("/a.txt"));
        site.makeFolder(path("/d"));
        site.removeFolder(path("/d"));
        assertThat(names("/b")).containsExactly("c.txt", "old.txt");
        assertThat(server.connections.get()).isEqualTo(1);
    }

    @Test
    void aServerOfOldKnowsNoMlsx() throws IOException {
        server.features = List.of();
        server.file("/.hidden", "x").file("/b/", "");
        server.on(
                "LIST",
                (talk, argument) ->
                        talk.send(
                                ((argument.equals("-a")
                                                        ? "-rw-r--r-- 1 u g 1 Jan 1 2020 .hidden\r\n"
                                                        : "")
                                                + "drwxr-xr-x 2 u g 4096 Jan  1  2020 b\n")
                                        .getBytes(StandardCharsets.UTF_8)));
        assertThat(names("/")).containsExactly(".hidden", "b");
        assertThat(site.stat(path("/.hidden")).size()).hasValue(1);
        assertThat(site.stat(path("/b")).isFolder()).isTrue();
    }

    /// What a server in a zone of its own shows is said in UTC.
    @Test
    void timesByTheServersClockAreTurnedIntoUtc() throws IOException {
        server.features = List.of("MDTM");
        server.file("/a", "x").file("/b", "x");
        server.on("MDTM", "213 20240102030405");
        server.on(
                "LIST",
                (talk, _) ->
                        talk.send(
                                """
                                -rw-r--r-- 1 u g 1 2024-01-02 08:34 a
                                -rw-r--r-- 1 u g 1 2024-03-02 08:34 b
                                """
                                        .getBytes(StandardCharsets.UTF_8)));
        for (int i = 0; i < 2; i++) {
            try (Stream<Item> items = site.list(path("/"))) {
                assertThat(items.map(item -> item.modified().orElseThrow().time().toString()))
                        .containsExactly("2024-01-02T03:04:00Z", "2024-03-02T03:04:00Z");
            }
        }
        assertThat(server.heard.stream().filter(line -> line.startsWith("MDTM"))).hasSize(1);
    }

    /// A server that lets two in is used by two, however many want to.
    @Test
    void tooManySessionsLowerThePool() throws Exception {
        site.close();
        site =
                new FtpRemote(
                        settings().with(draft -> draft.sessions = 6),
                        new Retries(
                                30,
                                Duration.ofMillis(20),
                                Duration.ofMillis(200),
                                (_, _, _) -> {}));
        var inside = new java.util.concurrent.atomic.AtomicInteger();
        server.on(
                "CONNECT",
                (talk, _) -> {
                    if (inside.incrementAndGet() > 2) {
                        talk.say("421 Too many connections");
                        talk.hangUp();
                    } else {
                        talk.say("220 ready");
                    }
                });
        server.file("/a", "x".repeat(1000));
        server.on(
                "RETR",
                (talk, argument) -> {
                    Thread.sleep(30);
                    server.usual(talk, "RETR", argument);
                });
        var fetched = new java.util.concurrent.atomic.AtomicInteger();
        var threads = new java.util.ArrayList<Thread>();
        for (int i = 0; i < 12; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    if (fetched("/a").length() == 1000) fetched.incrementAndGet();
                                } catch (IOException _) {
                                    // counted as none
                                }
                            }));
        }
        for (Thread thread : threads) thread.join();
        assertThat(fetched).hasValue(12);
        assertThat(site.sessions()).isLessThanOrEqualTo(2);
    }

    @Test
    void aFileCanBeFetchedFromAServerWithoutEpsv() throws IOException {
        server.file("/a", "x").on("EPSV", "500 what");
        assertThat(fetched("/a")).isEqualTo("x");
        assertThat(fetched("/a")).isEqualTo("x");
        assertThat(server.heard.stream().filter("EPSV"::equals)).hasSize(1);
    }

    @Test
    void theAddressOfPasvIsNotLookedAt() throws IOException {
        server.file("/a", "x").on("EPSV", "502 what");
        server.on(
                "PASV",
                (talk, _) -> {
                    int port = talk.listen();
                    talk.say("227 call (10,255,255,1," + port / 256 + "," + port % 256 + ")");
                });
        assertThat(fetched("/a")).isEqualTo("x");
    }

    @Test
    void activeModeLetsTheServerCall() throws IOException {
        FtpSettings active =
                settings().with(draft -> draft.dataMode = new FtpSettings.DataMode.Active(0, 0));
        server.on(
                "PORT",
                (talk, argument) -> {
                    String[] n = argument.split(",");
                    int port = Integer.parseInt(n[4]) * 256 + Integer.parseInt(n[5]);
                    server.on(
                            "RETR",
                            (again, _) -> {
                                again.say("150 calling");
                                try (var socket =
                                        new Socket(
                                                java.net.InetAddress.getLoopbackAddress(), port)) {
                                    socket.getOutputStream()
                                            .write("called".getBytes(StandardCharsets.UTF_8));
                                }
                                again.say("226 done");
                            });
                    talk.say("200 noted");
                });
        site.close();
        site = new FtpRemote(active, new Retries(0, Duration.ZERO, Duration.ZERO, (_, _, _) -> {}));
        assertThat(fetched("/a")).isEqualTo("called");
        server.on("PORT", "200 noted");
        server.on("RETR", (talk, _) -> talk.say("150 calling\n425 nobody there"));
        failure(Failure.ConnectionLost.class, () -> fetched("/a"));
    }

    @Test
    void aGreetingMaySayThatItTakesAWhile() throws IOException {
        server.on("CONNECT", "120 in five minutes\n220 now");
        server.file("/a", "x");
        assertThat(fetched("/a")).isEqualTo("x");
    }

    @Test
    void linesMayEndInBareLineFeeds() throws IOException {
        server.file("/a", "x");
        server.on("PASS", (talk, _) -> talk.raw("230-hello\n421 not the end\n230 in\n"));
        server.on("FEAT", (talk, _) -> talk.raw("211-x\n MLST size*;\n211 end\n"));
        assertThat(fetched("/a")).isEqualTo("x");
    }

    // The greeting and the login

    @Test
    void nobodyThere() throws IOException {
        try (var nobodys = new Socket()) { // ours, and nothing listens there
            nobodys.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            FtpSettings settings =
                    FtpSettings.of(
                            "127.0.0.1",
                            nobodys.getLocalPort(),
                            FtpSettings.Credentials.ANONYMOUS,
                            PATIENCE,
                            InstantSource.system());
            try (var other = new FtpRemote(settings, Retries.standard())) {
                assertThat(failure(Failure.NotConnected.class, other::home).exitCode())
                        .isEqualTo(3);
            }
        }
    }

    @Test
    void noSuchHost() {
        FtpSettings settings =
                FtpSettings.of(
                        "host.invalid",
                        21,
                        FtpSettings.Credentials.ANONYMOUS,
                        PATIENCE,
                        InstantSource.system());
        try (var other = new FtpRemote(settings, Retries.standard())) {
            assertThat(failure(Failure.NotConnected.class, other::home))
                    .hasMessageContaining("no such host");
        }
    }

    @Test
    void aServerThatSaysNothing() {
        beImpatient();
        server.on("CONNECT", (_, _) -> {});
        assertThat(failure(Failure.TimedOut.class, () -> site.home()).exitCode()).isEqualTo(11);
    }

    @Test
    void aBannerOfAMegabyte() {
        server.on("CONNECT", (talk, _) -> talk.raw("220-" + "x".repeat(1 << 20)));
        assertThat(failure(Failure.ProtocolBroken.class, () -> site.home()).exitCode())
                .isEqualTo(15);
    }

    @Test
    void aBannerWithoutEnd() {
        server.on(
                "CONNECT",
                (talk, _) -> {
                    while (true) talk.raw("220-more\r\n");
                });
        failure(Failure.ProtocolBroken.class, () -> site.home());
    }

    @Test
    void aReplyThatDripsIsBoundedInTime() {
        beImpatient();
        server.on(
                "PWD",
                (talk, _) -> {
                    for (int i = 0; i < 1000; i++) {
                        talk.raw("2");
                        Thread.sleep(50);
                    }
                });
        failure(Failure.TimedOut.class, () -> site.home());
    }

    @Test
    void anotherProtocol() {
        server.on("CONNECT", (talk, _) -> talk.raw("SSH-2.0-OpenSSH_9.2\r\n"));
        assertThat(failure(Failure.ProtocolBroken.class, () -> site.home()))
                .hasMessageContaining("SSH-2.0-OpenSSH_9.2");
    }

    @Test
    void aWrongPassword() {
        server.on("PASS", "530 Login incorrect.");
        Failure failure = failure(Failure.LoginRefused.class, () -> site.home());
        assertThat(failure.exitCode()).isEqualTo(4);
        assertThat(failure).hasMessageContaining("530 Login incorrect.");
        assertThat(failure.reply().orElseThrow().code()).isEqualTo(530);
        assertThat(failure.getMessage()).doesNotContain("secret");
    }

    @Test
    void aServerThatIsFullIsTriedAgain() throws IOException {
        site.close();
        site = site(3);
        server.once("CONNECT", "421 Too many connections, try again later");
        server.once("PASS", "530 Sorry, the maximum number of clients is connected");
        assertThat(site.home()).isEqualTo(VirtualPath.ROOT);
        assertThat(server.connections.get()).isEqualTo(3);
    }

    @Test
    void aServerThatStaysFullIsALimit() {
        server.on("CONNECT", "421 Too many connections");
        assertThat(failure(Failure.TooManySessions.class, () -> site.home()).exitCode())
                .isEqualTo(13);
    }

    // Refusals

    @Test
    void missingFiles() {
        Failure failure = failure(Failure.NotFound.class, () -> fetched("/none"));
        assertThat(failure.exitCode()).isEqualTo(6);
        assertThat(failure).hasMessage("/none: no such file or folder (550 no such file)");
    }

    @Test
    void aSecondQuestionTellsForbiddenFromMissing() {
        server.file("/there", "x").on("RETR", "550 Failed to open file.");
        assertThat(failure(Failure.NotAllowed.class, () -> fetched("/there")).exitCode())
                .isEqualTo(7);
        assertThat(failure(Failure.NotFound.class, () -> fetched("/none")).exitCode()).isEqualTo(6);
        server.features = List.of();
        server.on("SIZE", "550 Could not get file size.");
        server.on(
                "LIST",
                (talk, _) ->
                        talk.send(
                                "-rw------- 1 u g 1 Jan 1 2020 there\r\n"
                                        .getBytes(StandardCharsets.UTF_8)));
        site.close();
        site = site(0);
        failure(Failure.NotAllowed.class, () -> fetched("/there"));
        failure(Failure.NotFound.class, () -> fetched("/none"));
    }

    @Test
    void aRefusalNamesWhatWasToBeMade() {
        server.on("MKD", "550 Create directory operation failed.");
        server.on("STOR", "550 Could not create file.");
        assertThat(failure(Failure.NotAllowed.class, () -> site.makeFolder(path("/nope"))))
                .hasMessageStartingWith("/nope: not permitted");
        assertThat(failure(Failure.NotFound.class, () -> site.makeFolder(path("/x/nope"))))
                .hasMessageStartingWith("/x: no such");
        assertThat(failure(Failure.NotAllowed.class, () -> stored("/nope", "x")))
                .hasMessageStartingWith("/nope: not permitted");
    }

    @Test
    void noRoom() {
        server.on(
                "STOR",
                (talk, _) -> {
                    talk.say("150 go on");
                    talk.data().close();
                    talk.say("552 quota exceeded");
                });
        Failure failure = failure(Failure.QuotaReached.class, () -> stored("/a", "x"));
        assertThat(failure.exitCode()).isEqualTo(13);
    }

    @Test
    void noRoomIsSaidWhileWeWrite() {
        server.on(
                "STOR",
                (talk, _) -> {
                    talk.say("150 go on");
                    Socket data = talk.data();
                    data.setSoLinger(true, 0);
                    data.close();
                    talk.say("452 disk full");
                });
        failure(Failure.QuotaReached.class, () -> stored("/a", "x".repeat(30_000_000)));
    }

    @Test
    void namesCannotForgeCommands() {
        assertThatThrownBy(() -> site.lease(session -> session.ask("NOOP\r\nDELE x")))
                .isInstanceOf(Failure.Usage.class);
        assertThat(server.heard).noneMatch(line -> line.startsWith("DELE"));
    }

    // Data connections that go wrong

    @Test
    void aConnectionThatIsClosedInMidTransfer() {
        server.file("/a", "x");
        server.on(
                "RETR",
                (talk, _) -> {
                    talk.say("150 here");
                    talk.data().close();
                    talk.hangUp();
                });
        assertThat(failure(Failure.ConnectionLost.class, () -> fetched("/a")).exitCode())
                .isEqualTo(14);
    }

    @Test
    void a421InMidTransfer() {
        server.on(
                "RETR",
                (talk, _) -> {
                    talk.say("150 here");
                    Socket data = talk.data();
                    data.getOutputStream().write(new byte[10]);
                    data.close();
                    talk.say("421 going down");
                });
        assertThat(failure(Failure.ConnectionLost.class, () -> fetched("/a")))
                .hasMessageContaining("421 going down");
    }

    @Test
    void noReplyAtTheEnd() {
        beImpatient();
        server.on(
                "RETR",
                (talk, _) -> {
                    talk.say("150 here");
                    talk.data().close();
                });
        failure(Failure.TimedOut.class, () -> fetched("/a"));
    }

    @Test
    void bytesThatStopComing() {
        beImpatient();
        server.on(
                "RETR",
                (talk, _) -> {
                    talk.say("150 here");
                    talk.data().getOutputStream().write(1);
                });
        failure(Failure.TimedOut.class, () -> fetched("/a"));
    }

    @Test
    void bytesThatAreNotTaken() {
        beImpatient();
        server.on(
                "STOR",
                (talk, _) -> {
                    talk.say("150 go on");
                    talk.data();
                });
        failure(Failure.TimedOut.class, () -> stored("/a", "x".repeat(30_000_000)));
    }

    @Test
    void aDataConnectionThatNobodyTakes() {
        server.on("RETR", "425 cannot open");
        failure(Failure.ConnectionLost.class, () -> fetched("/a"));
        server.on("EPSV", "229 call (|||1|)").on("PASV", "227 call (127,0,0,1,0,1)");
        failure(Failure.ConnectionLost.class, () -> fetched("/a"));
    }

    @Test
    void passiveRepliesThatNameNoPort() {
        server.on("EPSV", "229 call me");
        failure(Failure.ProtocolBroken.class, () -> fetched("/a"));
        server.on("EPSV", "500 what").on("PASV", "227 call (1,2,3)");
        failure(Failure.ProtocolBroken.class, () -> fetched("/a"));
    }

    @Test
    void restRefused() {
        server.file("/a", "abc").on("REST", "502 not here");
        failure(Failure.Unsupported.class, () -> fetched("/a", 1));
    }

    @Test
    void aSizeThatIsNone() {
        server.features = List.of("SIZE");
        server.on("SIZE", "213 -5");
        assertThat(failure(Failure.ProtocolBroken.class, () -> site.stat(path("/a"))).exitCode())
                .isEqualTo(15);
        server.on("SIZE", "213 99999999999999999999");
        failure(Failure.ProtocolBroken.class, () -> site.stat(path("/a")));
    }

    // Replies early, late and twice

    @Test
    void aReplyGivenTwiceBelongsToNoLaterCommand() throws IOException {
        server.file("/a", "x").file("/b", "yy");
        server.on(
                "RETR",
                (talk, argument) -> {
                    server.usual(talk, "RETR", argument);
                    talk.say("226 done again");
                });
        assertThat(fetched("/a")).isEqualTo("x");
        assertThat(site.stat(path("/b")).size()).hasValue(2);
        assertThat(fetched("/b")).isEqualTo("yy");
        // No session whose replies went astray is used for long.
        assertThat(server.connections.get()).isGreaterThan(1);
    }

    @Test
    void aLateReplyIsNotTheAnswer() throws IOException {
        server.once(
                "EPSV",
                (talk, _) -> {
                    talk.raw("226 from long ago\r\n");
                    server.usual(talk, "EPSV", "");
                });
        server.file("/a", "x");
        assertThat(fetched("/a")).isEqualTo("x");
    }

    @Test
    void anEarlyReplyDoesNotCutTheFile() throws IOException {
        server.on(
                "RETR",
                (talk, _) -> {
                    talk.say("150 here");
                    talk.say("226 done, I think");
                    try (Socket data = talk.data()) {
                        data.getOutputStream().write("all of it".getBytes(StandardCharsets.UTF_8));
                    }
                });
        assertThat(fetched("/a")).isEqualTo("all of it");
    }

    @Test
    void aWrongReplyIsNoAnswer() {
        server.on("EPSV", "250 fine");
        failure(Failure.ProtocolBroken.class, () -> fetched("/a"));
    }

    // Listings

    @Test
    void aListingWithoutEnd() {
        server.on(
                "MLSD",
                (talk, _) -> {
                    talk.say("150 here");
                    var out = talk.data().getOutputStream();
                    byte[] chunk = "type=file; a\r\n".repeat(5000).getBytes(StandardCharsets.UTF_8);
                    while (true) out.write(chunk);
                });
        site.close();
        site =
                new FtpRemote(
                        settings().with(draft -> draft.maxEntries = 1_000_000), Retries.standard());
        assertThatThrownBy(
                        () -> {
                            try (Stream<Item> items = site.list(VirtualPath.ROOT)) {
                                assertThat(items.count()).isNegative();
                            }
                        })
                .hasRootCauseInstanceOf(Failure.ProtocolBroken.class)
                .hasMessageContaining("more than 1000000 lines");
    }

    @Test
    void aLineOfAListingWithoutEnd() {
        server.on(
                "MLSD",
                (talk, _) -> {
                    talk.say("150 here");
                    var out = talk.data().getOutputStream();
                    while (true) out.write(new byte[10_000]);
                });
        failure(Failure.ProtocolBroken.class, () -> names("/"));
    }

    @Test
    void aMillionEntriesNeedNoMemory() throws IOException {
        server.on(
                "MLSD",
                (talk, _) -> {
                    talk.say("150 here");
                    try (Socket data = talk.data()) {
                        byte[] chunk =
                                "type=file;size=1;modify=20200101000000; some-name-or-other\r\n"
                                        .repeat(1000)
                                        .getBytes(StandardCharsets.UTF_8);
                        for (int i = 0; i < 1000; i++) data.getOutputStream().write(chunk);
                    }
                    talk.say("226 done");
                });
        try (Stream<Item> items = site.list(VirtualPath.ROOT)) {
            assertThat(items.count()).isEqualTo(1_000_000);
        }
    }

    @Test
    void namesThatTryToEscapeAreLeftOut() throws IOException {
        server.on(
                "MLSD",
                (talk, _) ->
                        talk.send(
                                """
                                type=file; ../up
                                type=file; /absolute
                                type=file; ..
                                type=dir; .
                                type=file; sub/name
                                type=file; good
                                """
                                        .getBytes(StandardCharsets.UTF_8)));
        assertThat(names("/")).containsExactly("good");
    }

    @Test
    void aListingThatBreaksOffIsAskedForAgain() throws IOException {
        site.close();
        site = site(2);
        server.file("/a", "x").file("/b", "x");
        server.once(
                "MLSD",
                (talk, _) -> {
                    talk.say("150 here");
                    Socket data = talk.data();
                    data.getOutputStream()
                            .write("type=file; a\r\n".getBytes(StandardCharsets.UTF_8));
                    data.close();
                    talk.hangUp();
                });
        assertThat(names("/")).containsExactly("a", "b");
    }

    // Ends

    @Test
    void aSessionThatTheServerClosedMeanwhileCostsNoAttempt() throws Exception {
        var closed = new CountDownLatch(1);
        server.once(
                "PWD",
                (talk, _) -> {
                    talk.say("257 \"/\"");
                    talk.hangUp();
                    closed.countDown();
                });
        assertThat(site.home()).isEqualTo(VirtualPath.ROOT);
        closed.await();
        Thread.sleep(300);
        server.file("/a", "x");
        assertThat(site.stat(path("/a")).size()).hasValue(1);
    }

    @Test
    void closingWaitsTwoSecondsAtMost() throws IOException {
        server.on("QUIT", (_, _) -> {});
        var session = Session.open(settings().within(Duration.ofMinutes(1)));
        long begun = System.nanoTime();
        session.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void anotherThreadMayCancel() throws Exception {
        server.on(
                "RETR",
                (talk, _) -> {
                    talk.say("150 here");
                    talk.data().getOutputStream().write(1);
                });
        site.close();
        site = new FtpRemote(settings().within(Duration.ofMinutes(1)), Retries.standard());
        Incoming in = site.read(path("/a"), 0);
        assertThat(in.read(new byte[10], 0, 10)).isEqualTo(1);
        Thread.ofVirtual().start(() -> site.cancel());
        assertThat(
                        failure(Failure.Interrupted.class, () -> in.read(new byte[10], 0, 10))
                                .exitCode())
                .isEqualTo(130);
        failure(Failure.Interrupted.class, () -> site.home());
    }

    @Test
    void rawCommandsAreAnsweredWhateverTheySay() throws IOException {
        server.on("SITE", (talk, argument) -> talk.say("200 " + argument));
        Reply reply = site.lease(session -> session.ask("SITE HELP"));
        assertThat(reply.lines()).containsExactly("HELP");
    }
}
