package dev.ferry.app.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.serve.OwnCertificate;
import dev.ferry.core.account.AccountCertificates;
import dev.ferry.core.account.AccountSettings;
import dev.ferry.core.account.Accounts;
import dev.ferry.core.account.LoginBy;
import dev.ferry.core.account.NewAccount;
import dev.ferry.core.checksum.ChecksumSettings;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.checksum.MemoryChecksums;
import dev.ferry.core.work.Events;
import dev.ferry.core.work.FileSettings;
import dev.ferry.core.work.Meters;
import dev.ferry.files.storage.Storage;
import dev.ferry.files.storage.memory.MemoryStorage;
import dev.ferry.server.ftp.FtpServer;
import dev.ferry.server.ftp.FtpSettings;
import dev.ferry.server.ftp.PassiveAddress;
import dev.ferry.server.ftp.TlsSettings;
import dev.ferry.server.ftp.TlsSettings.ClientCertificates;
import dev.ferry.server.ftp.TlsSettings.Policy;
import dev.ferry.server.net.House;
import dev.ferry.server.net.Identity;
import dev.ferry.server.net.LimitSettings;
import dev.ferry.server.net.Limits;
import dev.ferry.server.net.Network;
import dev.ferry.server.net.PortRange;
import dev.ferry.server.net.Tls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What `ferry why` says of TLS is what a session does that speaks clear text.
class TlsForesightTest {

    private static final InstantSource CLOCK = InstantSource.system();
    private static final List<String> ADDRESSES =
            List.of("127.0.0.1", "10.1.2.3", "203.0.113.9", "2001:db8::9");

    @TempDir private Path folder;
    private Accounts accounts;

    @BeforeEach
    void anAccount() throws Exception {
        accounts = Accounts.open(folder.resolve("data"), AccountSettings.defaults(), CLOCK);
        accounts.add(NewAccount.named("anna"), "secret");
    }

    @AfterEach
    void close() {
        accounts.close();
    }

    private static TlsSettings settings(Policy policy) {
        return new TlsSettings(policy, OptionalInt.empty(), true, false);
    }

    private List<Finding> findings(
            TlsSettings tls, String word, Optional<String> from, boolean clear) throws IOException {
        try (var checksums = new Checksums(ChecksumSettings.defaults(), new MemoryChecksums())) {
            var limits = new Limits(LimitSettings.defaults(), 10, accounts.bans(), CLOCK);
            var desk =
                    new WhyDesk(
                            folder.resolve("data"),
                            accounts,
                            _ -> new MemoryStorage(),
                            FileSettings.defaults(),
                            checksums,
                            new Meters(CLOCK, Optional.empty()),
                            List::of,
                            limits,
                            tls,
                            CLOCK);
            return desk.findings(new Question("anna", "/", word, from, clear));
        }
    }

    private static Optional<Finding> denial(List<Finding> findings) {
        return findings.stream().filter(it -> it.verdict() == Finding.Verdict.NO).findFirst();
    }

    private static String all(List<Finding> findings) {
        return findings.stream().map(it -> it.subject() + ' ' + it.says()).toList().toString();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsForeseenIsWhatHappens(Policy policy) throws Exception {
        TlsSettings tls = settings(policy);
        var own = OwnCertificate.identity(folder.resolve("certificates"));
        Optional<Identity> identity = tls.any() ? Optional.of(own) : Optional.empty();
        try (var checksums = new Checksums(ChecksumSettings.defaults(), new MemoryChecksums());
                var storage = new MemoryStorage();
                var server = new Running(tls, identity, accounts, checksums, storage)) {
            for (String from : ADDRESSES) {
                for (String word : List.of("login", "list")) {
                    var denied = denial(findings(tls, word, Optional.of(from), true));
                    assertThat(denied.isPresent())
                            .as(policy + " from " + from)
                            .isEqualTo(server.user(from).startsWith("530"));
                    denied.ifPresent(it -> {
                        assertThat(it.subject()).isEqualTo("tls");
                        assertThat(it.says()).contains("ftp.tls is ", "nobody logs in without it");
                        assertThat(it.cure().orElseThrow()).contains("explicit FTP over TLS");
                    });
                }
            }
        }
    }

    @Test
    void whereItIsDemandedAndThatItDecidesIsSaid() throws Exception {
        TlsSettings usual = settings(Policy.REQUIRED_EXCEPT_LOCAL);
        String everywhere = "everywhere but this machine and private networks";
        assertThat(all(findings(usual, "list", Optional.empty(), false)))
                .contains("tls is demanded from " + everywhere, "required-except-local", "--from");
        assertThat(all(findings(usual, "list", Optional.of("203.0.113.9"), false)))
                .contains(everywhere + ", and so from 203.0.113.9", "(--clear) the answer is no");
        var local = findings(usual, "list", Optional.of("192.168.1.2"), true);
        assertThat(all(local)).contains("not demanded from 192.168.1.2");
        assertThat(denial(local)).isEmpty();
        assertThat(all(findings(settings(Policy.REQUIRED), "list", Optional.empty(), true)))
                .contains("demanded from everywhere (ftp.tls is required): nobody logs in");
        assertThat(all(findings(settings(Policy.OFFERED), "list", Optional.empty(), true)))
                .contains("from nowhere (ftp.tls is offered)");
    }

    @Test
    void theCertificateThatIsWantedIsNamed() throws Exception {
        TlsSettings off = settings(Policy.OFFERED);
        TlsSettings accepted = off.with(ClientCertificates.ACCEPTED);
        TlsSettings required = off.with(ClientCertificates.REQUIRED);
        assertThat(all(findings(required, "login", Optional.empty(), false)))
                .contains("certificate a client certificate is demanded of every login");
        assertThat(denial(findings(required, "login", Optional.empty(), true))).isPresent();
        assertThat(denial(findings(accepted, "login", Optional.empty(), true))).isEmpty();
        accounts.change(
                "anna",
                account ->
                        account.withCertificates(
                                AccountCertificates.NONE.with(LoginBy.CERTIFICATE)));
        assertThat(all(findings(accepted, "login", Optional.empty(), false)))
                .contains("the account wants a certificate in its name");
        assertThat(denial(findings(accepted, "login", Optional.empty(), true))).isPresent();
        assertThat(denial(findings(off, "login", Optional.empty(), false)).orElseThrow().says())
                .contains("clients are asked for none (tls.client-certificates is off)");
    }

    /// A server to which a proxy brings clients from anywhere.
    private static final class Running implements AutoCloseable {

        private final FtpServer server;

        Running(
                TlsSettings tls,
                Optional<Identity> identity,
                Accounts accounts,
                Checksums checksums,
                Storage storage)
                throws IOException {
            InetAddress here = InetAddress.ofLiteral("127.0.0.1");
            var limits =
                    LimitSettings.defaults()
                            .with(draft -> draft.proxies = List.of(Network.parse("127.0.0.1")));
            Duration patience = Duration.ofSeconds(30);
            var settings =
                    new FtpSettings(
                            Optional.of(here),
                            0,
                            PortRange.ANY,
                            new PassiveAddress.None(),
                            patience,
                            patience,
                            patience,
                            patience,
                            1_000,
                            Duration.ZERO,
                            Duration.ofMillis(2),
                            "Ferry",
                            List.of(),
                            List.of(),
                            true,
                            "0.1",
                            tls);
            server =
                    FtpServer.start(
                            settings,
                            new House(
                                    accounts,
                                    _ -> storage,
                                    FileSettings.defaults(),
                                    checksums,
                                    Events.none(),
                                    CLOCK,
                                    new Limits(limits, 1_000, accounts.bans(), CLOCK),
                                    new Meters(CLOCK, FileSettings.defaults().recount())),
                            identity.map(it -> new Tls(List.of(it))));
        }

        /// @return the answer to USER in clear text
        String user(String from) throws IOException {
            InetSocketAddress at = server.address();
            try (var socket = new Socket(at.getAddress(), at.getPort());
                    var lines =
                            new BufferedReader(
                                    new InputStreamReader(
                                            socket.getInputStream(), StandardCharsets.UTF_8))) {
                socket.setSoTimeout(10_000);
                String family =
                        from.contains(":")
                                ? "TCP6 " + from + " ::1"
                                : "TCP4 " + from + " 127.0.0.1";
                var said = "PROXY " + family + " 4711 21\r\nUSER anna\r\n";
                socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
                assertThat(lines.readLine()).startsWith("220");
                return lines.readLine();
            }
        }

        @Override
        public void close() throws IOException {
            try {
                server.stop(Duration.ZERO);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
