package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ferry.core.account.AccountLimits;
import dev.ferry.core.account.Ban;
import dev.ferry.core.work.Event;
import dev.ferry.server.ftp.TlsSettings.Policy;
import dev.ferry.server.net.LimitSettings;
import dev.ferry.server.net.Network;
import dev.ferry.server.net.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is sent away where TLS is spoken, or is to be; and who waits for whom in it.
final class TlsDoorTest {

    /// Against a hang alone: each of many steps took a second where it waited.
    private static final Duration MOST = Duration.ofSeconds(20);

    private static final Pattern SENDING = Pattern.compile("Sending /f: (\\d+) bytes so far");

    private static final TlsSettings BOTH_PORTS =
            new TlsSettings(Policy.OFFERED, OptionalInt.of(0), true, false);

    private static TestServer server() throws IOException {
        return server(limits(250, List.of()));
    }

    private static TestServer server(LimitSettings limits) throws IOException {
        return new TestServer(
                TestServer.settings().withTls(BOTH_PORTS),
                limits,
                new Tls(List.of(Keystores.identity("server"))));
    }

    /// @param halfOpen sessions of one address in which nobody has logged in
    private static LimitSettings limits(int halfOpen, List<Network> deny) {
        return LimitSettings.defaults()
                .with(draft -> {
                    draft.halfOpenPerAddress = halfOpen;
                    draft.deny = deny;
                });
    }

    private static InetSocketAddress implicit(TestServer server) {
        return server.server.implicitAddress().orElseThrow();
    }

    // ---- sent away

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whosePlaceIsNeededIsToldSoInsideTls(String protocol) throws Exception {
        try (var server = server(limits(1, List.of()))) {
            try (var first = TlsClient.secured(server, Keystores.client(), protocol);
                    var next = after(first, server)) {
                next.expect("220");
                assertThat(first.expect("421")).contains("wait for a login");
                assertThat(first.line()).isNull();
            }
            try (var first = new TlsClient(implicit(server), Keystores.client(), protocol)) {
                first.shakeHands(null);
                first.expect("220");
                try (var next = new Client(server.address())) {
                    next.expect("220");
                    assertThat(first.expect("421")).contains("wait for a login");
                    assertThat(first.line()).isNull();
                }
            }
        }
    }

    /// Comes once the server knows that the other one has shaken hands, and has said all it had to.
    private static Client after(TlsClient first, TestServer server) throws Exception {
        first.ask("NOOP", "200");
        Thread.sleep(200);
        return new Client(server.address());
    }

    @Test
    void whoHasNotShakenHandsYetIsToldNothingInClearText() throws Exception {
        try (var server = server(limits(1, List.of()));
                var first = new Client(implicit(server))) {
            Await.until(() -> server.server.sessions().size() == 1);
            try (var next = new Client(server.address())) {
                next.expect("220");
            }
            assertThat(first.control.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void whoIsNotServedHereIsToldNothingInClearTextWhereTlsBeginsAtOnce() throws Exception {
        var deny = List.of(Network.parse("127.0.0.0/8"));
        try (var server = server(limits(250, deny));
                var client = new Client(implicit(server))) {
            assertThat(client.control.getInputStream().readAllBytes()).isEmpty();
            assertThat(server.visits).singleElement().isInstanceOf(Event.TurnedAway.class);
        }
    }

    @Test
    void whoIsBannedBeforeItHasShakenHandsHearsNoClearText() throws Exception {
        try (var server = server();
                var silent = new Client(implicit(server));
                var other = TlsClient.secured(server, Keystores.client(), "TLSv1.3")) {
            other.ask("NOOP", "200");
            Await.until(() -> server.server.sessions().size() == 2);
            server.bans.put(new Ban("127.0.0.0/24", Instant.now(), Optional.empty(), "enough", 0));
            server.desk.change("nobody", it -> it);
            assertThat(other.expect("421")).contains("enough");
            assertThat(other.line()).isNull();
            byte[] heard = silent.control.getInputStream().readAllBytes();
            assertThat(heard).asString(StandardCharsets.ISO_8859_1).doesNotContain("421", "enough");
        }
    }

    // ---- who waits for whom

    /// Several records in one piece, and records longer than what is read at a time: what has left
    /// the socket wakes nobody.
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void commandsThatComeTogetherAreAnsweredTogether(String protocol) throws Exception {
        int many = 60;
        String line = "NOOP " + "x".repeat(1000) + "\r\n";
        try (var server = server();
                var client = TlsClient.loggedIn(server, Keystores.client(), protocol)) {
            assertTimeoutPreemptively(
                    MOST,
                    () -> {
                        client.send(line.repeat(many) + "NOOP");
                        for (int i = 0; i <= many; i++) client.expect("");
                        client.ask("QUIT", "221");
                    });
        }
    }

    @Test
    void aClientThatKeepsItsDataConnectionsIsNotWaitedFor() throws Exception {
        int many = 30;
        byte[] content = new byte[50_000];
        new Random(3).nextBytes(content);
        var kept = new ArrayList<SSLSocket>();
        try (var server = server();
                var client = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3")) {
            client.upload("f", content);
            long before = FailedDataTest.sockets();
            assertTimeoutPreemptively(
                    MOST,
                    () -> {
                        for (int i = 0; i < many; i++) {
                            Socket raw = client.passive();
                            client.ask("RETR f", "150");
                            SSLSocket data = client.over(raw);
                            kept.add(data);
                            assertThat(data.getInputStream().readAllBytes()).isEqualTo(content);
                            client.expect("226");
                        }
                    });
            // Our ends are closed all the same.
            Await.until(() -> FailedDataTest.sockets() <= before + many);
        } finally {
            for (SSLSocket data : kept) data.close();
        }
    }

    @Test
    void aDownloadThatIsHeldToARateArrivesBitByBit() throws Exception {
        int size = 120_000; // goes out at one time where nothing holds it
        try (var server = server().file("/f", new byte[size])) {
            server.desk.change("admin", it -> it.withLimits(rate(20_000)));
            try (var client = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3")) {
                Socket raw = client.passive();
                client.ask("RETR f", "150");
                SSLSocket data = client.over(raw);
                assertThat(data.getInputStream().read()).isZero();
                // what has arrived is counted a moment later
                Await.until(() -> sent(client) > 0);
                assertThat(sent(client)).isBetween(1, size - 1);
                client.ask("ABOR", "426");
                client.expect("226");
                raw.close();
            }
        }
    }

    private static int sent(TlsClient client) throws Exception {
        Matcher sending = SENDING.matcher(client.all("STAT"));
        assertThat(sending.find()).isTrue();
        return Integer.parseInt(sending.group(1));
    }

    /// @param down of each session, in bytes a second
    private static AccountLimits rate(long down) {
        AccountLimits none = AccountLimits.NONE;
        var rates =
                new AccountLimits.Rates(
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.of(down));
        return new AccountLimits(
                none.quotaBytes(),
                none.quotaFiles(),
                none.largestFile(),
                rates,
                none.sessions(),
                none.allow(),
                none.deny(),
                none.expires());
    }

    // ---- the certificate

    @Test
    void anotherCertificateHoldsForThoseWhoComeAndWhoIsThereStays() throws Exception {
        byte[] content = "0123456789".getBytes(StandardCharsets.US_ASCII);
        var tls = new Tls(List.of(Keystores.identity("server")));
        try (var server = new TestServer(TestServer.settings().withTls(BOTH_PORTS), tls);
                var before = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3")) {
            before.upload("a", content);
            tls.use(List.of(Keystores.identity("other")));
            before.upload("b", content);
            assertThat(before.download("b")).isEqualTo(content);
            try (var after = new TlsClient(server.address(), Keystores.client(), "TLSv1.3")) {
                after.expect("220");
                after.ask("AUTH TLS", "234");
                assertThat(after.shakeHands(null).getSession().getPeerPrincipal().getName())
                        .contains("other.example");
            }
        }
    }
}
