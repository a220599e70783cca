package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.account.AccountLimits;
import dev.ferry.core.account.Ban;
import dev.ferry.core.work.Event;
import dev.ferry.server.net.LimitSettings;
import dev.ferry.server.net.Network;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What a client hears of limits, bans, networks and proxies.
final class LimitsDialogueTest {

    private static LimitSettings limits(
            int banAfter, OptionalInt commands, List<Network> deny, List<Network> proxies) {
        return LimitSettings.defaults()
                .with(draft -> {
                    draft.banAfter = OptionalInt.of(banAfter);
                    draft.neverBan = List.of();
                    draft.commandRate = commands;
                    draft.flood = Duration.ofMillis(200);
                    draft.deny = deny;
                    draft.proxies = proxies;
                });
    }

    private static Dialogue dialogue(LimitSettings limits) throws IOException {
        return new Dialogue(new TestServer(TestServer.settings(), limits));
    }

    private static Dialogue banning(int after) throws IOException {
        return dialogue(limits(after, OptionalInt.empty(), List.of(), List.of()));
    }

    private static AccountLimits accountLimits(
            OptionalInt sessions, List<String> deny, Optional<Instant> expires) {
        return new AccountLimits(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                AccountLimits.Rates.NONE,
                sessions,
                List.of(),
                deny,
                expires);
    }

    @Test
    void whoGuessesTooOftenIsBannedAndToldSo() throws Exception {
        try (var talk = banning(3)) {
            talk.play(
                    """
                    < 220 *
                    > USER admin
                    < 331 *
                    > PASS a
                    < 530 *
                    > USER nobody
                    < 331 *
                    > PASS b
                    < 530 *
                    > USER admin
                    < 331 *
                    > PASS c
                    < 421 Your address is banned until *: 3 wrong passwords
                    <EOF
                    """);
            talk.newClient().play("< 421 Your address is banned until *\n<EOF\n");
            assertThat(talk.server.bans.all()).hasSize(1);
            assertThat(talk.server.visits).filteredOn(Event.Banned.class::isInstance).hasSize(1);
            assertThat(talk.server.visits)
                    .filteredOn(Event.LoginRefused.class::isInstance)
                    .hasSize(3);
        }
    }

    @Test
    void aSessionFromBeforeTheBanGuessesNoMore() throws Exception {
        try (var talk = banning(2);
                var other = new Client(talk.server.address())) {
            assertThat(other.line()).startsWith("220 ");
            talk.play(
                    """
                    < 220 *
                    > USER admin
                    < 331 *
                    > PASS a
                    < 530 *
                    > USER admin
                    < 331 *
                    > PASS b
                    < 421 *
                    """);
            other.raw("USER admin\r\nPASS secret\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(other.line()).startsWith("331 ");
            assertThat(other.line()).startsWith("421 Your address is banned");
            assertThat(other.line()).isNull();
        }
    }

    @Test
    void aBanByHandEndsTheSessionsOfThoseAtThatAddress() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(LOGIN);
            talk.server.bans.put(
                    new Ban("127.0.0.0/24", Instant.now(), Optional.empty(), "enough", 0));
            talk.server.desk.change("nobody", it -> it);
            talk.play(
                    """
                    < 421 Your address is banned: enough
                    <EOF
                    """);
            talk.server.bans.remove("127.0.0.0/24");
            talk.server.desk.change("nobody", it -> it);
            talk.newClient().play(LOGIN);
        }
    }

    @Test
    void whoseNetworkIsDeniedIsTurnedAway() throws Exception {
        var deny = List.of(Network.parse("127.0.0.0/8"));
        try (var talk = dialogue(limits(9, OptionalInt.empty(), deny, List.of()))) {
            talk.play("< 421 Clients at your address are not served here\n<EOF\n");
            assertThat(talk.server.visits).singleElement().isInstanceOf(Event.TurnedAway.class);
        }
    }

    @Test
    void anAccountThatIsDeniedHereLooksLikeAWrongPassword() throws Exception {
        try (var talk = new Dialogue()) {
            talk.server.desk.change(
                    "admin",
                    it ->
                            it.withLimits(
                                    accountLimits(
                                            OptionalInt.empty(),
                                            List.of("127.0.0.1/32"),
                                            Optional.empty())));
            talk.play(
                    """
                    < 220 *
                    > USER admin
                    < 331 *
                    > PASS secret
                    < 530 Login failed: the user or the password is wrong
                    """);
            assertThat(talk.server.visits)
                    .filteredOn(Event.LoginRefused.class::isInstance)
                    .singleElement()
                    .extracting("why")
                    .isEqualTo("the account may not be used from 127.0.0.1");
        }
    }

    @Test
    void anAccountHasNoMoreSessionsThanItMay() throws Exception {
        try (var talk = new Dialogue();
                var other = new Client(talk.server.address())) {
            talk.server.desk.change(
                    "admin",
                    it ->
                            it.withLimits(
                                    accountLimits(OptionalInt.of(1), List.of(), Optional.empty())));
            talk.play(LOGIN);
            other.line();
            other.raw("USER admin\r\nPASS secret\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(other.line()).startsWith("331 ");
            assertThat(other.line())
                    .isEqualTo("421 Too many sessions: your account has 1, the most at one time");
            talk.play("> REIN\n< 220 *\n");
            talk.newClient().play(LOGIN);
        }
    }

    @Test
    @DisplayName("disabled and expired accounts")
    void disabledAndExpiredAccountsAreRefusedAndTheirSessionsEnd() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(LOGIN);
            talk.server.desk.change(
                    "admin",
                    it ->
                            it.withLimits(
                                    accountLimits(
                                            OptionalInt.empty(),
                                            List.of(),
                                            Optional.of(Instant.now().minusSeconds(1)))));
            talk.play(
                    """
                    < 421 this account has expired; log in again
                    <EOF
                    """);
        }
        try (var talk = new Dialogue()) {
            talk.play(LOGIN);
            talk.server.desk.change("admin", it -> it.withEnabled(false));
            talk.play("< 421 this account was disabled; log in again\n<EOF\n");
            talk.newClient()
                    .play(
                            """
                            < 220 *
                            > USER admin
                            < 331 *
                            > PASS secret
                            < 530 Login failed: the user or the password is wrong
                            """);
        }
    }

    @Test
    void anAccountThatExpiresInItsSessionIsEnded() throws Exception {
        try (var talk = new Dialogue(TestServer.stallingFor(Duration.ofMillis(100)))) {
            talk.server.desk.change(
                    "admin",
                    it ->
                            it.withLimits(
                                    accountLimits(
                                            OptionalInt.empty(),
                                            List.of(),
                                            Optional.of(Instant.now().plusSeconds(4)))));
            talk.play(LOGIN);
            talk.play("< 421 this account has expired; log in again\n<EOF\n");
        }
    }

    @Test
    void aFloodOfCommandsIsSlowedAndThenEnded() throws Exception {
        var rate = OptionalInt.of(100);
        try (var talk = dialogue(limits(9, rate, List.of(), List.of()))) {
            talk.play("< 220 *\n");
            talk.client().raw("NOOP\r\n".repeat(600).getBytes(StandardCharsets.UTF_8));
            int answered = 0;
            String line = talk.client().line();
            while (line != null && line.startsWith("200 ")) {
                answered++;
                line = talk.client().line();
            }
            assertThat(line)
                    .isEqualTo("421 Too many commands for too long: 100 a second are the most");
            assertThat(answered).isBetween(200, 590);
        }
    }

    @Test
    void silentConnectionsAreEndedWhenTheirTimeIsUp() throws Exception {
        try (var server = new TestServer(TestServer.loginWithin(Duration.ofSeconds(5)))) {
            var silent = new ArrayList<Client>();
            try {
                for (int i = 0; i < 300; i++) silent.add(new Client(server.address()));
                int dismissed = 0;
                for (Client client : silent) {
                    assertThat(client.line()).startsWith("220 ");
                    String last = requireNonNull(client.line());
                    assertThat(last).startsWith("421 ");
                    if (last.contains("wait for a login")) dismissed++;
                    assertThat(client.line()).isNull();
                }
                assertThat(dismissed).isEqualTo(50);
            } finally {
                for (Client client : silent) client.close();
            }
            Await.until(() -> server.server.sessions().size() == 0);
        }
    }

    // ---- quota

    private static Dialogue withQuota(long bytes) throws IOException {
        var talk = new Dialogue();
        talk.server.desk.change(
                "admin",
                it ->
                        it.withLimits(
                                new AccountLimits(
                                        OptionalLong.of(bytes),
                                        OptionalLong.of(3),
                                        OptionalLong.empty(),
                                        AccountLimits.Rates.NONE,
                                        OptionalInt.empty(),
                                        List.of(),
                                        List.of(),
                                        Optional.empty())));
        return talk;
    }

    @Test
    void whatTheQuotaLeavesNoRoomForIsRefusedWithItsName() throws Exception {
        try (var talk = withQuota(10)) {
            talk.play(
                    LOGIN
                            + """
                            > TYPE I
                            < 200 *
                            > EPSV
                            < 229 *
                            > ALLO 11
                            < 200 *
                            > STOR early
                            < 552 /early: your quota of 10 bytes leaves no room for it; *
                            > EPSV
                            < 229 *
                            > STOR a
                            < 150 *
                            >>12345678
                            < 226 *
                            > AVBL
                            < 213 2
                            > EPSV
                            < 229 *
                            > STOR b
                            < 150 *
                            >>123
                            < 552 /b: your quota of 10 bytes leaves no room for it; *
                            > SIZE b
                            < 550 *
                            > DELE a
                            < 250 *
                            > AVBL
                            < 213 10
                            """);
        }
    }

    @Test
    void whatIsUsedOfTheQuotaIsToldToWhoeverHasOne() throws Exception {
        try (var talk = withQuota(10)) {
            talk.play(
                    LOGIN
                            + """
                            > TYPE I
                            < 200 *
                            > EPSV
                            < 229 *
                            > STOR a
                            < 150 *
                            >>12345678
                            < 226 *
                            > SITE QUOTA
                            < 200-Quota of admin, for all that is in its home
                            <  Bytes: 8 of 10 used, 2 left
                            <  Files: 1 of 3 used, 2 left
                            < 200 What is being uploaded counts, and so do interrupted uploads
                            > SITE HELP QUOTA
                            < 214 Syntax: SITE QUOTA
                            """);
            talk.server.desk.change("admin", it -> it.withLimits(AccountLimits.NONE));
            talk.play("> SITE QUOTA\n< 200 admin has no quota\n");
        }
    }

    @Test
    @DisplayName("inflate bomb")
    void anInflateBombCountsWhatComesOutOfIt() throws Exception {
        var deflated = new ByteArrayOutputStream();
        try (var zeros = new DeflaterOutputStream(deflated, new Deflater(1))) {
            byte[] piece = new byte[1 << 20];
            for (int i = 0; i < 1024; i++) zeros.write(piece); // 1 GiB becomes 5 MB
        }
        try (var talk = withQuota(1 << 20)) {
            talk.play(
                    LOGIN
                            + """
                            > TYPE I
                            < 200 *
                            > MODE Z
                            < 200 *
                            > EPSV
                            < 229 *
                            > STOR bomb
                            < 150 *
                            """);
            try {
                talk.client().writeData(deflated.toByteArray());
                talk.client().closeData();
            } catch (SocketException _) {
                // hung up on by then
            }
            talk.play("< 552 /bomb: your quota of 1048576 bytes leaves no room for it; *\n");
            talk.play("> AVBL\n< 213 1048576\n");
        }
    }

    @Test
    void aPacedDownloadIsWholeAndAnAbortEndsItsWaitAtOnce() throws Exception {
        try (var talk = new Dialogue(TestServer.stallingFor(Duration.ofSeconds(2)))) {
            talk.server.file("/a", "0123456789".repeat(100));
            talk.server.desk.change(
                    "admin",
                    it ->
                            it.withLimits(
                                    new AccountLimits(
                                            OptionalLong.empty(),
                                            OptionalLong.empty(),
                                            OptionalLong.empty(),
                                            new AccountLimits.Rates(
                                                    OptionalLong.of(1),
                                                    OptionalLong.of(1000),
                                                    OptionalLong.empty(),
                                                    OptionalLong.empty()),
                                            OptionalInt.empty(),
                                            List.of(),
                                            List.of(),
                                            Optional.empty())));
            talk.play(
                    LOGIN
                            + """
                            > TYPE I
                            < 200 *
                            > EPSV
                            < 229 *
                            > RETR a
                            < 150 *
                            <<0123456789*
                            < 226 1000 bytes moved
                            > EPSV
                            < 229 *
                            > STOR b
                            < 150 *
                            >>+0123456789
                            """);
            Thread.sleep(3_000); // longer than a stall, and no stall: a byte a second is its pace
            talk.play(
                    """
                    > ABOR
                    < 426 *
                    < 226 *
                    """);
        }
    }

    // ---- proxies

    private static Dialogue behindProxy() throws IOException {
        return dialogue(
                limits(
                        2,
                        OptionalInt.empty(),
                        List.of(Network.parse("203.0.113.66")),
                        List.of(Network.parse("127.0.0.1"))));
    }

    @Test
    void theClientIsWhomTheProxyNames() throws Exception {
        try (var talk = behindProxy()) {
            talk.play(
                    "> PROXY TCP4 203.0.113.9 198.51.100.1 40000 21\n"
                            + LOGIN
                            + """
                            > STAT
                            < 211-*
                            < Connected from 203.0.113.9
                            <...
                            < 211 *
                            > PORT 127,0,0,1,200,1
                            < 504 *
                            > PASV
                            < 227 Entering Passive Mode (198,51,100,1,*
                            """);
            assertThat(talk.server.visits.getFirst().who().address()).isEqualTo("203.0.113.9");
        }
    }

    @Test
    void listsAndBansGoByWhomTheProxyNames() throws Exception {
        try (var talk = behindProxy()) {
            talk.play(
                    """
                    > PROXY TCP4 203.0.113.66 198.51.100.1 40000 21
                    < 421 Clients at your address are not served here
                    <EOF
                    """);
            String guess =
                    """
                    > USER admin
                    < 331 *
                    > PASS x
                    """;
            talk.newClient()
                    .play(
                            "> PROXY TCP4 203.0.113.7 198.51.100.1 40000 21\n< 220 *\n"
                                    + guess
                                    + "< 530 *\n"
                                    + guess
                                    + "< 421 Your address is banned*\n<EOF\n");
            talk.newClient()
                    .play(
                            """
                            > PROXY TCP4 203.0.113.7 198.51.100.1 40000 21
                            < 421 Your address is banned*
                            <EOF
                            """);
            talk.newClient().play("> PROXY TCP4 203.0.113.8 198.51.100.1 40000 21\n" + LOGIN);
        }
    }

    @Test
    void aProxyWithoutAHeaderIsRefusedAndAHeaderFromElsewhereIsNoHeader() throws Exception {
        try (var talk = behindProxy()) {
            assertThat(came(talk.server.address(), "USER admin4711\r\n")).isEmpty();
        }
        var elsewhere = List.of(Network.parse("192.0.2.0/24"));
        try (var talk = dialogue(limits(9, OptionalInt.empty(), List.of(), elsewhere))) {
            talk.play(
                    """
                    < 220 *
                    > PROXY TCP4 203.0.113.9 198.51.100.1 40000 21
                    < 500 *
                    > USER admin
                    < 331 *
                    > PASS secret
                    < 230 *
                    > STAT
                    < 211-*
                    < Connected from 127.0.0.1
                    """);
        }
    }

    @Test
    void dataConnectionsThroughAProxySayWhomTheyComeFrom() throws Exception {
        try (var talk = behindProxy().file("/a.txt", "hello")) {
            talk.play("> PROXY TCP4 203.0.113.9 198.51.100.1 40000 21\n" + LOGIN);
            var client = talk.client();
            client.raw("EPSV\r\nRETR a.txt\r\n".getBytes(StandardCharsets.UTF_8));
            String port = requireNonNull(client.line()).replaceAll(".*\\|(\\d+)\\|.*", "$1");
            var at =
                    new InetSocketAddress(
                            talk.server.address().getAddress(), Integer.parseInt(port));
            // A thief behind the same proxy, somebody without a header, and then the client.
            assertThat(came(at, "PROXY TCP4 203.0.113.10 198.51.100.1 40000 1\r\n")).isEmpty();
            assertThat(came(at, "nothing of the kind\r\n")).isEmpty();
            assertThat(came(at, "PROXY TCP4 203.0.113.9 198.51.100.1 40000 1\r\n"))
                    .isEqualTo("hello");
            assertThat(client.line()).startsWith("150 ");
            assertThat(client.line()).startsWith("226 ");
        }
    }

    private static String came(InetSocketAddress at, String header) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(at, 10_000);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(header.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException _) {
            return "";
        }
    }
}
