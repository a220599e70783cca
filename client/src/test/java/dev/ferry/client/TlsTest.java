package dev.ferry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.ftp.FtpSettings;
import dev.ferry.client.local.KnownHostsFile;
import dev.ferry.client.net.Fingerprint;
import dev.ferry.client.net.Trust;
import dev.ferry.client.remote.Retries;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whom the client trusts, and what it does where TLS is not as it should be.
@Timeout(60)
class TlsTest {

    private static final VirtualPath F = VirtualPath.of("/f");

    @TempDir private static Path keys;
    private static Certificates ours;
    private static Certificates others;

    @TempDir private Path folder;
    private ScriptedServer server;
    private TransferClient client = TransferClient.builder(InstantSource.system()).build();

    @BeforeAll
    static void make() throws Exception {
        ours = Certificates.fresh(keys, "ours");
        others = Certificates.fresh(keys, "others");
    }

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer(ours.context());
        server.file("/f", "hello");
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private Site site(Trust trust) throws IOException {
        return site(trust, FtpSettings.ClearText.NEVER);
    }

    private Site site(Trust trust, FtpSettings.ClearText clearText) throws IOException {
        client =
                TransferClient.builder(InstantSource.system())
                        .trust(trust)
                        .clearText(clearText)
                        .patience(Duration.ofSeconds(20))
                        .retries(
                                new Retries(
                                        1,
                                        Duration.ofMillis(5),
                                        Duration.ofMillis(5),
                                        (_, _, _) -> {}))
                        .build();
        return client.open("ftp://anna:secret@127.0.0.1:" + server.port() + "/");
    }

    private Trust pinned() {
        return new Trust.Pinned(Set.of(Fingerprint.of(ours.certificate())));
    }

    private TransferResult fetch(Site site) throws IOException {
        return site.download(
                        F, folder.resolve("f"), TransferOptions.standard(), Transfer.Listener.NONE)
                .run();
    }

    private <T extends Failure> T failure(
            Class<T> type, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        T failure = catchThrowableOfType(type, call);
        assertThat(failure).isNotNull();
        return failure;
    }

    @Test
    void filesComeAndGoOverTls() throws IOException {
        Site site = site(pinned());
        fetch(site);
        assertThat(folder.resolve("f")).hasContent("hello");
        site.upload(
                        folder.resolve("f"),
                        VirtualPath.of("/g"),
                        TransferOptions.standard(),
                        Transfer.Listener.NONE)
                .run();
        assertThat(server.files).containsKey("/g");
        assertThat(server.heard).contains("AUTH TLS", "PBSZ 0", "PROT P");
        // Nothing is said of who we are before the handshake.
        assertThat(server.heard.indexOf("AUTH TLS")).isLessThan(server.heard.indexOf("USER anna"));
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws IOException {
        Site site = site(Trust.system());
        Failure failure = failure(Failure.NotTrusted.class, () -> fetch(site));
        assertThat(failure.exitCode()).isEqualTo(5);
        assertThat(failure).hasMessageContaining(Fingerprint.of(ours.certificate()).text());
        assertThat(failure).hasMessageContaining("self-signed");
        assertThat(server.heard).noneMatch(line -> line.startsWith("USER"));
    }

    @Test
    void aRootOfOnesOwnVouches() throws IOException {
        fetch(site(new Trust.Roots(List.of(ours.certificate()))));
        assertThat(folder.resolve("f")).hasContent("hello");
    }

    @Test
    void anotherFingerprintIsRefused() throws IOException {
        Site site = site(new Trust.Pinned(Set.of(Fingerprint.of(others.certificate()))));
        assertThat(failure(Failure.NotTrusted.class, () -> fetch(site)))
                .hasMessageContaining(Fingerprint.of(ours.certificate()).text())
                .hasMessageContaining(Fingerprint.of(others.certificate()).text());
    }

    @Test
    void whoeverIsAskedIsAskedOnceAndRemembered() throws IOException {
        Path file = folder.resolve("known");
        var asked = new AtomicInteger();
        Trust ask =
                new Trust.Ask(
                        new Trust.Roots(List.of()),
                        new KnownHostsFile(file),
                        shown -> {
                            asked.incrementAndGet();
                            return shown.why().contains("self-signed");
                        });
        fetch(site(ask));
        client.close();
        fetch(site(ask));
        assertThat(asked).hasValue(1);
        assertThat(Files.readString(file))
                .isEqualTo(
                        "127.0.0.1:"
                                + server.port()
                                + " "
                                + Fingerprint.of(ours.certificate())
                                + "\n");
    }

    @Test
    void whoIsAskedMaySayNo() throws IOException {
        Path file = folder.resolve("known");
        Site site =
                site(
                        new Trust.Ask(
                                new Trust.Roots(List.of()), new KnownHostsFile(file), _ -> false));
        failure(Failure.NotTrusted.class, () -> fetch(site));
        assertThat(file).doesNotExist();
    }

    @Test
    void aChangedCertificateIsRefusedWithBothFingerprints() throws IOException {
        var known = new KnownHostsFile(folder.resolve("known"));
        fetch(site(new Trust.FirstUse(known)));
        client.close();
        int port = server.port();
        var changed = new ScriptedServer(others.context());
        try (changed) {
            known.remember("127.0.0.1", changed.port(), Fingerprint.of(ours.certificate()));
            for (Trust trust :
                    List.of(
                            new Trust.FirstUse(known),
                            new Trust.Ask(
                                    new Trust.Roots(List.of(others.certificate())),
                                    known,
                                    _ -> true))) {
                client = TransferClient.builder(InstantSource.system()).trust(trust).build();
                Site site = client.open("ftp://anna:x@127.0.0.1:" + changed.port() + "/");
                Failure failure = failure(Failure.NotTrusted.class, () -> site.stat(F));
                assertThat(failure)
                        .hasMessageContaining("has changed")
                        .hasMessageContaining(" from " + folder.resolve("known"))
                        .hasMessageContaining(Fingerprint.of(ours.certificate()).text())
                        .hasMessageContaining(Fingerprint.of(others.certificate()).text());
                client.close();
            }
        }
        assertThat(port).isPositive();
    }

    @Test
    void aDataConnectionWithAnotherCertificateIsRefused() throws IOException {
        server.on(
                "RETR",
                (talk, _) -> {
                    talk.say("150 here");
                    Socket data = talk.plainData();
                    SSLSocket secure =
                            (SSLSocket)
                                    others.context()
                                            .getSocketFactory()
                                            .createSocket(data, null, 0, true);
                    secure.setUseClientMode(false);
                    secure.startHandshake();
                    secure.getOutputStream()
                            .write("evil!".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    secure.close();
                    talk.say("226 done");
                });
        Site site = site(pinned());
        assertThat(failure(Failure.NotTrusted.class, () -> fetch(site)))
                .hasMessageContaining("data connection")
                .hasMessageContaining(Fingerprint.of(ours.certificate()).text())
                .hasMessageContaining(Fingerprint.of(others.certificate()).text());
        assertThat(folder.resolve("f")).doesNotExist();
    }

    @Test
    void withoutTlsNobodyLogsInUnlessItIsAllowed() throws IOException {
        server.close();
        server = new ScriptedServer();
        server.file("/f", "hello");
        Site site = site(Trust.system());
        Failure failure = failure(Failure.NotTrusted.class, () -> fetch(site));
        assertThat(failure.exitCode()).isEqualTo(5);
        assertThat(failure).hasMessageContaining("--tls off");
        assertThat(server.heard).noneMatch(line -> line.startsWith("USER"));
        client.close();
        fetch(site(Trust.system(), (_, refusal) -> refusal.code() == 502));
        assertThat(folder.resolve("f")).hasContent("hello");
    }

    @Test
    void protectionThatIsRefusedIsNotGivenUpSilently() throws IOException {
        server.on(
                "PROT",
                (talk, argument) -> talk.say(argument.equals("P") ? "534 no" : "200 so be it"));
        Site site = site(pinned());
        failure(Failure.NotTrusted.class, () -> fetch(site));
        assertThat(server.heard).noneMatch(line -> line.startsWith("USER"));
    }

    @Test
    void wordsInTheClearBehindAuthAreNotHeard() throws IOException {
        server.on("AUTH", (talk, _) -> talk.raw("234 go on\r\n230 you are in already\r\n"));
        Site site = site(pinned());
        failure(Failure.ProtocolBroken.class, () -> fetch(site));
    }

    /// The size is not known, and the end was not said: nobody can know whether that is all.
    @Test
    void dataThatIsCutWithoutAWordIsNoFile() throws IOException {
        server.features = List.of("UTF8");
        server.on("SIZE", "502 not here").on("MDTM", "502 not here");
        server.on(
                "LIST",
                (talk, _) ->
                        talk.send(
                                "-rw-r--r-- 1 u g 1.5K Jan 1 2020 f\r\n"
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        server.on("CWD", (talk, argument) -> talk.say(argument.equals("/") ? "250 ok" : "550 no"));
        server.on(
                "RETR",
                (talk, _) -> {
                    talk.say("150 here");
                    Socket plain = talk.plainData();
                    SSLSocket secure =
                            (SSLSocket)
                                    ours.context()
                                            .getSocketFactory()
                                            .createSocket(plain, null, 0, false);
                    secure.setUseClientMode(false);
                    secure.startHandshake();
                    secure.getOutputStream()
                            .write("hel".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    secure.getOutputStream().flush();
                    plain.close();
                    talk.say("226 done");
                });
        Site site = site(pinned());
        assertThat(failure(Failure.ConnectionLost.class, () -> fetch(site)))
                .hasMessageContaining("cut off");
        assertThat(folder.resolve("f")).doesNotExist();
    }

    @Test
    void aServerThatWantsResumptionAndDoesNotSeeItUnder13Gets12() throws IOException {
        server.on(
                "RETR",
                (talk, argument) -> {
                    talk.say("150 here");
                    Socket data = talk.data();
                    boolean old = ((SSLSocket) data).getSession().getProtocol().equals("TLSv1.2");
                    if (old)
                        data.getOutputStream()
                                .write("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    data.close();
                    talk.say(old ? "226 done" : "522 session reuse required");
                });
        Site site = site(pinned());
        fetch(site);
        assertThat(folder.resolve("f")).hasContent("hello");
        fetch(site);
        assertThat(server.connections.get()).isEqualTo(2);
    }

    @Test
    void fingerprintsAreReadInBothSpellings() {
        Fingerprint one = Fingerprint.of(ours.certificate());
        assertThat(Fingerprint.parse(one.text())).contains(one);
        assertThat(Fingerprint.parse(one.text() + "=")).contains(one);
        assertThat(Fingerprint.parse("SHA256:" + hex(ours.certificate(), ":"))).contains(one);
        assertThat(Fingerprint.parse("sha256:" + hex(ours.certificate(), ""))).contains(one);
        assertThat(Fingerprint.parse("SHA256:abc")).isEmpty();
        assertThat(Fingerprint.parse("MD5:" + hex(ours.certificate(), ":"))).isEmpty();
    }

    private static String hex(X509Certificate certificate, String between) {
        byte[] sum =
                java.util.Base64.getDecoder()
                        .decode(Fingerprint.of(certificate).text().substring("SHA256:".length()));
        var format = java.util.HexFormat.ofDelimiter(between).withUpperCase();
        return format.formatHex(sum);
    }
}
