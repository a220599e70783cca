package dev.ferry.server.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.account.AccountCertificates;
import dev.ferry.core.account.AccountKey;
import dev.ferry.core.account.AccountLimits;
import dev.ferry.core.account.Ban;
import dev.ferry.core.account.LoginBy;
import dev.ferry.core.work.Event;
import dev.ferry.server.net.LimitSettings;
import dev.ferry.server.net.LiveSession;
import dev.ferry.server.net.Network;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is let in over SSH, and what it gets. The client is the library's own here; strangers come
/// in `SftpIT`.
final class SftpServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicReference<String> farewell = new AtomicReference<>("");
    private final SshClient client = SshClient.setUpDefaultClient();

    @BeforeEach
    void start() {
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.addSessionListener(
                new SessionListener() {
                    @Override
                    public void sessionDisconnect(
                            Session session,
                            int reason,
                            String words,
                            String language,
                            boolean ours) {
                        if (!ours) farewell.set(words);
                    }
                });
        client.start();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
    }

    private ClientSession connect(SftpTestServer server, String name) throws IOException {
        return client.connect(name, "127.0.0.1", server.address().getPort())
                .verify(PATIENCE)
                .getSession();
    }

    private ClientSession login(SftpTestServer server, String name, String password)
            throws IOException {
        ClientSession session = connect(server, name);
        session.addPasswordIdentity(password);
        try {
            session.auth().verify(PATIENCE);
            return session;
        } catch (IOException e) {
            session.close();
            throw e;
        }
    }

    private void assertRefused(SftpTestServer server, String name, String password) {
        assertThatThrownBy(() -> login(server, name, password)).isInstanceOf(IOException.class);
    }

    @Test
    void aPasswordOpensAnAccountAndAWrongOneDoesNot() throws Exception {
        try (var server = new SftpTestServer()) {
            try (var session = login(server, "admin", "secret")) {
                assertThat(session.isAuthenticated()).isTrue();
                LiveSession live = server.server.sessions().live().getFirst();
                assertThat(live.account()).contains("admin");
                assertThat(live.id()).isEqualTo("sftp-1");
                assertThat(live.secure()).isTrue();
            }
            assertRefused(server, "admin", "wrong");
            assertRefused(server, "nobody", "secret");
            await().until(() -> server.server.sessions().size() == 0);
            assertThat(server.events)
                    .filteredOn(Event.LoggedIn.class::isInstance)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Event.LoggedIn.class,
                            it -> assertThat(it.method()).isEqualTo("password"));
            assertThat(server.events).hasAtLeastOneElementOfType(Event.LoginRefused.class);
            assertThat(server.events).hasAtLeastOneElementOfType(Event.LoggedOut.class);
            assertThat(server.events).last().isInstanceOf(Event.SessionClosed.class);
        }
    }

    @Test
    void aKeyOpensTheAccountItBelongsToAndNoOther() throws Exception {
        try (var server = new SftpTestServer()) {
            for (SshKeys.Kind kind : SshKeys.Kind.values()) {
                KeyPair pair = SshKeys.make(kind);
                server.desk.add("anna", Permissions.everywhere(Action.all()));
                server.desk.change(
                        "anna", it -> it.withKeys(List.of(AccountKey.parse(SshKeys.line(pair)))));
                try (var session = connect(server, "anna")) {
                    session.addPublicKeyIdentity(pair);
                    session.auth().verify(PATIENCE);
                    assertThat(session.isAuthenticated()).isTrue();
                }
                try (var session = connect(server, "admin")) {
                    session.addPublicKeyIdentity(pair);
                    assertThatThrownBy(() -> session.auth().verify(PATIENCE))
                            .isInstanceOf(IOException.class);
                }
            }
        }
    }

    @Test
    void aKeyIsReadAsItWasWritten() {
        for (SshKeys.Kind kind : SshKeys.Kind.values()) {
            KeyPair pair = SshKeys.make(kind);
            KeyPair read = SshKeys.parse(SshKeys.text(pair, "x"));
            assertThat(SshKeys.fingerprint(read)).isEqualTo(SshKeys.fingerprint(pair));
            assertThat(AccountKey.parse(SshKeys.line(pair)).fingerprint())
                    .isEqualTo(SshKeys.fingerprint(pair));
        }
        assertThatThrownBy(() -> SshKeys.parse("nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds no private key");
    }

    @Test
    void anAccountThatWantsACertificateIsNotOpenedByItsPassword() throws Exception {
        try (var server = new SftpTestServer()) {
            for (LoginBy by : List.of(LoginBy.CERTIFICATE, LoginBy.BOTH)) {
                server.desk.add("anna", Permissions.everywhere(Action.all()));
                server.desk.change(
                        "anna", it -> it.withCertificates(new AccountCertificates(by, List.of())));
                assertRefused(server, "anna", "secret");
            }
        }
    }

    @Test
    void anAccountThatWantsBothIsOpenedByItsKeyAndThenItsPasswordAndByNothingLess()
            throws Exception {
        try (var server = new SftpTestServer()) {
            KeyPair pair = SshKeys.make(SshKeys.Kind.ED25519);
            String line = SshKeys.line(pair);
            server.desk.add("anna", Permissions.everywhere(Action.all()));
            server.desk.change(
                    "anna",
                    it ->
                            it.withKeys(List.of(AccountKey.parse(line)))
                                    .withCertificates(
                                            new AccountCertificates(LoginBy.BOTH, List.of())));
            assertRefused(server, "anna", "secret");
            try (var session = connect(server, "anna")) {
                session.addPublicKeyIdentity(pair);
                assertThatThrownBy(() -> session.auth().verify(PATIENCE))
                        .isInstanceOf(IOException.class);
            }
            try (var session = connect(server, "anna")) {
                session.addPublicKeyIdentity(pair);
                session.addPasswordIdentity("wrong");
                assertThatThrownBy(() -> session.auth().verify(PATIENCE))
                        .isInstanceOf(IOException.class);
            }
            assertThat(server.events).doesNotHaveAnyElementsOfTypes(Event.LoggedIn.class);
            try (var session = connect(server, "anna")) {
                session.addPublicKeyIdentity(pair);
                session.addPasswordIdentity("secret");
                session.auth().verify(PATIENCE);
                assertThat(session.isAuthenticated()).isTrue();
                assertThat(server.server.sessions().live())
                        .anyMatch(it -> it.account().equals(Optional.of("anna")));
            }
            assertThat(server.events)
                    .filteredOn(Event.LoggedIn.class::isInstance)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Event.LoggedIn.class,
                            it -> assertThat(it.method()).isEqualTo("public-key+password"));
        }
    }

    @Test
    void anAccountThatWantsItsPasswordIsOpenedByNoKey() throws Exception {
        try (var server = new SftpTestServer()) {
            KeyPair pair = SshKeys.make(SshKeys.Kind.ED25519);
            server.desk.change(
                    "admin",
                    it ->
                            it.withKeys(List.of(AccountKey.parse(SshKeys.line(pair))))
                                    .withCertificates(
                                            new AccountCertificates(LoginBy.PASSWORD, List.of())));
            try (var session = connect(server, "admin")) {
                session.addPublicKeyIdentity(pair);
                assertThatThrownBy(() -> session.auth().verify(PATIENCE))
                        .isInstanceOf(IOException.class);
            }
            login(server, "admin", "secret").close();
        }
    }

    @Test
    void whoDoesNotWaitForTheAnswerToHisPasswordIsSentAway() throws Exception {
        var settings = SftpTestServer.refusingAfter(Duration.ofSeconds(5));
        try (var server = new SftpTestServer(settings, LimitSettings.defaults());
                var session = connect(server, "admin")) {
            var _ =
                    session.waitFor(
                            EnumSet.of(ClientSession.ClientSessionEvent.WAIT_AUTH), PATIENCE);
            for (int i = 0; i < 2; i++) {
                Buffer packet = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_REQUEST);
                packet.putString("admin");
                packet.putString("ssh-connection");
                packet.putString("password");
                packet.putBoolean(false);
                packet.putString("wrong" + i);
                var _ = session.writePacket(packet).verify(PATIENCE);
            }
            await().until(() -> !session.isOpen());
            assertThat(farewell.get())
                    .isEqualTo("One login at a time: the last one was not answered yet");
            assertThat(server.events)
                    .filteredOn(Event.LoginRefused.class::isInstance)
                    .hasSizeLessThan(2);
        }
    }

    @Test
    void listsOfNetworksHoldAtTheDoorAndForAnAccount() throws Exception {
        LimitSettings denying =
                limits(OptionalInt.empty(), OptionalInt.empty(), List.of(), "127.0.0.0/8");
        try (var server = new SftpTestServer(SftpTestServer.settings(), denying);
                var raw = new RawSsh(server.address())) {
            assertThat(raw.line()).startsWith("SSH-2.0");
            assertThat(raw.farewell()).isEqualTo("Clients at your address are not served here");
            assertThat(server.events)
                    .hasExactlyElementsOfTypes(Event.TurnedAway.class); // no session was opened
        }
        try (var server = new SftpTestServer()) {
            KeyPair pair = SshKeys.make(SshKeys.Kind.ED25519);
            server.desk.change(
                    "admin",
                    it ->
                            it.withKeys(List.of(AccountKey.parse(SshKeys.line(pair))))
                                    .withLimits(from(it.limits(), "10.0.0.0/8")));
            assertRefused(server, "admin", "secret");
            try (var session = connect(server, "admin")) {
                session.addPublicKeyIdentity(pair);
                assertThatThrownBy(() -> session.auth().verify(PATIENCE))
                        .isInstanceOf(IOException.class);
            }
            server.desk.change("admin", it -> it.withLimits(from(it.limits(), "127.0.0.0/8")));
            login(server, "admin", "secret").close();
        }
    }

    private static AccountLimits from(AccountLimits none, String network) {
        return new AccountLimits(
                none.quotaBytes(),
                none.quotaFiles(),
                none.largestFile(),
                none.rates(),
                none.sessions(),
                List.of(network),
                none.deny(),
                none.expires());
    }

    /// Also of a client that offers a window without end: what it takes is up to its socket then.
    @ParameterizedTest
    @ValueSource(longs = {2 << 20, 0x7fff_ffff})
    void whoTakesNoAnswerIsSentAwayAndHisDownloadIsCut(long window) throws Exception {
        CoreModuleProperties.WINDOW_SIZE.set(client, window);
        var settings = SftpTestServer.stallingFor(Duration.ofSeconds(1));
        var taking = new CountDownLatch(1);
        var blocked =
                new OutputStream() {
                    @Override
                    public void write(int octet) throws IOException {
                        write(new byte[] {(byte) octet}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int count) throws IOException {
                        try {
                            taking.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    }
                };
        try (var server = new SftpTestServer(settings, LimitSettings.defaults());
                var session = login(server.file("/big", new byte[16 << 20]), "admin", "secret")) {
            ClientChannel channel = session.createSubsystemChannel("sftp");
            channel.setOut(blocked);
            channel.open().verify(PATIENCE);
            OutputStream to = channel.getInvertedIn();
            to.write(Talk.framed(new Talk.Bytes().octet(1).number(3)));
            to.write(
                    Talk.framed(
                            new Talk.Bytes().octet(3).number(1).text("/big").number(1).number(0)));
            for (int i = 0; i < 160; i++) {
                to.write(
                        Talk.framed(
                                new Talk.Bytes()
                                        .octet(5)
                                        .number(2 + i)
                                        .text("1")
                                        .wide(i * 100_000L)
                                        .number(100_000)));
            }
            to.flush();
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(server.events)
                                    .hasAtLeastOneElementOfType(Event.SessionClosed.class));
            taking.countDown();
            assertThat(server.events).hasAtLeastOneElementOfType(Event.DownloadCut.class);
            assertThat(server.events)
                    .last()
                    .isInstanceOfSatisfying(
                            Event.SessionClosed.class,
                            it -> assertThat(it.why()).startsWith("it took no answer for"));
        }
    }

    @Test
    void whoGuessesIsBannedAndTheBanHoldsAtTheDoor() throws Exception {
        LimitSettings limits = limits(OptionalInt.of(3), OptionalInt.empty(), List.of());
        try (var server = new SftpTestServer(SftpTestServer.settings(), limits)) {
            for (int i = 0; i < 3; i++) assertRefused(server, "admin", "wrong" + i);
            await().until(() -> !server.bans.all().isEmpty());
            assertThat(server.events).hasAtLeastOneElementOfType(Event.Banned.class);
            try (var raw = new RawSsh(server.address())) {
                assertThat(raw.line()).isEqualTo("SSH-2.0-Ferry");
                assertThat(raw.farewell()).startsWith("Your address is banned until");
            }
        }
    }

    @Test
    void aSessionEndsAfterSoManyWrongPasswords() throws Exception {
        try (var server = new SftpTestServer()) {
            try (var session = connect(server, "admin")) {
                for (int i = 0; i < 6; i++) session.addPasswordIdentity("wrong" + i);
                assertThatThrownBy(() -> session.auth().verify(PATIENCE))
                        .isInstanceOf(IOException.class);
            }
            await().until(() -> server.server.sessions().size() == 0);
            assertThat(farewell.get()).startsWith("Too many wrong passwords: 5 in one session");
        }
    }

    @Test
    void limitsOfSessionsHoldAndAreTold() throws Exception {
        LimitSettings limits = limits(OptionalInt.empty(), OptionalInt.of(2), List.of());
        try (var server = new SftpTestServer(SftpTestServer.settings(), limits)) {
            server.desk.change("admin", it -> it.withLimits(sessions(it.limits(), 1)));
            try (var first = login(server, "admin", "secret")) {
                assertThat(first.isAuthenticated()).isTrue();
                assertRefused(server, "admin", "secret");
                await().until(() -> server.server.sessions().size() == 1);
                assertThat(farewell.get())
                        .isEqualTo("Too many sessions: your account has 1, the most at one time");
                try (var second = new RawSsh(server.address())) {
                    assertThat(second.line()).startsWith("SSH-2.0");
                    await().until(() -> server.server.sessions().size() == 2);
                    try (var third = new RawSsh(server.address())) {
                        assertThat(third.line()).startsWith("SSH-2.0");
                        assertThat(third.farewell())
                                .isEqualTo(
                                        "Too many sessions: your address has 2, the most at one"
                                                + " time");
                    }
                }
            }
        }
    }

    private static AccountLimits sessions(AccountLimits none, int most) {
        return new AccountLimits(
                none.quotaBytes(),
                none.quotaFiles(),
                none.largestFile(),
                none.rates(),
                OptionalInt.of(most),
                none.allow(),
                none.deny(),
                none.expires());
    }

    @Test
    @DisplayName("disabled and expired accounts: over SFTP they are refused and their sessions end")
    void disabledAccountsAreRefusedAndTheirSessionsEnd() throws Exception {
        try (var server = new SftpTestServer()) {
            try (var session = login(server, "admin", "secret")) {
                server.desk.change("admin", it -> it.withEnabled(false));
                await().until(() -> !session.isOpen());
                assertThat(farewell.get()).isEqualTo("This account was disabled");
            }
            assertRefused(server, "admin", "secret");
        }
    }

    @Test
    void aProxyIsBelievedAndWhoIsNoneIsNot() throws Exception {
        LimitSettings limits =
                limits(
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        List.of(Network.parse("127.0.0.1")));
        try (var server = new SftpTestServer(SftpTestServer.settings(), limits)) {
            server.bans.put(
                    new Ban(
                            "203.0.113.5",
                            Instant.now(),
                            Optional.of(Instant.now().plusSeconds(100)),
                            "guessing",
                            1));
            server.desk.change("admin", it -> it); // has bans looked up again
            try (var raw = new RawSsh(server.address())) {
                raw.send("PROXY TCP4 203.0.113.5 127.0.0.1 4711 22\r\nSSH-2.0-");
                assertThat(raw.line()).startsWith("SSH-2.0");
                assertThat(raw.farewell()).startsWith("Your address is banned");
            }
            try (var raw = new RawSsh(server.address())) {
                assertThat(raw.line()).startsWith("SSH-2.0");
                raw.send("PROXY TCP4 203.0.113.6 127.0");
                raw.send(".0.1 4711 22\r\nSSH-2.0");
                raw.send("-test\r\n");
                ByteBuffer packet = raw.packet();
                assertThat(packet.get()).isEqualTo((byte) RawSsh.KEXINIT);
                assertThat(server.server.sessions().live().getFirst().address())
                        .isEqualTo("203.0.113.6");
            }
            try (var raw = new RawSsh(server.address())) {
                raw.send("SSH-2.0-noproxy\r\n");
                assertThat(raw.isOver()).isTrue();
            }
        }
    }

    @Test
    void silenceAndAMissingLoginEndASession() throws Exception {
        var longer = Duration.ofSeconds(30);
        var modern = SftpSettings.Algorithms.modern();
        var idle = SftpTestServer.settings(Duration.ofMillis(300), longer, modern);
        try (var server = new SftpTestServer(idle, LimitSettings.defaults());
                var session = login(server, "admin", "secret")) {
            await().until(() -> !session.isOpen());
            assertThat(farewell.get()).startsWith("Nothing was asked for");
        }
        var missing = SftpTestServer.settings(longer, Duration.ofMillis(1_500), modern);
        try (var server = new SftpTestServer(missing, LimitSettings.defaults());
                var raw = new RawSsh(server.address())) {
            assertThat(raw.line()).startsWith("SSH-2.0");
            assertThat(raw.farewell()).isEqualTo("Nobody logged in within 1 seconds");
            assertThat(raw.isOver()).isTrue();
        }
    }

    @Test
    void anOperatorMayEndASession() throws Exception {
        try (var server = new SftpTestServer();
                var session = login(server, "admin", "secret")) {
            assertThat(server.server.sessions().kick(it -> it.id().equals("sftp-1"), "root"))
                    .hasSize(1);
            await().until(() -> !session.isOpen());
            assertThat(farewell.get()).isEqualTo("An operator ended this session");
        }
    }

    @Test
    void aServerThatStopsSaysSo() throws Exception {
        try (var server = new SftpTestServer();
                var session = login(server, "admin", "secret")) {
            server.stop(Duration.ofSeconds(5));
            await().until(() -> !session.isOpen());
            assertThat(farewell.get()).isEqualTo("The server is being stopped");
            assertThat(server.server.sessions().size()).isZero();
        }
    }

    @Test
    void shellsProgramsAndForwardingAreRefusedWithASentence() throws Exception {
        try (var server = new SftpTestServer();
                var session = login(server, "admin", "secret")) {
            assertThat(said(session.createShellChannel())).contains("it has no shell");
            assertThat(said(session.createExecChannel("ls"))).contains("it runs no programs");
            assertThat(said(session.createSubsystemChannel("netconf")))
                    .contains("it has no subsystem but sftp");
            assertThat(said(session.createExecChannel("scp -t /"))).contains("scp without -O");
            assertThat(said(session.createExecChannel("scp -t /")))
                    .contains("not the old protocol");
            var address = new SshdSocketAddress("127.0.0.1", 9);
            var channel = session.createDirectTcpipChannel(address, address);
            assertThatThrownBy(() -> channel.open().verify(PATIENCE))
                    .hasStackTraceContaining("it forwards no connections");
            assertThatThrownBy(() -> session.startRemotePortForwarding(address, address))
                    .isInstanceOf(IOException.class);
        }
    }

    private static String said(ClientChannel channel) throws IOException {
        var said = new ByteArrayOutputStream();
        try (channel) {
            channel.setErr(said);
            channel.setOut(new ByteArrayOutputStream());
            channel.open().verify(PATIENCE);
            var _ = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE);
            assertThat(channel.getExitStatus()).isEqualTo(1);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void soManyChannelsAndNoMore() throws Exception {
        try (var server = new SftpTestServer();
                var session = login(server, "admin", "secret")) {
            var channels = new ArrayList<ClientChannel>();
            for (int i = 0; i < 10; i++) {
                ClientChannel channel = session.createSubsystemChannel("sftp");
                channel.open().verify(PATIENCE);
                channels.add(channel);
            }
            ClientChannel another = session.createSubsystemChannel("sftp");
            assertThatThrownBy(() -> another.open().verify(PATIENCE))
                    .hasStackTraceContaining("10 channels are open");
            for (ClientChannel channel : channels) channel.close(true).await(PATIENCE);
        }
    }

    @Test
    void weakAlgorithmsCannotEvenBeAskedFor() {
        for (String weak : List.of("aes128-cbc", "3des-cbc", "none", "arcfour256", "nonsense")) {
            assertThatThrownBy(() -> start(List.of(weak)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "sftp.ciphers: '"
                                    + weak
                                    + "' is not known here, or too weak to be taken");
        }
    }

    private static void start(List<String> ciphers) throws IOException {
        SftpSettings.Algorithms modern = SftpSettings.Algorithms.modern();
        var chosen =
                new SftpSettings.Algorithms(
                        modern.keyExchanges(), ciphers, modern.macs(), modern.signatures());
        Duration patience = Duration.ofSeconds(5);
        new SftpTestServer(
                        SftpTestServer.settings(patience, patience, chosen),
                        LimitSettings.defaults())
                .close();
    }

    private static String offered(RawSsh raw) throws IOException {
        assertThat(raw.line()).isEqualTo("SSH-2.0-Ferry");
        raw.send("SSH-2.0-test\r\n");
        ByteBuffer packet = raw.packet();
        return StandardCharsets.ISO_8859_1.decode(packet).toString();
    }

    @Test
    void nothingOfOldIsOffered() throws Exception {
        try (var server = new SftpTestServer();
                var raw = new RawSsh(server.address())) {
            assertThat(offered(raw))
                    .contains("mlkem768x25519-sha256", "aes256-gcm@openssh.com")
                    .doesNotContain("sha1", "cbc", "group14", "md5", "arcfour", "zlib", "dss")
                    .doesNotContain("ssh-rsa,", "group-exchange");
        }
    }

    @Test
    @DisplayName("SSH prefix truncation: strict key exchange is offered and held")
    void strictKeyExchangeIsOfferedAndHeld() throws Exception {
        try (var server = new SftpTestServer()) {
            try (var raw = new RawSsh(server.address())) {
                String offer = offered(raw);
                assertThat(offer).contains("kex-strict-s-v00@openssh.com");
                raw.packet(kexInit("kex-strict-c-v00@openssh.com"));
                raw.packet(new byte[] {RawSsh.IGNORE, 0, 0, 0, 0});
                assertThat(raw.isOver()).isTrue();
            }
        }
    }

    /// What a client says first.
    private static byte[] kexInit(String strict) {
        var out = new Talk.Bytes().octet(RawSsh.KEXINIT).raw(new byte[16]);
        out.text("curve25519-sha256," + strict).text("ssh-ed25519");
        out.text("aes128-ctr").text("aes128-ctr");
        out.text("hmac-sha2-256").text("hmac-sha2-256");
        out.text("none").text("none").text("").text("");
        return out.octet(0).number(0).all();
    }

    @Test
    @DisplayName("before-login denial: random bytes at the SFTP port disturb nobody")
    void randomBytesDisturbNobody() throws Exception {
        var random = new Random(7);
        try (var server = new SftpTestServer()) {
            for (int i = 0; i < 60; i++) {
                byte[] bytes = new byte[1 + random.nextInt(4_000)];
                random.nextBytes(bytes);
                try (var raw = new RawSsh(server.address())) {
                    if (i % 2 == 0) raw.send("SSH-2.0-x\r\n");
                    raw.send(bytes);
                } catch (IOException _) {
                    // hung up on already
                }
            }
            try (var session = login(server, "admin", "secret")) {
                assertThat(session.isAuthenticated()).isTrue();
            }
            await().until(() -> server.server.sessions().size() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, -1, 0, 1 << 20})
    @DisplayName("memory, handles: a packet of SSH that says it is endless ends its connection")
    void aPacketOfSshOfAnImpossibleLengthEndsTheConnection(int length) throws Exception {
        try (var server = new SftpTestServer()) {
            try (var raw = new RawSsh(server.address())) {
                assertThat(raw.line()).startsWith("SSH-2.0");
                raw.send("SSH-2.0-x\r\n");
                raw.send(ByteBuffer.allocate(100).putInt(length).array());
                // Some more bytes are read before it hangs up, or the length would be told from
                // what is wrong with the rest.
                for (int i = 0; i < 20; i++) {
                    try {
                        raw.send(new byte[100]);
                        Thread.sleep(5);
                    } catch (IOException _) {
                        break;
                    }
                }
                assertThat(raw.isOver()).isTrue();
            }
            await().until(() -> server.server.sessions().size() == 0);
        }
    }

    private static LimitSettings limits(
            OptionalInt banAfter, OptionalInt perAddress, List<Network> proxies, String... deny) {
        return LimitSettings.defaults()
                .with(draft -> {
                    draft.sessionsPerAddress = perAddress;
                    draft.longestRefusal = Duration.ZERO;
                    draft.banAfter = banAfter;
                    draft.neverBan = List.of();
                    draft.deny = Stream.of(deny).map(Network::parse).toList();
                    draft.proxies = proxies;
                });
    }
}
