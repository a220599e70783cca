package dev.ferry.server.ftp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Data connections that fail, in each direction and however they are opened: the reply, and that
/// the session goes on as if nothing had been.
final class FailedDataTest {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress STRANGER = InetAddress.ofLiteral("127.0.0.2");
    private static final Duration SOON = Duration.ofMillis(400);

    /// More than the buffers of a connection hold.
    private static final int MUCH = 12_000_000;

    /// For what fails by taking too long, as nothing else is to on a slow machine.
    @SuppressWarnings("NullAway.Init") // started before the first test
    private static TestServer impatient;

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static TestServer patient;

    enum Direction {
        RETR("RETR big"),
        STOR("STOR new"),
        LIST("LIST many");

        final String command;

        Direction(String command) {
            this.command = command;
        }
    }

    enum Opening {
        PASV,
        EPSV,
        PORT,
        EPRT;

        boolean passive() {
            return this == PASV || this == EPSV;
        }
    }

    enum Failure {
        /// Nobody connects; in active mode, nobody answers.
        NEVER,
        /// In active mode, nothing listens.
        REFUSED,
        /// In passive mode, somebody else comes.
        STRANGER,
        /// In passive mode, the client comes a second time.
        TWICE,
        STALLS,
        CLOSES,
        RESETS;

        boolean takesTime() {
            return this == NEVER || this == STRANGER || this == STALLS;
        }

        boolean isPossible(Opening opening) {
            return switch (this) {
                case STRANGER, TWICE -> opening.passive();
                case REFUSED -> !opening.passive();
                case NEVER, STALLS, CLOSES, RESETS -> true;
            };
        }

        String code(Direction direction) {
            return switch (this) {
                case NEVER, REFUSED, STRANGER -> "425";
                case TWICE -> "226";
                case STALLS, RESETS -> "426";
                // The end of an upload's connection is the end of its file.
                case CLOSES -> direction == Direction.STOR ? "226" : "426";
            };
        }
    }

    static Stream<Arguments> all() {
        return Arrays.stream(Direction.values())
                .flatMap(direction ->
                        Arrays.stream(Opening.values())
                                .flatMap(opening ->
                                        Arrays.stream(Failure.values())
                                                .filter(failure -> failure.isPossible(opening))
                                                .map(failure ->
                                                        Arguments.of(
                                                                direction, opening, failure))));
    }

    @BeforeAll
    static void start() throws IOException {
        impatient = new TestServer(TestServer.failingAfter(SOON, SOON));
        patient = new TestServer(TestServer.settings());
        for (TestServer server : List.of(impatient, patient)) fill(server);
        warmUp();
    }

    /// What each [Direction] asks for.
    static void fill(TestServer server) throws IOException {
        server.file("/big", new byte[MUCH]).file("/small", "abc").folder("/many");
        String name = "/many/" + "n".repeat(240);
        for (int i = 0; i < MUCH / 300; i++) server.folder(name + i);
    }

    /// What the server opens once and keeps is no leak.
    private static void warmUp() throws IOException {
        try (var client = Client.loggedIn(impatient)) {
            passivePort(client, Opening.EPSV);
            client.ask("RETR small", "150");
            client.expect("425");
        }
    }

    @AfterAll
    static void stop() throws IOException {
        impatient.close();
        patient.close();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("all")
    void endsWithItsCodeAndTheSessionGoesOn(Direction direction, Opening opening, Failure failure)
            throws IOException {
        TestServer server = failure.takesTime() ? impatient : patient;
        try (var client = Client.loggedIn(server)) {
            client.ask("TYPE I", "200");
            transferAfterwards(client, opening);
            long open = sockets();
            try (var peer = new Peer(client, opening, failure)) {
                client.ask(direction.command, "150");
                peer.act(direction, client);
                client.expect(failure.code(direction) + " ");
            }
            client.ask("NOOP", "200");
            transferAfterwards(client, opening);
            Await.until(() -> sockets() <= open);
            boolean stored = direction == Direction.STOR && failure.code(direction).equals("226");
            assertThat(server.content("/new").isPresent()).isEqualTo(stored);
            if (stored) client.ask("DELE new", "250");
        }
    }

    private static void transferAfterwards(Client client, Opening opening) throws IOException {
        try (var peer = new Peer(client, opening, Failure.CLOSES)) {
            client.ask("RETR small", "150");
            assertThat(peer.socket().getInputStream().readAllBytes())
                    .isEqualTo("abc".getBytes(StandardCharsets.US_ASCII));
            client.expect("226");
        }
    }

    /// How many this process has open. Files it opens when it loads a class.
    static long sockets() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(FailedDataTest::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException _) {
            return false; // closed meanwhile
        }
    }

    /// The client's end of one data connection, or what it has instead.
    private static final class Peer implements AutoCloseable {

        private final Failure failure;
        private final List<AutoCloseable> held = new ArrayList<>();
        private @Nullable ServerSocket listener;
        private @Nullable Socket socket;

        Peer(Client client, Opening opening, Failure failure) throws IOException {
            this.failure = failure;
            if (opening.passive()) connect(passivePort(client, opening));
            else call(client, opening);
        }

        private void connect(int port) throws IOException {
            switch (failure) {
                case NEVER, REFUSED -> {}
                case STRANGER -> socket = connected(STRANGER, port);
                case TWICE -> {
                    socket = connected(LOOPBACK, port);
                    try {
                        connected(LOOPBACK, port);
                    } catch (IOException _) {
                        // refused: the port is closed once somebody is there
                    }
                }
                case STALLS, CLOSES, RESETS -> socket = connected(LOOPBACK, port);
            }
        }

        private Socket connected(InetAddress from, int port) throws IOException {
            var one = new Socket();
            held.add(one);
            one.setReceiveBufferSize(4096);
            one.bind(new InetSocketAddress(from, 0));
            one.connect(new InetSocketAddress(LOOPBACK, port));
            one.setSoTimeout(10_000);
            return one;
        }

        private void call(Client client, Opening opening) throws IOException {
            var listener = new ServerSocket();
            this.listener = listener;
            held.add(listener);
            listener.setReceiveBufferSize(4096);
            listener.bind(new InetSocketAddress(LOOPBACK, 0), 1);
            listener.setSoTimeout(10_000);
            int port =
                    failure == Failure.REFUSED
                            ? DataConnectionTest.portOfNobody()
                            : listener.getLocalPort();
            if (failure == Failure.NEVER) fill(port);
            client.ask(
                    opening == Opening.PORT
                            ? "PORT 127,0,0,1," + port / 256 + "," + port % 256
                            : "EPRT |1|127.0.0.1|" + port + "|",
                    "200");
        }

        /// Whoever calls a listener with a full queue hears nothing.
        private void fill(int port) throws IOException {
            for (int i = 0; i < 10; i++) {
                var one = new Socket();
                held.add(one);
                try {
                    one.connect(new InetSocketAddress(LOOPBACK, port), 100);
                } catch (IOException _) {
                    return;
                }
            }
            throw new AssertionError("the queue does not fill");
        }

        Socket socket() throws IOException {
            if (socket == null) {
                socket = requireNonNull(listener).accept();
                held.add(socket);
            }
            return requireNonNull(socket);
        }

        /// Fails as it is to.
        void act(Direction direction, Client client) throws IOException {
            if (failure == Failure.NEVER
                    || failure == Failure.REFUSED
                    || failure == Failure.STRANGER) {
                return;
            }
            switch (direction) {
                case STOR -> {
                    socket().getOutputStream().write(new byte[] {'x', 'y'});
                    // Or the reset may come before the connection stands.
                    if (failure == Failure.RESETS) client.awaitMoved(2);
                }
                case RETR, LIST ->
                        assertThat(socket().getInputStream().readNBytes(100)).hasSize(100);
            }
            switch (failure) {
                case STALLS, NEVER, REFUSED, STRANGER -> {}
                case CLOSES -> socket().close();
                case RESETS -> Client.reset(socket());
                case TWICE -> {
                    if (direction == Direction.STOR) socket().close();
                    else assertThat(socket().getInputStream().readAllBytes()).isNotEmpty();
                }
            }
        }

        @Override
        public void close() throws IOException {
            try {
                for (AutoCloseable one : held) one.close();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    /// Says PASV or EPSV, and does not go there.
    private static int passivePort(Client client, Opening opening) throws IOException {
        client.send(opening.name());
        var line = new StringBuilder();
        int b = client.control.getInputStream().read();
        for (; b != '\n'; b = client.control.getInputStream().read()) line.append((char) b);
        String[] numbers = line.toString().replaceAll(".*\\(\\|*|\\|?\\).*", "").strip().split(",");
        return numbers.length == 1
                ? Integer.parseInt(numbers[0])
                : Integer.parseInt(numbers[4]) * 256 + Integer.parseInt(numbers[5]);
    }
}
