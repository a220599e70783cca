package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.core.work.Event;
import dev.ferry.files.Capability;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Storage;
import dev.ferry.files.storage.memory.MemoryStorage;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// How sessions end that are not ended by QUIT.
final class EndingTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(700);

    private static final String UPLOADING =
            LOGIN + "> TYPE I\n< 200 *\n> EPSV\n< 229 *\n> STOR a.txt\n< 150 *\n>>+01234\n";

    @Test
    void silenceBeforeLoginEndsTheSession() throws Exception {
        try (var talk = new Dialogue(TestServer.loginWithin(SHORT))) {
            talk.play("< 220 *\n< 421 Nobody logged in for too long; *\n<EOF");
        }
    }

    @Test
    void chattingBeforeLoginDoesNotProlongIt() throws Exception {
        try (var talk = new Dialogue(TestServer.loginWithin(SHORT))) {
            talk.play("< 220 *");
            String last = "";
            for (int i = 0; i < 1_000 && !last.startsWith("421"); i++) {
                talk.client().send("NOOP");
                last = String.valueOf(talk.client().line());
                Thread.sleep(10);
            }
            assertThat(last).startsWith("421 ");
        }
    }

    @Test
    void silenceAfterLoginEndsTheSession() throws Exception {
        try (var talk = new Dialogue(TestServer.idleFor(SHORT))) {
            talk.play(LOGIN + "< 421 Nothing was said for too long; *\n<EOF");
        }
    }

    @Test
    void silenceIsForgivenWhileATransferRuns() throws Exception {
        var idle = Duration.ofSeconds(2);
        try (var talk = new Dialogue(TestServer.idleFor(idle))) {
            talk.play(UPLOADING);
            Thread.sleep(idle.plusMillis(500));
            talk.play(">>56789\n< 226 *\n> NOOP\n< 200 *");
        }
    }

    @Test
    void onlySoManySessionsAreLetIn() throws Exception {
        try (var server = new TestServer(TestServer.sessions(2));
                var _ = Client.loggedIn(server);
                var second = Client.loggedIn(server);
                var third = new Client(server.address())) {
            third.expect("421 Too many sessions: the server has 2, the most at one time");
            assertThat(third.line()).isNull();
            second.ask("QUIT", "221");
            assertThat(second.line()).isNull();
            Await.until(() -> {
                try (var next = new Client(server.address())) {
                    return String.valueOf(next.line()).startsWith("220");
                }
            });
        }
    }

    @Test
    void aDisabledAccountsSessionsEndWithTheirTransfers() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "old")) {
            talk.play(UPLOADING);
            talk.server.desk.change("admin", account -> account.withEnabled(false));
            talk.play(
                    """
                    < 426 Transfer cut: this account was disabled
                    < 421 this account was disabled; log in again
                    <EOF
                    """);
            assertThat(talk.server.content("/a.txt")).contains("old");
            assertThat(talk.server.events).hasOnlyElementsOfType(Event.UploadCut.class);
        }
    }

    @Test
    void aRemovedAccountsIdleSessionEnds() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(LOGIN);
            talk.server.desk.remove("admin");
            talk.play("< 421 this account was removed; log in again\n<EOF");
        }
    }

    @Test
    void aChangeOfRulesHoldsFromTheNextCommandOn() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(LOGIN + "> MKD a\n< 257 *");
            talk.server.desk.change(
                    "admin",
                    account ->
                            account.withPermissions(
                                    account.permissions()
                                            .denying(
                                                    VirtualPath.ROOT,
                                                    List.of(
                                                            dev.ferry.core.access.Action
                                                                    .MAKE_FOLDER))));
            talk.play("> MKD b\n< 550 /b: permission denied (make-folder is not granted under /)");
        }
    }

    @Test
    void aStoppedServerTellsIdleSessionsAndLetsTransfersFinish() throws Exception {
        try (var talk = new Dialogue();
                var idle = Client.loggedIn(talk.server);
                var greeted = new Client(talk.server.address())) {
            greeted.expect("220");
            talk.play(UPLOADING);
            Thread stop = stopping(talk.server, LONG);
            idle.expect("421 The server is being stopped");
            assertThat(idle.line()).isNull();
            greeted.expect("421");
            assertThatThrownBy(() -> new Client(talk.server.address()))
                    .isInstanceOf(ConnectException.class);
            talk.play(">>56789\n< 226 *\n< 421 The server is being stopped; *\n<EOF");
            stop.join();
            assertThat(talk.server.content("/a.txt")).contains("0123456789");
        }
    }

    @Test
    void aStoppedServerCutsTransfersAfterTheGrace() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(UPLOADING);
            Thread stop = stopping(talk.server, SHORT);
            talk.play("< 426 Transfer cut: the server is being stopped\n< 421 *\n<EOF");
            stop.join();
            assertThat(talk.server.content("/a.txt")).isEmpty();
        }
    }

    private static Thread stopping(TestServer server, Duration grace) {
        return Thread.startVirtualThread(() -> {
            try {
                server.stop(grace);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Test
    void aFaultOfOursEndsOneSessionAndTellsNothingOfItself() throws Exception {
        try (var server = new TestServer(TestServer.settings(), faulty());
                var other = Client.loggedIn(server);
                var talk = new Dialogue(server)) {
            talk.play(
                    LOGIN
                            + """
                            > CWD fault
                            < 421 Something failed in the server, and its log says what; *
                            <EOF
                            """);
            other.ask("NOOP", "200");
        }
    }

    @Test
    void aFaultOfTheStorageTellsTheLogAloneWhatItWas() throws Exception {
        try (var server = new TestServer(TestServer.settings(), faulty());
                var talk = new Dialogue(server)) {
            talk.play(
                    LOGIN
                            + """
                            > CWD broken
                            < 451 /broken: the storage failed; try again, or tell the operator
                            > EPSV
                            < 229 *
                            > LIST
                            < 150 *
                            < 451 /: the storage failed; *
                            > NOOP
                            < 200 *
                            """);
        }
    }

    /// Files in memory that fail at some names, as disks do.
    private static Storage faulty() {
        var whole = new MemoryStorage();
        return (Storage)
                Proxy.newProxyInstance(
                        EndingTest.class.getClassLoader(),
                        new Class<?>[] {Storage.class},
                        (_, method, arguments) -> {
                            Object path = arguments == null ? "" : arguments[0];
                            if (path.equals(VirtualPath.of("/fault"))) {
                                throw new IllegalStateException("a fault with /real/path in it");
                            }
                            if (path.equals(VirtualPath.of("/broken"))) {
                                throw new IOException("/real/path: Input/output error");
                            }
                            if (method.getName().equals("list")) {
                                return (ListingOfFaults)
                                        () -> {
                                            throw new IOException("/real/path: stale");
                                        };
                            }
                            try {
                                return method.invoke(whole, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private interface ListingOfFaults extends dev.ferry.files.storage.Listing {
        @Override
        default void close() {}
    }

    @Test
    void manySessionsLiveBesideEachOther() throws Exception {
        try (var server = new TestServer(TestServer.settings()).file("/a.txt", "abc")) {
            List<Client> idle = new ArrayList<>();
            for (int i = 0; i < 200; i++) idle.add(Client.loggedIn(server));
            var busy = new ArrayList<Thread>();
            var good = new CountDownLatch(20);
            for (int i = 0; i < 20; i++) {
                busy.add(Thread.startVirtualThread(() -> upAndDown(server, good)));
            }
            for (Thread thread : busy) thread.join();
            assertThat(good.getCount()).isZero();
            for (Client client : idle) {
                client.ask("NOOP", "200");
                client.close();
            }
        }
    }

    private static void upAndDown(TestServer server, CountDownLatch good) {
        try (var client = Client.loggedIn(server)) {
            for (int i = 0; i < 10; i++) {
                String name =
                        "f" + good.getCount() + "-" + i + "-" + Thread.currentThread().threadId();
                byte[] content = name.getBytes(StandardCharsets.US_ASCII);
                client.ask("EPSV", "229");
                client.ask("STOR " + name, "150");
                client.writeData(content);
                client.closeData();
                client.expect("226");
                client.ask("EPSV", "229");
                client.ask("RETR " + name, "150");
                assertThat(client.readData()).isEqualTo(content);
                client.expect("226");
            }
            good.countDown();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aStorageThatCannotSetTimesHasNoMfmt() throws Exception {
        var storage =
                new MemoryStorage(java.time.InstantSource.system(), Set.of(Capability.APPEND));
        try (var talk = new Dialogue(new TestServer(TestServer.settings(), storage))) {
            talk.play(LOGIN + "> MFMT 20020717210715 x\n< 504 *");
        }
    }
}
