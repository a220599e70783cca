package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.server.net.Network;
import dev.ferry.server.net.PortRange;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// PASV, EPSV, PORT and EPRT, and who may use them.
final class DataConnectionTest {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress STRANGER = InetAddress.ofLiteral("127.0.0.2");

    /// Ports that the kernel gives to nobody who asks for any: Linux hands out 32768 and above.
    /// What is found open there is not another test's listener, nor a client's own end.
    private static final PortRange NOBODYS = new PortRange(20_000, 29_999);

    @Test
    void theServerConnectsWhereTheClientListens() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "abc")) {
            talk.play(
                    LOGIN
                            + """
                            > PORT *
                            < 200 *
                            > RETR a.txt
                            < 150 *
                            <<abc
                            < 226 *
                            > EPRT *
                            < 200 *
                            > STOR b.txt
                            < 150 *
                            >>xyz
                            < 226 *
                            """);
            assertThat(talk.server.content("/b.txt")).contains("xyz");
        }
    }

    @Test
    @DisplayName("passive port theft; passive accept denial")
    void aHundredStrangersFromPasvOnSpoilNothing() throws Exception {
        try (var server = new TestServer(TestServer.settings()).file("/a.txt", "abc");
                var client = Client.loggedIn(server)) {
            client.send("PASV");
            int port = port(readLine(client.control));
            List<Socket> strangers = new ArrayList<>();
            for (int i = 0; i < 100; i++) strangers.add(connect(STRANGER, port));
            try (Socket own = connect(LOOPBACK, port)) {
                for (int i = 0; i < 50; i++) {
                    try {
                        strangers.add(connect(STRANGER, port));
                    } catch (SocketException _) {
                        break; // the port is closed once the client is there
                    }
                }
                client.ask("RETR a.txt", "150");
                assertThat(own.getInputStream().readAllBytes()).isEqualTo(bytes("abc"));
                client.expect("226");
            }
            for (Socket stranger : strangers) {
                assertThat(received(stranger)).isEmpty();
                stranger.close();
            }
        }
    }

    @Test
    @DisplayName("passive port theft")
    void aStrangerGetsNothingEvenWhereTheClientNeverComes() throws Exception {
        var settings = TestServer.dataWithin(Duration.ofMillis(500));
        try (var server = new TestServer(settings).file("/a.txt", "abc");
                var client = Client.loggedIn(server)) {
            client.send("EPSV");
            try (Socket stranger = connect(STRANGER, port(readLine(client.control)))) {
                client.ask("RETR a.txt", "150");
                client.expect("425 No data connection: nobody connected within");
                assertThat(received(stranger)).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("passive exhaustion")
    void atMostOnePortIsOpenForASession() throws Exception {
        var settings = TestServer.announcing(NOBODYS, new PassiveAddress.None());
        try (var server = new TestServer(settings).file("/a.txt", "abc");
                var client = Client.loggedIn(server);
                var other = Client.loggedIn(server)) {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                client.send(i % 2 == 0 ? "PASV" : "EPSV");
                ports.add(port(readLine(client.control)));
            }
            other.ask("EPSV", "229");
            other.ask("RETR a.txt", "150");
            assertThat(other.readData()).isEqualTo(bytes("abc"));
            other.expect("226");
            Set<Integer> open = new TreeSet<>();
            for (int port : ports) {
                try (Socket _ = connect(LOOPBACK, port)) {
                    open.add(port);
                } catch (ConnectException _) {
                    // closed, as it should be
                }
            }
            assertThat(open).containsExactly(ports.getLast());
        }
    }

    @Test
    void passivePortsComeFromTheirRange() throws Exception {
        int free = portOfNobody();
        try (var talk =
                        new Dialogue(
                                TestServer.announcing(
                                        new PortRange(free, free), new PassiveAddress.None()));
                var other = new Client(talk.server.address())) {
            talk.play(LOGIN);
            talk.client().send("EPSV");
            assertThat(port(readLine(talk.client().control))).isEqualTo(free);
            other.expect("220");
            other.ask("USER admin", "331");
            other.ask("PASS secret", "230");
            other.ask("EPSV", "425 No data connection: every passive port is in use");
            talk.client().ask("REIN", "220");
            other.ask("EPSV", "229");
        }
    }

    @Test
    void theAnnouncedAddressIsForPeersFromAfar() throws Exception {
        var one = new PassiveAddress.One(InetAddress.ofLiteral("203.0.113.7"));
        try (var talk = new Dialogue(TestServer.announcing(PortRange.ANY, one))) {
            talk.play(LOGIN + "> PASV\n< 227 Entering Passive Mode (127,0,0,1,*\n");
        }
        var network =
                new PassiveAddress.ByNetwork(
                        List.of(
                                new PassiveAddress.Choice(
                                        Network.parse("127.0.0.0/8"),
                                        InetAddress.ofLiteral("127.0.0.9"))));
        try (var server = new TestServer(TestServer.announcing(PortRange.ANY, network));
                var client = Client.loggedIn(server)) {
            client.send("PASV");
            assertThat(readLine(client.control)).contains("(127,0,0,9,");
        }
    }

    @Test
    @DisplayName("FTP bounce")
    void dataGoesToTheClientAlone() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "abc");
                var victim = new ServerSocket(0, 5, STRANGER)) {
            int port = victim.getLocalPort();
            String split = port / 256 + "," + port % 256;
            talk.play(
                    LOGIN
                            + """
                            > PORT 127,0,0,2,%s
                            < 504 PORT: data goes to your own address alone
                            > EPRT |1|127.0.0.2|%d|
                            < 504 EPRT: data goes to your own address alone
                            > EPRT |2|::ffff:127.0.0.2|%d|
                            < 504 EPRT: data goes to your own address alone
                            > PORT 192,0,2,1,200,200
                            < 504 *
                            > PORT 127,0,0,1,0,25
                            < 504 PORT: port 25 is below 1024
                            > EPRT |1|127.0.0.1|1023|
                            < 504 EPRT: port 1023 is below 1024
                            > EPRT |2|::ffff:127.0.0.1|25|
                            < 504 *
                            > EPRT |2|::1|2000|
                            < 504 *
                            > EPRT |3|x|2000|
                            < 522 Network protocol not supported, use (1,2)
                            > EPRT |1|localhost|2000|
                            < 501 *
                            > PORT 1,2,3
                            < 501 *
                            > PORT 127,0,0,1,300,1
                            < 501 *
                            > RETR a.txt
                            < 425 *
                            """
                                    .formatted(split, port, port));
            victim.setSoTimeout(100);
            org.assertj.core.api.Assertions.assertThatThrownBy(victim::accept)
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void aRefusedPortLeavesWhatWasPending() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "abc")) {
            talk.play(
                    LOGIN
                            + """
                            > EPSV
                            < 229 *
                            > PORT 192,0,2,1,200,200
                            < 504 *
                            > RETR a.txt
                            < 150 *
                            <<abc
                            < 226 *
                            """);
        }
    }

    @Test
    void aClientThatDoesNotListenGets425() throws Exception {
        int closed = portOfNobody();
        try (var talk = new Dialogue().file("/a.txt", "abc")) {
            talk.play(
                    LOGIN
                            + """
                            > EPRT |1|127.0.0.1|%d|
                            < 200 *
                            > RETR a.txt
                            < 150 *
                            < 425 No data connection: cannot connect to 127.0.0.1 port %d
                            > STOR a.txt
                            < 425 *
                            """
                                    .formatted(closed, closed));
            assertThat(talk.server.content("/a.txt")).contains("abc");
        }
    }

    @Test
    void epsvAllLeavesNothingElse() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "abc")) {
            talk.play(
                    LOGIN
                            + """
                            > EPSV 1
                            < 229 *
                            > EPSV 2
                            < 522 Network protocol not supported, use (1)
                            > EPSV 9
                            < 522 *
                            > EPSV x
                            < 501 *
                            > EPSV ALL
                            < 200 *
                            > PASV
                            < 501 PASV: after EPSV ALL only EPSV opens data connections
                            > PORT 127,0,0,1,200,200
                            < 501 *
                            > EPRT |1|127.0.0.1|50000|
                            < 501 *
                            > EPRT |3|x|50000|
                            < 501 *
                            > EPSV
                            < 229 *
                            > RETR a.txt
                            < 150 *
                            <<abc
                            < 226 *
                            """);
        }
    }

    @Test
    void ip6HasEpsvAndEprtAndNoPasv() throws Exception {
        InetAddress six = InetAddress.ofLiteral("::1");
        try (var probe = new ServerSocket(0, 1, six)) {
            assertThat(probe.isBound()).isTrue();
        } catch (IOException e) {
            Assumptions.abort("this machine has no IPv6 loopback: " + e);
        }
        var settings = TestServer.settings(six);
        try (var talk = new Dialogue(settings).file("/a.txt", "abc")) {
            talk.play(
                    LOGIN
                            + """
                            > PASV
                            < 504 PASV: cannot name an IPv6 address; use EPSV
                            > EPSV 1
                            < 522 Network protocol not supported, use (2)
                            > EPSV 2
                            < 229 *
                            > RETR a.txt
                            < 150 *
                            <<abc
                            < 226 *
                            > EPRT *
                            < 200 *
                            > RETR a.txt
                            < 150 *
                            <<abc
                            < 226 *
                            > PORT 127,0,0,1,200,200
                            < 504 *
                            """);
        }
    }

    private static Socket connect(InetAddress from, int port) throws IOException {
        var socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress(LOOPBACK, port));
            socket.setSoTimeout(5_000);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static byte[] received(Socket socket) {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (IOException _) {
            return new byte[0]; // reset
        }
    }

    /// A line that the client does not follow.
    private static String readLine(Socket control) throws IOException {
        var line = new StringBuilder();
        for (int b = control.getInputStream().read();
                b != '\n';
                b = control.getInputStream().read()) {
            line.append((char) b);
        }
        return line.toString();
    }

    private static int port(String reply) {
        String[] numbers = reply.replaceAll(".*\\(\\|*|\\|?\\).*", "").strip().split(",");
        return numbers.length == 1
                ? Integer.parseInt(numbers[0])
                : Integer.parseInt(numbers[4]) * 256 + Integer.parseInt(numbers[5]);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// A port that is free and that the kernel gives to nobody who asks for any: Linux hands out
    /// 32768 and above, so one of those may be a client's own end by the time it is wanted.
    static int portOfNobody() throws IOException {
        // Other tests run beside these, and look too.
        int first = 30_000 + (int) (ProcessHandle.current().pid() * 97 % 2_700);
        for (int port = first; port < 32_768; port++) {
            try (var probe = new ServerSocket(port, 1, LOOPBACK)) {
                return probe.getLocalPort();
            } catch (BindException _) {
                // somebody's; the next one
            }
        }
        throw new IOException("every port from " + first + " to 32767 is in use");
    }
}
