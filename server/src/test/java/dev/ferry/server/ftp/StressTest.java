package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Many thousands of transfers, short and long, with commands sent ahead of them in all orders:
/// each command gets its reply, in its place, and nothing is left at the end.
final class StressTest {

    private static final int SESSIONS = 4;
    private static final int ROUNDS = 700;
    private static final int LONG = 3_000_000;

    /// A transfer, by the port that its data goes to.
    private enum Kind {
        SHORT_DOWN("RETR small", 3, 0),
        LONG_DOWN("RETR big", LONG, 15),
        SHORT_UP("STOR up", 5, 0),
        LONG_UP("STOR up", 5, 15);

        private final String command;
        private final int bytes;
        private final int delay; // milliseconds

        Kind(String command, int bytes, int delay) {
            this.command = command;
            this.bytes = bytes;
            this.delay = delay;
        }

        boolean isUp() {
            return command.startsWith("STOR");
        }
    }

    /// What is said, and what is to be heard for it.
    private sealed interface Said {
        record Plain(String command, String reply) implements Said {}

        record Move(Kind kind, int stats, boolean abort) implements Said {}
    }

    @Test
    @DisplayName("use after abort: commands sent ahead")
    void eachCommandGetsItsReplyInItsPlace() throws Exception {
        var server = new TestServer(TestServer.settings());
        try (server;
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.file("/big", "x".repeat(LONG)).file("/small", "abc");
            var sessions = new ArrayList<Future<Integer>>();
            for (int i = 0; i < SESSIONS; i++) {
                String folder = "/" + i;
                server.folder(folder).file(folder + "/small", "abc");
                server.file(folder + "/big", "x".repeat(LONG));
                var random = new Random(4711 + i);
                sessions.add(
                        threads.submit(
                                (Callable<Integer>)
                                        () -> {
                                            try (var session =
                                                    new OneSession(
                                                            server, folder, random, threads)) {
                                                return session.talk();
                                            }
                                        }));
            }
            int moved = 0;
            for (var session : sessions) moved += session.get();
            assertThat(moved).isGreaterThan(5 * SESSIONS * ROUNDS / 2);
            Await.until(() -> server.server.sessions().size() == 0);
        }
        Await.until(() ->
                Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(it -> it.getName().startsWith("ftp-crew-")));
    }

    private static final class OneSession implements AutoCloseable {

        private final Client client;
        private final Random random;
        private final ExecutorService threads;
        private final Map<Kind, ServerSocket> ports = new EnumMap<>(Kind.class);

        OneSession(TestServer server, String folder, Random random, ExecutorService threads)
                throws IOException {
            this.random = random;
            this.threads = threads;
            client = Client.loggedIn(server);
            client.ask("TYPE I", "200");
            client.ask("CWD " + folder, "250");
            for (Kind kind : Kind.values()) {
                var port = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
                ports.put(kind, port);
                threads.execute(() -> accept(kind, port));
            }
        }

        private void accept(Kind kind, ServerSocket port) {
            try {
                while (true) {
                    Socket data = port.accept();
                    threads.execute(() -> serve(kind, data));
                }
            } catch (IOException _) {
                // closed: the test is over
            }
        }

        private static void serve(Kind kind, Socket data) {
            try (data) {
                if (kind.isUp()) {
                    data.getOutputStream().write(new byte[kind.bytes]);
                    Thread.sleep(kind.delay);
                } else {
                    Thread.sleep(kind.delay);
                    var _ = data.getInputStream().skip(Long.MAX_VALUE);
                }
            } catch (IOException _) {
                // the transfer was aborted
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        int talk() throws IOException, InterruptedException {
            int moves = 0;
            for (int round = 0; round < ROUNDS; round++) {
                List<Said> script = script();
                say(script);
                for (Said it : script) hear(it);
                for (Said it : script) if (it instanceof Said.Move) moves++;
            }
            client.ask("QUIT", "221");
            assertThat(client.line()).isNull();
            return moves;
        }

        private List<Said> script() {
            var script = new ArrayList<Said>();
            int length = 1 + random.nextInt(10);
            for (int i = 0; i < length; i++) {
                switch (random.nextInt(12)) {
                    case 0 -> script.add(new Said.Plain("NOOP", "200"));
                    case 1 -> script.add(new Said.Plain("PWD", "257"));
                    case 2 -> {
                        script.add(new Said.Plain("NOOP", "200"));
                        script.add(new Said.Plain("ABOR", "226 No transfer"));
                    }
                    default -> script.addAll(move());
                }
            }
            return script;
        }

        private List<Said> move() {
            boolean takesLong = random.nextInt(25) == 0;
            boolean up = random.nextBoolean();
            Kind kind;
            if (takesLong) kind = up ? Kind.LONG_UP : Kind.LONG_DOWN;
            else kind = up ? Kind.SHORT_UP : Kind.SHORT_DOWN;
            int stats = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0;
            int port = port(kind).getLocalPort();
            return List.of(
                    new Said.Plain("EPRT |1|127.0.0.1|" + port + "|", "200"),
                    new Said.Move(kind, stats, random.nextInt(5) == 0));
        }

        private ServerSocket port(Kind kind) {
            ServerSocket port = ports.get(kind);
            if (port == null) throw new AssertionError(kind);
            return port;
        }

        /// In one piece, or in pieces with pauses about as long as those of the server.
        private void say(List<Said> script) throws IOException, InterruptedException {
            var all = new StringBuilder();
            for (Said it : script) {
                switch (it) {
                    case Said.Plain(String command, _) -> all.append(command).append("\r\n");
                    case Said.Move(Kind kind, int stats, boolean abort) -> {
                        all.append(kind.command).append("\r\n");
                        all.append("STAT\r\n".repeat(stats));
                        if (abort) all.append("ABOR\r\n");
                    }
                }
            }
            String text = all.toString();
            int at = 0;
            while (at < text.length()) {
                int end = text.length();
                if (random.nextInt(3) == 0) end = at + 1 + random.nextInt(end - at);
                client.raw(text.substring(at, end).getBytes(StandardCharsets.US_ASCII));
                at = end;
                if (random.nextInt(8) == 0) Thread.sleep(random.nextInt(3) * 12L);
            }
        }

        private void hear(Said said) throws IOException {
            switch (said) {
                case Said.Plain(_, String reply) -> client.expect(reply);
                case Said.Move(Kind kind, int stats, boolean abort) -> {
                    int left = stats;
                    var heard = new ArrayList<String>();
                    while (left > 0 || heard.size() < (abort ? 3 : 2)) {
                        String line = client.expect("");
                        if (line.startsWith("211")) left--;
                        else heard.add(line);
                    }
                    assertThat(left).isZero();
                    assertThat(heard.getFirst()).startsWith("150 ");
                    String whole = "226 " + kind.bytes + " bytes moved";
                    if (!abort) {
                        assertThat(heard).element(1).isEqualTo(whole);
                    } else if (heard.get(1).equals(whole)) {
                        assertThat(heard).element(2).isEqualTo("226 No transfer is running");
                    } else {
                        assertThat(heard).element(1).asString().startsWith("426 ");
                        assertThat(heard).element(2).isEqualTo("226 Aborted");
                    }
                }
            }
        }

        @Override
        public void close() {
            try {
                client.close();
                for (ServerSocket port : ports.values()) port.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
