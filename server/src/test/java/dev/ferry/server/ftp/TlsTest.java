package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.server.ftp.TlsSettings.Policy;
import dev.ferry.server.net.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// FTP over TLS (RFC 4217): what is agreed to, what is refused, and what an end is worth.
class TlsTest {

    private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.US_ASCII);

    /// RFC 5246 §6.2.1.
    private static final int ALERT = 21;

    private static TlsSettings policy(Policy policy) {
        return new TlsSettings(policy, OptionalInt.empty(), true, false);
    }

    private static final TlsSettings OFFERED = policy(Policy.OFFERED);

    private static TestServer server(TlsSettings settings) throws IOException {
        var identities = List.of(Keystores.identity("server"), Keystores.identity("other"));
        return new TestServer(TestServer.settings().withTls(settings), new Tls(identities));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void filesGoBothWaysAgainAndAgainInOneSession(String protocol) throws Exception {
        byte[] large = new byte[1_000_000];
        new Random(1).nextBytes(large);
        try (var server = server(OFFERED);
                var client = TlsClient.loggedIn(server, Keystores.client(), protocol)) {
            for (int i = 0; i < 20; i++) {
                byte[] some = java.util.Arrays.copyOf(large, i * 50_000);
                client.upload("f" + i, some);
                assertThat(client.download("f" + i)).isEqualTo(some);
            }
            assertThat(client.all("STAT")).contains("control connection is over TLS");
            client.ask("QUIT", "221");
            assertThat(client.line()).isNull();
        }
    }

    @Test
    @DisplayName("STARTTLS buffering")
    void whatIsSaidBehindAuthInOneSegmentIsForgotten() throws Exception {
        try (var server = server(OFFERED);
                var client = new TlsClient(server.address(), Keystores.client(), "TLSv1.3")) {
            client.expect("220");
            client.plain
                    .getOutputStream()
                    .write("AUTH TLS\r\nNOOP\r\nUSER admin\r\nPA".getBytes(StandardCharsets.UTF_8));
            client.expect("234");
            client.shakeHands(null);
            client.ask("PASS secret", "503"); // no answer to NOOP, no name
        }
    }

    @Test
    void authForgetsWhatWasSaidBefore() throws Exception {
        try (var server = server(OFFERED);
                var client = new TlsClient(server.address(), Keystores.client(), "TLSv1.2")) {
            client.expect("220");
            client.ask("USER admin", "331");
            client.ask("OPTS HASH MD5", "200");
            client.ask("AUTH TLS", "234");
            client.shakeHands(null);
            assertThat(client.ask("OPTS HASH", "200")).doesNotContain("MD5");
            client.ask("PASS secret", "503");
        }
    }

    @Test
    @DisplayName("AUTH confusion")
    void authIsRefusedForOtherMechanismsAndInsideAndAfterLogin() throws Exception {
        try (var server = server(OFFERED)) {
            try (var client = Client.loggedIn(server)) {
                client.ask("AUTH TLS", "503");
                client.ask("AUTH GSSAPI", "504");
                client.ask("AUTH", "501");
            }
            try (var client = new Client(server.address())) {
                client.expect("220");
                client.ask("AUTH KERBEROS_V4", "504");
                client.ask("AUTH TLS-P", "504");
                client.ask("auth ssl", "234");
            }
            try (var client = TlsClient.secured(server, Keystores.client(), "TLSv1.3")) {
                client.ask("AUTH TLS", "534");
            }
            try (var client = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3")) {
                client.ask("AUTH TLS", "534");
            }
        }
    }

    @Test
    void withoutTlsItsVerbsAreNotServed() throws Exception {
        try (var server = new TestServer(TestServer.settings());
                var client = Client.loggedIn(server)) {
            for (String line : List.of("AUTH TLS", "PBSZ 0", "PROT P", "CCC")) {
                client.ask(line, "502");
            }
        }
    }

    @Test
    void sizeComesBeforeProtectionAndTlsBeforeBoth() throws Exception {
        try (var server = server(OFFERED)) {
            try (var client = Client.loggedIn(server)) {
                client.ask("PBSZ 0", "503");
                client.ask("PROT P", "503");
            }
            try (var client = TlsClient.secured(server, Keystores.client(), "TLSv1.3")) {
                client.ask("PROT P", "503");
                assertThat(client.ask("PBSZ 4096", "200")).contains("PBSZ=0");
                client.ask("PBSZ x", "501");
                client.ask("PROT S", "536");
                client.ask("PROT E", "536");
                client.ask("PROT X", "501");
                client.ask("PROT C", "200");
                client.ask("PROT P", "200");
            }
        }
    }

    @Test
    void protCMovesDataInClearTextOverASecuredControlConnection() throws Exception {
        try (var server = server(OFFERED);
                var client = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3")) {
            server.file("/a", "hello");
            client.ask("PROT C", "200");
            Socket data = client.passive();
            client.ask("RETR a", "150");
            assertThat(data.getInputStream().readAllBytes()).asString().isEqualTo("hello");
            client.expect("226");
        }
    }

    @Test
    void requiredTlsIsNamedToWhoLogsInWithoutAndToWhoWantsClearData() throws Exception {
        try (var server = server(policy(Policy.REQUIRED))) {
            server.file("/a", "hello");
            try (var client = new Client(server.address())) {
                client.expect("220");
                assertThat(client.ask("USER admin", "530")).contains("explicit FTP over TLS");
                client.ask("PASS secret", "503");
            }
            try (var client = TlsClient.secured(server, Keystores.client(), "TLSv1.3")) {
                client.ask("USER admin", "331");
                client.ask("PASS secret", "230");
                client.ask("EPSV", "229");
                assertThat(client.ask("RETR a", "521")).contains("PROT P");
                client.ask("LIST", "521");
                client.ask("PBSZ 0", "200");
                client.ask("PROT C", "534");
                client.ask("PROT P", "200");
                assertThat(client.download("a")).asString().isEqualTo("hello");
            }
        }
    }

    @Test
    void exceptLocalMeansTheNetworksThatAreNobodysOutside() {
        TlsSettings settings = policy(Policy.REQUIRED_EXCEPT_LOCAL);
        for (String local : List.of("127.0.0.1", "::1", "10.1.2.3", "192.168.0.1", "fd00::1")) {
            assertThat(settings.requiredOf(InetAddress.ofLiteral(local))).as(local).isFalse();
        }
        for (String far : List.of("192.0.2.1", "2001:db8::1", "172.32.0.1")) {
            assertThat(settings.requiredOf(InetAddress.ofLiteral(far))).as(far).isTrue();
        }
        assertThat(policy(Policy.REQUIRED).requiredOf(InetAddress.ofLiteral("::1"))).isTrue();
        assertThat(OFFERED.requiredOf(InetAddress.ofLiteral("192.0.2.1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("TLS truncation")
    void anUploadThatEndsWithoutCloseNotifyIsNotPublished(String protocol) throws Exception {
        try (var server = server(OFFERED)) {
            server.file("/old", "before");
            for (String name : List.of("old", "new")) {
                try (var client = TlsClient.loggedIn(server, Keystores.client(), protocol)) {
                    Socket raw = client.passive();
                    client.ask("STOR " + name, "150");
                    SSLSocket data = client.over(raw);
                    data.getOutputStream().write(CONTENT);
                    raw.shutdownOutput(); // a FIN, and no word of TLS's before it
                    assertThat(client.expect("426")).contains("close_notify");
                    raw.close();
                }
            }
            assertThat(server.content("/old")).contains("before");
            assertThat(server.events).noneMatch(it -> it.toString().startsWith("Uploaded"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("passive theft from the same IP")
    void aDataConnectionOfAnotherSessionIsRefusedAndTheTargetUntouched(String protocol)
            throws Exception {
        try (var server = server(OFFERED);
                var client = TlsClient.loggedIn(server, Keystores.client(), protocol);
                var other = TlsClient.loggedIn(server, Keystores.client(), protocol)) {
            server.file("/old", "before");
            for (var context : List.of(Keystores.client(), other.context())) {
                Socket raw = client.passive();
                client.ask("STOR old", "150");
                try (SSLSocket data = client.over(raw, context)) {
                    data.getOutputStream().write(new byte[100_000]);
                    assertThat(data.getInputStream().read()).isNegative(); // and no reset
                }
                assertThat(client.expect("522")).contains("ftp.tls-resume", "session");
                assertThat(server.content("/old")).contains("before");
            }
            client.upload("old", CONTENT); // the session goes on
            assertThat(server.content("/old")).contains("0123456789");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aDownloaderThatSaysItsLastWordFirstGetsAll(String protocol) throws Exception {
        byte[] large = new byte[1_000_000];
        new Random(2).nextBytes(large);
        try (var server = server(OFFERED);
                var client = TlsClient.loggedIn(server, Keystores.client(), protocol)) {
            client.upload("large", large);
            Socket raw = client.passive();
            client.ask("RETR large", "150");
            try (SSLSocket data = client.over(raw)) {
                data.startHandshake();
                data.shutdownOutput();
                assertThat(data.getInputStream().readAllBytes()).isEqualTo(large);
            }
            client.expect("226");
        }
    }

    /// Clients that hear us out, and use each ticket once: they get one on each data connection.
    @Test
    void anyNumberOfDataConnectionsIsResumed() throws Exception {
        try (var server = server(OFFERED);
                var client = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3")) {
            for (int i = 0; i < 70; i++) {
                client.upload("f", CONTENT);
                assertThat(client.download("f")).isEqualTo(CONTENT);
            }
        }
    }

    /// Clients that use each ticket once, and have closed their end before they could read another
    /// on it: they get them on the control connection, which has but so many.
    @Test
    void clientsThatDoNotHearUsOutHaveATicketForEachUpload() throws Exception {
        try (var server = server(OFFERED);
                var client = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3")) {
            for (int i = 0; i < 150; i++) {
                try (Socket raw = client.passive()) {
                    client.ask("STOR f" + i, "150");
                    SSLSocket data = client.over(raw);
                    data.getOutputStream().write(CONTENT);
                    data.shutdownOutput();
                }
                client.expect("226");
            }
            assertThat(server.content("/f149")).isEqualTo(server.content("/f0"));
        }
    }

    /// Whoever reaches a port may break off as many handshakes as he likes: that opens no door.
    @Test
    @DisplayName("passive port theft: after broken handshakes")
    void brokenHandshakesDoNotLetAStrangerIn() throws Exception {
        try (var server = server(OFFERED);
                var client = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3");
                var stranger = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3")) {
            server.file("/old", "before");
            for (int i = 0; i < 130; i++) {
                try (Socket raw = client.passive()) {
                    client.ask("STOR old", "150");
                    raw.getOutputStream().write(new byte[] {22, 3, 1});
                }
                client.expect("522");
            }
            try (Socket raw = client.passive()) {
                client.ask("STOR old", "150");
                try (SSLSocket data = client.over(raw, stranger.context())) {
                    data.getOutputStream().write(CONTENT);
                } catch (IOException _) {
                    // refused in the middle of it
                }
            }
            client.expect("522");
            assertThat(server.content("/old")).contains("before");
        }
    }

    /// Until there are so many, nobody else gets in.
    @Test
    void aStrangerIsRefusedAfterUploadsOfClientsThatDoNotHearUsOut() throws Exception {
        try (var server = server(OFFERED);
                var client = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3");
                var stranger = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3")) {
            for (int i = 0; i < 10; i++) {
                try (Socket raw = client.passive()) {
                    client.ask("STOR f", "150");
                    SSLSocket data = client.over(raw);
                    data.getOutputStream().write(CONTENT);
                    data.shutdownOutput();
                }
                client.expect("226");
            }
            try (Socket raw = client.passive()) {
                client.ask("STOR g", "150");
                try (SSLSocket data = client.over(raw, stranger.context())) {
                    data.getOutputStream().write(CONTENT);
                } catch (IOException _) {
                    // refused in the middle of it
                }
            }
            client.expect("522");
            assertThat(server.content("/g")).isEmpty();
        }
    }

    /// Clients use a ticket once, and this one is used up with the hello.
    @Test
    void aDataConnectionThatEndsInItsHandshakeLeavesTheNextOneItsTicket() throws Exception {
        try (var server = server(OFFERED);
                var client = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3")) {
            for (int i = 0; i < 5; i++) {
                try (Socket raw = client.passive()) {
                    raw.getOutputStream().write(hello(client.context(), server));
                    client.ask("STOR new", "150");
                }
                client.expect("");
                client.upload("a", CONTENT);
            }
            assertThat(server.content("/new")).isEmpty();
        }
    }

    private static byte[] hello(SSLContext context, TestServer server) throws SSLException {
        SSLEngine engine = context.createSSLEngine("localhost", server.address().getPort());
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {"TLSv1.3"});
        var hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return java.util.Arrays.copyOf(hello.array(), hello.position());
    }

    @Test
    void whereNobodyWantsResumptionAnySessionWillDo() throws Exception {
        var lenient = new TlsSettings(Policy.OFFERED, OptionalInt.empty(), false, false);
        try (var server = server(lenient);
                var client = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3")) {
            Socket raw = client.passive();
            client.ask("STOR new", "150");
            try (SSLSocket data = client.over(raw, Keystores.client())) {
                data.getOutputStream().write(CONTENT);
            }
            client.expect("226");
            assertThat(server.content("/new")).contains("0123456789");
        }
    }

    @Test
    void aDataConnectionThatSpeaksNoTlsIsRefused() throws Exception {
        try (var server = server(OFFERED);
                var client = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3")) {
            Socket data = client.passive();
            client.ask("STOR new", "150");
            data.getOutputStream()
                    .write("in clear text, which is no TLS".getBytes(StandardCharsets.US_ASCII));
            client.expect("522");
            assertThat(server.content("/new")).isEmpty();
            data.close();
        }
    }

    @Test
    void aDataConnectionThatSaysNothingRunsOutOfTime() throws Exception {
        var settings = TestServer.dataWithin(java.time.Duration.ofMillis(200)).withTls(OFFERED);
        var tls = new Tls(List.of(Keystores.identity("server")));
        try (var server = new TestServer(settings, tls);
                var client = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3")) {
            Socket data = client.passive();
            client.ask("STOR new", "150");
            assertThat(client.expect("425")).contains("TLS handshake");
            assertThat(server.content("/new")).isEmpty();
            data.close();
        }
    }

    @Test
    @DisplayName("cross-protocol (ALPACA): ALPN")
    void foreignProtocolsGetAnAlertAndFtpOrNoneDoNot() throws Exception {
        try (var server = server(OFFERED)) {
            try (var client = new TlsClient(server.address(), Keystores.client(), "TLSv1.3")) {
                client.expect("220");
                client.ask("AUTH TLS", "234");
                assertThatThrownBy(() -> client.shakeHands(offering("http/1.1", "h2")))
                        .isInstanceOf(SSLException.class)
                        .hasMessageContaining("no_application_protocol");
            }
            try (var client = new TlsClient(server.address(), Keystores.client(), "TLSv1.3")) {
                client.expect("220");
                client.ask("AUTH TLS", "234");
                SSLSocket socket = client.shakeHands(offering("http/1.1", "ftp"));
                assertThat(socket.getApplicationProtocol()).isEqualTo("ftp");
                client.ask("NOOP", "200");
            }
        }
    }

    private static SSLParameters offering(String... protocols) {
        SSLParameters how = Keystores.client().getDefaultSSLParameters();
        how.setApplicationProtocols(protocols);
        return how;
    }

    @Test
    @DisplayName("cross-protocol (ALPACA): HTTP over TLS")
    void httpOverTlsIsHungUpOnToo() throws Exception {
        try (var server = server(OFFERED);
                var client = TlsClient.secured(server, Keystores.client(), "TLSv1.3")) {
            client.send("POST / HTTP/1.1");
            assertThat(client.line()).isNull();
        }
    }

    @Test
    @DisplayName("renegotiation, old TLS: renegotiation")
    void aClientMayNotNegotiateAnew() throws Exception {
        try (var server = server(OFFERED);
                var client = new TlsClient(server.address(), Keystores.client(), "TLSv1.2")) {
            client.expect("220");
            client.ask("AUTH TLS", "234");
            SSLSocket socket = client.shakeHands(null);
            client.ask("NOOP", "200");
            socket.getSession().invalidate();
            socket.startHandshake(); // says hello, and waits for nothing
            byte[] answer = client.plain.getInputStream().readAllBytes();
            assertThat(typesOfRecords(answer)).isNotEmpty().containsOnly(ALERT);
        }
    }

    /// TLS 1.2 says in clear text of what kind a record is, and how long.
    private static List<Integer> typesOfRecords(byte[] records) {
        var types = new ArrayList<Integer>();
        for (int at = 0; at < records.length; ) {
            types.add((int) records[at]);
            at += 5 + ((records[at + 3] & 0xff) << 8) + (records[at + 4] & 0xff);
        }
        return types;
    }

    @Test
    void theHostNameChoosesTheCertificate() throws Exception {
        try (var server = server(OFFERED)) {
            assertThat(shown(server, "other.example", false)).contains("other.example");
            assertThat(shown(server, "a.wild.example", false)).contains("other.example");
            assertThat(shown(server, "unknown.example", false)).contains("localhost");
            assertThat(shown(server, "other.example", true)).contains("other.example");
        }
    }

    private static String shown(TestServer server, String host, boolean byCommand)
            throws IOException {
        try (var client = new TlsClient(server.address(), Keystores.client(), "TLSv1.3")) {
            client.expect("220");
            if (byCommand) client.ask("HOST " + host, "220");
            client.ask("AUTH TLS", "234");
            SSLParameters how = Keystores.client().getDefaultSSLParameters();
            how.setServerNames(byCommand ? List.of() : List.of(new SNIHostName(host)));
            SSLSocket socket = client.shakeHands(how);
            if (!byCommand) {
                client.ask("HOST somewhere.else", "504");
                client.ask("HOST " + host, "220");
            }
            return socket.getSession().getPeerPrincipal().getName();
        }
    }

    @Test
    void featNamesWhatThereIs() throws Exception {
        try (var server = server(OFFERED);
                var client = TlsClient.secured(server, Keystores.client(), "TLSv1.3")) {
            assertThat(client.all("FEAT"))
                    .contains(" AUTH TLS\n", " PBSZ\n", " PROT\n")
                    .doesNotContain("CCC");
        }
        var clearing = new TlsSettings(Policy.OFFERED, OptionalInt.empty(), true, true);
        try (var server = server(clearing);
                var client = TlsClient.secured(server, Keystores.client(), "TLSv1.3")) {
            assertThat(client.all("FEAT")).contains(" CCC\n");
        }
        try (var server = new TestServer(TestServer.settings());
                var client = Client.loggedIn(server)) {
            client.send("FEAT");
            String line = String.valueOf(client.line());
            for (; !line.startsWith("211 "); line = String.valueOf(client.line())) {
                assertThat(line).doesNotContain("AUTH", "PBSZ", "PROT");
            }
        }
    }

    @Test
    void cccIsRefusedWithAReason() throws Exception {
        try (var server = server(OFFERED)) {
            try (var client = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3")) {
                client.ask("CCC", "534");
            }
            try (var client = Client.loggedIn(server)) {
                client.ask("CCC", "533");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void afterCccTheConversationIsClearAndDataIsNot(String protocol) throws Exception {
        var clearing = new TlsSettings(Policy.OFFERED, OptionalInt.empty(), true, true);
        try (var server = server(clearing);
                var client = TlsClient.loggedIn(server, Keystores.client(), protocol)) {
            client.ask("CCC", "200");
            client.clear();
            client.ask("NOOP", "200");
            client.ask("PBSZ 0", "503");
            client.ask("PROT C", "503");
            client.ask("CCC", "533");
            client.upload("a", CONTENT);
            assertThat(client.download("a")).isEqualTo(CONTENT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void reinEndsTheTlsThatAuthBegan(String protocol) throws Exception {
        try (var server = server(OFFERED);
                var client = TlsClient.loggedIn(server, Keystores.client(), protocol)) {
            client.ask("REIN", "220");
            client.clear();
            client.ask("PROT P", "503");
            client.ask("AUTH TLS", "234");
            client.shakeHands(null);
            client.ask("USER admin", "331");
            client.ask("PASS secret", "230");
            client.ask("PROT P", "503"); // PBSZ is forgotten too
        }
    }

    @Test
    void whereTlsBeginsAtOnceItStaysAndDataIsPrivateFromTheBeginning() throws Exception {
        var implicit = new TlsSettings(Policy.OFFERED, OptionalInt.of(0), true, false);
        try (var server = server(implicit);
                var client =
                        new TlsClient(
                                server.server.implicitAddress().orElseThrow(),
                                Keystores.client(),
                                "TLSv1.3")) {
            client.shakeHands(null);
            client.expect("220");
            client.ask("AUTH TLS", "534");
            client.ask("USER admin", "331");
            client.ask("PASS secret", "230");
            client.upload("a", CONTENT);
            client.ask("REIN", "220");
            client.ask("USER admin", "331");
            client.ask("PASS secret", "230");
            assertThat(client.download("a")).isEqualTo(CONTENT);
        }
    }

    @Test
    void activeDataConnectionsAreSecuredWithUsAsTheServer() throws Exception {
        try (var server = server(OFFERED);
                var client = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3");
                var listener =
                        new java.net.ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            client.ask("EPRT |1|127.0.0.1|" + listener.getLocalPort() + "|", "200");
            client.send("STOR a");
            client.expect("150");
            Socket raw = client.disguised(listener.accept());
            try (SSLSocket data = client.over(raw)) {
                data.setUseClientMode(true);
                data.getOutputStream().write(CONTENT);
            }
            client.expect("226");
            assertThat(server.content("/a")).contains("0123456789");
        }
    }

    @Test
    void aHandshakeThatNeverEndsRunsIntoTheLoginTimeout() throws Exception {
        var settings = TestServer.loginWithin(java.time.Duration.ofSeconds(2)).withTls(OFFERED);
        var tls = new Tls(List.of(Keystores.identity("server")));
        try (var server = new TestServer(settings, tls);
                var client = new Client(server.address())) {
            client.expect("220");
            client.ask("AUTH TLS", "234");
            client.raw(new byte[] {22, 3, 1}); // the beginning of a record
            while (client.control.getInputStream().read() >= 0) {
                // alerts
            }
        }
    }

    @Test
    void aRecordThatIsLongerThanRecordsAreEndsTheConversation() throws Exception {
        try (var server = server(OFFERED);
                var client = new Client(server.address())) {
            client.expect("220");
            client.ask("AUTH TLS", "234");
            client.raw(new byte[] {22, 3, 3, 0x48, 1}); // 18,433 bytes, one too many
            while (client.control.getInputStream().read() >= 0) {
                // alerts
            }
        }
    }

    @Test
    void theTrialFindsThatSessionsAreToldApart() {
        var tls = new Tls(List.of(Keystores.identity("server")));
        assertThat(tls.tryOut()).isTrue();
    }
}
