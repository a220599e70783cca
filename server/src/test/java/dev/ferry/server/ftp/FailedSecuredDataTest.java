package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.server.ftp.FailedDataTest.Direction;
import dev.ferry.server.net.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// [FailedDataTest] where data is private: what can go wrong before the handshake, in it, and after
/// it.
final class FailedSecuredDataTest {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int PATIENCE = 10_000;
    private static final int WINDOW = 4096;

    /// For the connection, its handshake included; an honest one has to be quicker.
    private static final Duration DATA = Duration.ofMillis(1_500);

    private static final Duration STALL = Duration.ofMillis(800);
    private static final byte[] PART_OF_HELLO = {22, 3, 1};

    /// For what fails by taking too long, as nothing else is to on a slow machine.
    @SuppressWarnings("NullAway.Init") // started before the first test
    private static TestServer impatient;

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static TestServer patient;

    /// Each with one of the protocols.
    enum Opening {
        PASSIVE("TLSv1.3"),
        ACTIVE("TLSv1.2");

        final String protocol;

        Opening(String protocol) {
            this.protocol = protocol;
        }
    }

    enum Failure {
        NEVER,
        /// The client comes a second time.
        TWICE,
        SAYS_NOTHING,
        STOPS_IN_HELLO,
        ENDS_IN_HELLO,
        SPEAKS_CLEAR_TEXT,
        RESUMES_NOTHING,
        STALLS,
        /// Without a word of TLS's.
        CLOSES,
        /// With it.
        SAYS_FAREWELL,
        RESETS;

        boolean takesTime() {
            return this == NEVER
                    || this == SAYS_NOTHING
                    || this == STOPS_IN_HELLO
                    || this == STALLS;
        }

        /// What takes its time and is the same in either is done in one.
        boolean isPossible(Opening opening) {
            return switch (this) {
                case NEVER, TWICE, STOPS_IN_HELLO -> opening == Opening.PASSIVE;
                case SAYS_NOTHING -> opening == Opening.ACTIVE;
                case ENDS_IN_HELLO,
                        SPEAKS_CLEAR_TEXT,
                        RESUMES_NOTHING,
                        STALLS,
                        CLOSES,
                        SAYS_FAREWELL,
                        RESETS ->
                        true;
            };
        }

        String code(Direction direction) {
            return switch (this) {
                case NEVER, SAYS_NOTHING, STOPS_IN_HELLO -> "425";
                case ENDS_IN_HELLO, SPEAKS_CLEAR_TEXT, RESUMES_NOTHING -> "522";
                case TWICE -> "226";
                case STALLS, CLOSES, RESETS -> "426";
                // The end of an upload's TLS is the end of its file.
                case SAYS_FAREWELL -> direction == Direction.STOR ? "226" : "426";
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
        var offered = new TlsSettings(TlsSettings.Policy.OFFERED, OptionalInt.empty(), true, false);
        impatient = server(TestServer.failingAfter(DATA, STALL).withTls(offered));
        patient = server(TestServer.settings().withTls(offered));
        for (Opening opening : Opening.values()) { // what is opened once and kept is no leak
            try (var client = TlsClient.loggedIn(impatient, Keystores.client(), opening.protocol)) {
                client.passivePort();
                client.ask("RETR small", "150");
                client.expect("425");
            }
        }
    }

    private static TestServer server(FtpSettings settings) throws IOException {
        var made = new TestServer(settings, new Tls(List.of(Keystores.identity("server"))));
        FailedDataTest.fill(made);
        return made;
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
        try (var client = TlsClient.loggedIn(server, Keystores.client(), opening.protocol)) {
            transferAfterwards(client, opening);
            long open = FailedDataTest.sockets();
            try (var peer = new Peer(client, opening, failure)) {
                client.ask(direction.command, "150");
                peer.act(direction);
                client.expect(failure.code(direction) + " ");
            }
            client.ask("NOOP", "200");
            transferAfterwards(client, opening);
            Await.until(() -> FailedDataTest.sockets() <= open);
            boolean stored = direction == Direction.STOR && failure.code(direction).equals("226");
            assertThat(server.content("/new").isPresent()).isEqualTo(stored);
            if (stored) client.ask("DELE new", "250");
        }
    }

    private static void transferAfterwards(TlsClient client, Opening opening) throws IOException {
        try (var peer = new Peer(client, opening, Failure.SAYS_FAREWELL)) {
            client.ask("RETR small", "150");
            assertThat(peer.secured().getInputStream().readAllBytes())
                    .isEqualTo("abc".getBytes(StandardCharsets.US_ASCII));
            peer.secured().close();
            client.expect("226");
        }
    }

    /// The client's end of one data connection, or what it has instead.
    private static final class Peer implements AutoCloseable {

        private final TlsClient client;
        private final Failure failure;
        private final List<Socket> held = new ArrayList<>();
        private @Nullable ServerSocket listener;
        private @Nullable Socket raw;
        private @Nullable SSLSocket secured;

        Peer(TlsClient client, Opening opening, Failure failure) throws IOException {
            this.client = client;
            this.failure = failure;
            switch (opening) {
                case PASSIVE -> connect();
                case ACTIVE -> listen();
            }
        }

        private void connect() throws IOException {
            int port = client.passivePort();
            if (failure == Failure.NEVER) return;
            raw = client.passive(WINDOW, port);
            if (failure != Failure.TWICE) return;
            var second = new Socket();
            held.add(second);
            try {
                second.connect(new InetSocketAddress(LOOPBACK, port));
            } catch (IOException _) {
                // refused: the port is closed once somebody is there
            }
        }

        private void listen() throws IOException {
            var opened = new ServerSocket();
            listener = opened;
            opened.setReceiveBufferSize(WINDOW);
            opened.bind(new InetSocketAddress(LOOPBACK, 0), 1);
            opened.setSoTimeout(PATIENCE);
            client.ask("EPRT |1|127.0.0.1|" + opened.getLocalPort() + "|", "200");
        }

        private Socket raw() throws IOException {
            Socket known = raw;
            if (known != null) return known;
            if (listener == null) throw new AssertionError("nobody came, and nobody is to");
            Socket accepted = listener.accept();
            accepted.setSoTimeout(PATIENCE);
            held.add(accepted);
            Socket passing = client.disguised(accepted);
            raw = passing;
            return passing;
        }

        SSLSocket secured() throws IOException {
            SSLSocket known = secured;
            if (known != null) return known;
            SSLSocket made = client.over(raw());
            secured = made;
            return made;
        }

        /// Fails as it is to.
        void act(Direction direction) throws IOException {
            switch (failure) {
                case NEVER -> {}
                case SAYS_NOTHING -> raw();
                case STOPS_IN_HELLO -> raw().getOutputStream().write(PART_OF_HELLO);
                case ENDS_IN_HELLO -> {
                    raw().getOutputStream().write(PART_OF_HELLO);
                    raw().shutdownOutput();
                }
                case SPEAKS_CLEAR_TEXT -> {
                    raw().getOutputStream()
                            .write("clear text is no TLS".getBytes(StandardCharsets.US_ASCII));
                    raw().shutdownOutput();
                }
                case RESUMES_NOTHING -> {
                    try (SSLSocket data = client.over(raw(), Keystores.client())) {
                        assertThat(data.getInputStream().read()).isNegative();
                    }
                }
                case TWICE -> {
                    begin(direction);
                    if (direction != Direction.STOR) {
                        assertThat(secured().getInputStream().readAllBytes()).isNotEmpty();
                    }
                    secured().close();
                }
                case STALLS -> begin(direction);
                case CLOSES -> {
                    begin(direction);
                    raw().close();
                }
                case SAYS_FAREWELL -> {
                    begin(direction);
                    secured().shutdownOutput(); // a close() would read on to the end
                    raw().close();
                }
                case RESETS -> {
                    begin(direction);
                    raw().setSoLinger(true, 0);
                    raw().close();
                }
            }
        }

        private void begin(Direction direction) throws IOException {
            switch (direction) {
                case STOR -> {
                    secured().getOutputStream().write(new byte[] {'x', 'y'});
                    // Or the end may come before the connection stands.
                    client.awaitMoved(2);
                }
                case RETR, LIST ->
                        assertThat(secured().getInputStream().readNBytes(100)).hasSize(100);
            }
        }

        @Override
        public void close() throws IOException {
            if (raw != null) raw.close();
            if (listener != null) listener.close();
            for (Socket one : held) one.close();
        }
    }
}
