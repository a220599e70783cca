package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.AccountCertificates;
import dev.ferry.core.account.Fingerprint;
import dev.ferry.core.account.LoginBy;
import dev.ferry.core.work.Event;
import dev.ferry.server.ftp.TlsSettings.ClientCertificates;
import dev.ferry.server.ftp.TlsSettings.Policy;
import dev.ferry.server.net.Authorities;
import dev.ferry.server.net.LimitSettings;
import dev.ferry.server.net.Mint;
import dev.ferry.server.net.Tls;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who logs in with a certificate, as whom, and what else is wanted then.
class ClientCertificatesTest {

    private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.US_ASCII);

    private static final Mint.Coin AUTHORITY = Mint.authority("Ferry's Authority");
    private static final Mint.Coin ANNA = Mint.of("CN=whoever").make();
    private static final Mint.Coin BOB = Mint.of("CN=bob").by(AUTHORITY).forClients().make();
    private static final Mint.Coin STRANGER = Mint.of("CN=admin").make();

    private static final TlsSettings ACCEPTED =
            new TlsSettings(
                    Policy.OFFERED, OptionalInt.empty(), true, true, ClientCertificates.ACCEPTED);
    private static final TlsSettings REQUIRED = ACCEPTED.with(ClientCertificates.REQUIRED);

    private static Tls tls() {
        return new Tls(
                List.of(Keystores.identity("server")),
                new Authorities(List.of(AUTHORITY.certificate())));
    }

    /// With `admin`, `anna` whose certificate is pinned, and `bob` for whom the authority vouches.
    private static TestServer server(TlsSettings settings) throws IOException {
        return server(settings, tls());
    }

    private static TestServer server(TlsSettings settings, Tls tls) throws IOException {
        return people(new TestServer(TestServer.settings().withTls(settings), tls));
    }

    private static TestServer people(TestServer server) {
        for (String name : List.of("anna", "bob")) {
            server.desk.add(name, Permissions.everywhere(Action.all()));
        }
        pin(server, "anna", LoginBy.EITHER, ANNA);
        return server;
    }

    private static void pin(TestServer server, String name, LoginBy by, Mint.Coin... certificates) {
        var prints =
                Arrays.stream(certificates).map(it -> Fingerprint.of(it.certificate())).toList();
        server.desk.change(
                name, account -> account.withCertificates(new AccountCertificates(by, prints)));
    }

    private static TlsClient secured(TestServer server, SSLContext context) throws IOException {
        return TlsClient.secured(server, context, "TLSv1.3");
    }

    private static Client greeted(TestServer server) throws IOException {
        var client = new Client(server.address());
        client.expect("220");
        return client;
    }

    private static void privately(TlsClient client) throws IOException {
        client.ask("PBSZ 0", "200");
        client.ask("PROT P", "200");
        client.ask("TYPE I", "200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aPinnedCertificateIsEnoughAndItsDataConnectionsResume(String protocol) throws Exception {
        try (var server = server(ACCEPTED);
                var client = TlsClient.secured(server, ANNA.client(), protocol)) {
            assertThat(client.ask("USER anna", "232")).contains("anna");
            privately(client);
            for (int i = 0; i < 5; i++) {
                client.upload("f" + i, CONTENT);
                assertThat(client.download("f" + i)).isEqualTo(CONTENT);
            }
            assertThat(server.visits)
                    .filteredOn(Event.LoggedIn.class::isInstance)
                    .singleElement()
                    .satisfies(it -> {
                        var in = (Event.LoggedIn) it;
                        assertThat(in.who().account()).isEqualTo("anna");
                        assertThat(in.method()).isEqualTo("certificate");
                        assertThat(in.secure()).isTrue();
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateInTheAccountsNameIsEnoughWhereAnAuthorityVouchesForIt(String protocol)
            throws Exception {
        try (var server = server(ACCEPTED);
                var client = TlsClient.secured(server, BOB.client(), protocol)) {
            client.ask("USER bob", "232");
            privately(client);
            client.upload("f", CONTENT);
        }
    }

    @Test
    void whoHasNoneLogsInByPassword() throws Exception {
        try (var server = server(ACCEPTED);
                var client = secured(server, Keystores.client())) {
            client.ask("USER anna", "331");
            client.ask("PASS secret", "230");
        }
    }

    @Test
    void whereClientsAreNotAskedNoneCounts() throws Exception {
        var off = ACCEPTED.with(ClientCertificates.OFF);
        var deaf = new Tls(List.of(Keystores.identity("server")));
        for (Tls tls : List.of(deaf, tls())) {
            try (var server = server(off, tls);
                    var client = secured(server, ANNA.client())) {
                client.ask("USER anna", "331");
                client.ask("PASS secret", "230");
            }
        }
    }

    @Test
    void theCertificateOfAnotherIsRefusedAndTheReasonIsTheOperators() throws Exception {
        try (var server = server(ACCEPTED)) {
            for (String name : List.of("bob", "admin", "nobody", "anonymous")) {
                try (var client = secured(server, ANNA.client())) {
                    assertThat(client.ask("USER " + name, "530"))
                            .isEqualTo(
                                    "530 Your client certificate does not open this account; choose"
                                            + " another in your client, or none to log in by"
                                            + " password");
                    client.ask("PASS secret", "503");
                }
            }
            try (var client = secured(server, BOB.client())) {
                client.ask("USER admin", "530");
                client.ask("USER anna", "530"); // hers is pinned
                client.ask("USER bob", "232");
            }
            try (var client = secured(server, STRANGER.client())) {
                client.ask("USER admin", "530");
            }
            assertThat(reasons(server))
                    .anySatisfy(why -> assertThat(why).contains("no such account"))
                    .anySatisfy(why -> assertThat(why).contains("names [bob], not the account"))
                    .anySatisfy(why -> assertThat(why).contains("none of those of the account"))
                    .anySatisfy(why -> assertThat(why).contains("not vouched for"));
        }
    }

    private static List<String> reasons(TestServer server) {
        return server.visits.stream()
                .filter(Event.LoginRefused.class::isInstance)
                .map(it -> ((Event.LoginRefused) it).why())
                .toList();
    }

    @Test
    void aPinnedAccountTakesNoOtherCertificateWhoeverVouchesForIt() throws Exception {
        try (var server = server(ACCEPTED);
                var client = secured(server, BOB.client())) {
            pin(server, "bob", LoginBy.EITHER, ANNA);
            client.ask("USER bob", "530");
        }
    }

    @Test
    void theWrongCertificateCountsAsAWrongPasswordDoes() throws Exception {
        var limits =
                LimitSettings.defaults()
                        .with(draft -> {
                            draft.banAfter = OptionalInt.of(3);
                            draft.neverBan = List.of();
                        });
        var settings = TestServer.settings().withTls(ACCEPTED);
        try (var server = people(new TestServer(settings, limits, tls()));
                var early = secured(server, ANNA.client());
                var client = secured(server, STRANGER.client())) {
            client.ask("USER anna", "530");
            client.ask("USER bob", "530");
            client.ask("USER admin", "421");
            assertThat(client.line()).isNull();
            early.ask("USER anna", "421"); // the address is banned, the right certificate or not
            assertThat(server.bans.all()).hasSize(1);
        }
    }

    @Test
    void fiveWrongCertificatesEndTheSession() throws Exception {
        try (var server = server(ACCEPTED);
                var client = secured(server, STRANGER.client())) {
            for (int i = 0; i < 4; i++) client.ask("USER anna", "530");
            client.ask("USER anna", "421");
        }
    }

    @Test
    void wantingBothTakesBoth() throws Exception {
        try (var server = server(ACCEPTED)) {
            pin(server, "anna", LoginBy.BOTH, ANNA);
            try (var client = secured(server, ANNA.client())) {
                client.ask("USER anna", "331");
                client.ask("PASS wrong", "530");
                client.ask("USER anna", "331");
                client.ask("PASS secret", "230");
            }
            try (var client = secured(server, Keystores.client())) {
                client.ask("USER anna", "331");
                client.ask("PASS secret", "530");
            }
            try (var client = greeted(server)) {
                client.ask("USER anna", "331");
                client.ask("PASS secret", "530");
            }
            assertThat(server.visits)
                    .filteredOn(Event.LoggedIn.class::isInstance)
                    .singleElement()
                    .extracting(it -> ((Event.LoggedIn) it).method())
                    .isEqualTo("certificate+password");
            assertThat(reasons(server))
                    .contains("the account wants a certificate beside the password");
        }
    }

    @Test
    void wantingACertificateAloneTakesNoPassword() throws Exception {
        try (var server = server(ACCEPTED)) {
            pin(server, "anna", LoginBy.CERTIFICATE, ANNA);
            try (var client = secured(server, Keystores.client())) {
                client.ask("USER anna", "331"); // as for anybody
                client.ask("PASS secret", "530");
            }
            try (var client = secured(server, ANNA.client())) {
                client.ask("USER anna", "232");
            }
        }
    }

    @Test
    void wantingThePasswordTakesItAfterAFittingCertificateOrNone() throws Exception {
        try (var server = server(ACCEPTED)) {
            pin(server, "anna", LoginBy.PASSWORD, ANNA);
            for (SSLContext context : List.of(ANNA.client(), Keystores.client())) {
                try (var client = secured(server, context)) {
                    client.ask("USER anna", "331");
                    client.ask("PASS secret", "230");
                }
            }
            try (var client = secured(server, BOB.client())) {
                client.ask("USER anna", "530");
            }
        }
    }

    @Test
    void whatIsSaidInClearTextAfterCccIsNotTheCertificates() throws Exception {
        try (var server = server(ACCEPTED)) {
            pin(server, "anna", LoginBy.BOTH, ANNA);
            try (var client = secured(server, ANNA.client())) {
                client.ask("USER anna", "331");
                client.ask("CCC", "200");
                client.clear();
                client.ask("PASS secret", "530");
            }
            pin(server, "anna", LoginBy.EITHER, ANNA);
            try (var client = secured(server, ANNA.client())) {
                client.ask("CCC", "200");
                client.clear();
                client.ask("USER anna", "331");
            }
        }
        try (var server = server(REQUIRED);
                var client = secured(server, ANNA.client())) {
            client.ask("CCC", "200");
            client.clear();
            client.ask("USER anna", "530");
        }
    }

    @Test
    void outsideItsTimeACertificateIsRefusedAndItsClientTold() throws Exception {
        Instant now = Instant.now();
        var old = Mint.of("CN=anna").until(now.minus(Duration.ofHours(1))).make();
        var young = Mint.of("CN=anna").from(now.plus(Duration.ofHours(1))).make();
        try (var server = server(ACCEPTED)) {
            pin(server, "anna", LoginBy.EITHER, old, young);
            for (String name : List.of("anna", "nobody")) {
                try (var client = secured(server, old.client())) {
                    assertThat(client.ask("USER " + name, "530")).contains("ended at 20");
                }
                try (var client = secured(server, young.client())) {
                    assertThat(client.ask("USER " + name, "530")).contains("not good before 20");
                }
            }
        }
    }

    @Test
    void required() throws Exception {
        try (var server = server(REQUIRED)) {
            try (var client = greeted(server)) {
                client.ask("USER anna", "530");
                client.ask("PASS secret", "503");
            }
            try (var client = secured(server, Keystores.client())) {
                assertThat(client.ask("USER anna", "530"))
                        .contains("over TLS with a certificate", "choose yours");
                client.ask("PASS secret", "503");
            }
            try (var client = secured(server, ANNA.client())) {
                client.ask("USER bob", "530");
                client.ask("USER anna", "232");
            }
            pin(server, "bob", LoginBy.PASSWORD);
            try (var client = secured(server, BOB.client())) {
                client.ask("USER bob", "331");
                client.ask("PASS secret", "230");
            }
            assertThat(server.visits)
                    .filteredOn(Event.TurnedAway.class::isInstance)
                    .hasSize(2)
                    .allSatisfy(it -> {
                        var away = (Event.TurnedAway) it;
                        assertThat(away.ground()).isEqualTo(Event.Ground.TLS);
                        assertThat(away.who().account()).isEqualTo("anna");
                        assertThat(away.why()).contains("tls.client-certificates");
                    });
        }
    }

    @Test
    void aDisabledAccountStaysShut() throws Exception {
        try (var server = server(ACCEPTED);
                var client = secured(server, ANNA.client())) {
            server.desk.change("anna", account -> account.withEnabled(false));
            client.ask("USER anna", "530");
            server.desk.change("anna", account -> account.withEnabled(true));
            client.ask("USER anna", "232");
            server.desk.change("anna", account -> account.withEnabled(false));
            client.expect("421");
        }
    }

    @Test
    void whoIsTrustedIsAskedAtEachLoginAnew() throws Exception {
        Tls tls = tls();
        SSLContext bob = BOB.client();
        SSLContext anna = ANNA.client();
        try (var server = server(ACCEPTED, tls)) {
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                try (var client = TlsClient.secured(server, bob, protocol)) {
                    client.ask("USER bob", "232");
                }
                try (var client = TlsClient.secured(server, anna, protocol)) {
                    client.ask("USER anna", "232");
                    client.ask("NOOP", "200"); // and takes the tickets with it
                }
            }
            tls.trust(Authorities.NONE);
            pin(server, "anna", LoginBy.EITHER, BOB);
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                try (var client = TlsClient.secured(server, bob, protocol)) {
                    client.ask("USER bob", "530");
                }
                try (var client = TlsClient.secured(server, anna, protocol)) {
                    client.ask("USER anna", "530");
                }
            }
        }
    }

    /// The client keeps its session, offers it to be resumed, and shows its certificate no more: it
    /// is anybody.
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void noSessionCarriesACertificateOverToAnotherControlConnection(String protocol)
            throws Exception {
        var showing = new AtomicBoolean(true);
        SSLContext anna = ANNA.client(showing::get);
        try (var server = server(ACCEPTED);
                var first = TlsClient.secured(server, anna, protocol)) {
            first.ask("USER anna", "232");
            privately(first);
            first.upload("f", CONTENT);
            showing.set(false);
            first.upload("g", CONTENT); // resumed, which carries all that is needed
            try (var second = TlsClient.secured(server, anna, protocol)) {
                second.ask("USER anna", "331");
            }
            first.ask("REIN", "220");
            first.clear();
            first.ask("AUTH TLS", "234");
            first.shakeHands(null);
            first.ask("USER anna", "331");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void reinForgetsTheCertificateWithItsTls(String protocol) throws Exception {
        try (var server = server(ACCEPTED);
                var client = TlsClient.secured(server, ANNA.client(), protocol)) {
            client.ask("USER anna", "232");
            client.ask("REIN", "220");
            client.clear();
            client.ask("USER anna", "331"); // in clear text, by password
            client.ask("AUTH TLS", "234");
            client.shakeHands(null, Keystores.client());
            client.ask("PASS secret", "503");
            client.ask("USER anna", "331");
            client.ask("REIN", "220");
            client.clear();
            client.ask("AUTH TLS", "234");
            client.shakeHands(null, BOB.client());
            client.ask("USER anna", "530");
            client.ask("USER bob", "232");
        }
    }

    @Test
    void whereTlsBeginsAtOnceTheCertificateIsJudgedAtEachUser() throws Exception {
        var implicit =
                new TlsSettings(
                        Policy.OFFERED,
                        OptionalInt.of(0),
                        true,
                        false,
                        ClientCertificates.ACCEPTED);
        try (var server = server(implicit);
                var client =
                        new TlsClient(
                                server.server.implicitAddress().orElseThrow(),
                                ANNA.client(),
                                "TLSv1.3")) {
            client.shakeHands(null);
            client.expect("220");
            client.ask("USER anna", "232");
            client.ask("REIN", "220");
            client.ask("PASS secret", "503");
            client.ask("USER anna", "232");
            client.ask("REIN", "220");
            pin(server, "anna", LoginBy.EITHER, BOB);
            client.ask("USER anna", "530");
        }
    }

    /// For clients that cannot resume: nobody else has the key.
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theSameCertificateOnADataConnectionIsAsGoodAsItsSession(String protocol) throws Exception {
        try (var server = server(ACCEPTED);
                var client = TlsClient.secured(server, ANNA.client(), protocol)) {
            client.ask("USER anna", "232");
            privately(client);
            Socket raw = client.passive();
            client.ask("STOR new", "150");
            try (SSLSocket data = client.over(raw, ANNA.client())) {
                data.getOutputStream().write(CONTENT);
            }
            client.expect("226");
            assertThat(server.content("/new")).contains("0123456789");
            for (SSLContext other : List.of(BOB.client(), Keystores.client())) {
                raw = client.passive();
                client.ask("STOR more", "150");
                try (SSLSocket data = client.over(raw, other)) {
                    data.getOutputStream().write(CONTENT);
                } catch (IOException _) {
                    // it was refused meanwhile
                }
                client.expect("522");
            }
            assertThat(server.content("/more")).isEmpty();
        }
    }

    @Test
    void aDataConnectionRefusedForItsTlsIsTold() throws Exception {
        try (var server = server(ACCEPTED);
                var client = TlsClient.loggedIn(server, Keystores.client(), "TLSv1.3")) {
            server.file("/old", "before");
            for (String verb : List.of("STOR old", "RETR old", "LIST")) {
                Socket raw = client.passive();
                client.ask(verb, "150");
                try (SSLSocket data = client.over(raw, Keystores.client())) {
                    data.startHandshake();
                    assertThat(data.getInputStream().read()).isNegative();
                }
                client.expect("522");
            }
            assertThat(server.events)
                    .filteredOn(Event.Refused.class::isInstance)
                    .map(it -> (Event.Refused) it)
                    .allSatisfy(it -> {
                        assertThat(it.ground()).isEqualTo(Event.Ground.TLS);
                        assertThat(it.who().account()).isEqualTo("admin");
                        assertThat(it.why()).contains("ftp.tls-resume");
                    })
                    .extracting(it -> it.action() + " " + it.path())
                    .containsExactly("CREATE /old", "READ /old", "LIST /");
        }
    }

    @Test
    void whatIsRefusedWithoutTlsIsTold() throws Exception {
        var required = new TlsSettings(Policy.REQUIRED, OptionalInt.empty(), true, true);
        try (var server = server(required)) {
            try (var client = greeted(server)) {
                client.ask("USER anna", "530");
            }
            try (var client = secured(server, Keystores.client())) {
                client.ask("USER anna", "331");
                client.ask("PASS secret", "230");
                client.ask("EPSV", "229");
                client.ask("RETR a", "521");
                client.ask("APPE b", "521");
                client.ask("CWD /", "250");
                client.ask("MLSD", "521");
                client.ask("PBSZ 0", "200");
                client.ask("PROT C", "534");
                client.ask("CCC", "534");
            }
            assertThat(server.visits)
                    .filteredOn(Event.TurnedAway.class::isInstance)
                    .map(it -> (Event.TurnedAway) it)
                    .allSatisfy(it -> assertThat(it.ground()).isEqualTo(Event.Ground.TLS))
                    .extracting(it -> it.who().account() + ": " + it.why())
                    .containsExactly(
                            "anna: no login without TLS (ftp.tls)",
                            "anna: PROT C: no data connection without TLS (ftp.tls)",
                            "anna: CCC: no commands without TLS (ftp.tls)");
            assertThat(server.events)
                    .filteredOn(Event.Refused.class::isInstance)
                    .map(it -> (Event.Refused) it)
                    .allSatisfy(it -> assertThat(it.ground()).isEqualTo(Event.Ground.TLS))
                    .extracting(it -> it.action() + " " + it.path())
                    .containsExactly("READ /a", "APPEND /b", "LIST /");
        }
    }

    @Test
    void anAccountsNetworksHoldWithACertificateToo() throws Exception {
        try (var server = server(ACCEPTED);
                var client = secured(server, ANNA.client())) {
            server.desk.change("anna", ClientCertificatesTest::fromAfarAlone);
            client.ask("USER anna", "530");
        }
    }

    private static Account fromAfarAlone(Account account) {
        var none = account.limits();
        return account.withLimits(
                new dev.ferry.core.account.AccountLimits(
                        none.quotaBytes(),
                        none.quotaFiles(),
                        none.largestFile(),
                        none.rates(),
                        none.sessions(),
                        List.of("192.0.2.0/24"),
                        none.deny(),
                        none.expires()));
    }
}
