package dev.ferry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.ftp.FtpSettings;
import dev.ferry.client.net.Dialer;
import dev.ferry.client.net.Proxy;
import dev.ferry.client.remote.Retries;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Control and data connections through proxies.
@Timeout(60)
class ProxyTest {

    private static final VirtualPath F = VirtualPath.of("/f");

    @TempDir private Path folder;
    private ScriptedServer server;
    private TestProxy proxy;
    private TransferClient client = TransferClient.builder(InstantSource.system()).build();

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        server.file("/f", "hello");
        proxy = new TestProxy();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        proxy.close();
        server.close();
    }

    /// A name that only the proxy knows.
    private Site site(String url) throws IOException {
        return site(url, new FtpSettings.DataMode.Passive());
    }

    private Site site(String url, FtpSettings.DataMode mode) throws IOException {
        client =
                TransferClient.builder(InstantSource.system())
                        .tls(FtpSettings.Tls.OFF)
                        .patience(Duration.ofSeconds(5))
                        .dialer(
                                new Dialer(
                                        Dialer.Family.ANY,
                                        Optional.empty(),
                                        Optional.of(Proxy.parse(url).orElseThrow()),
                                        Duration.ofSeconds(5)))
                        .dataMode(mode)
                        .retries(
                                new Retries(
                                        5,
                                        Duration.ofMillis(5),
                                        Duration.ofMillis(5),
                                        (_, _, _) -> {}))
                        .build();
        return client.open("ftp://anna:x@inside.invalid:" + server.port() + "/");
    }

    private void fetch(Site site) throws IOException {
        site.download(F, folder.resolve("f"), TransferOptions.standard(), Transfer.Listener.NONE)
                .run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5", "http"})
    void everythingGoesThroughTheProxy(String kind) throws IOException {
        fetch(site(kind + "://127.0.0.1:" + proxy.port()));
        assertThat(folder.resolve("f")).hasContent("hello");
        assertThat(proxy.asked).hasSize(2).allMatch(to -> to.startsWith("inside.invalid:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5", "http"})
    void aProxyMayWantToKnowWhoWeAre(String kind) throws IOException {
        proxy.closed();
        fetch(site(kind + "://" + proxy.login() + "127.0.0.1:" + proxy.port()));
        assertThat(folder.resolve("f")).hasContent("hello");
        client.close();
        for (String login : new String[] {"", "petra:wrong@"}) {
            Site site = site(kind + "://" + login + "127.0.0.1:" + proxy.port());
            Failure failure = catchThrowableOfType(Failure.class, () -> fetch(site));
            assertThat(failure.exitCode()).isEqualTo(4);
            assertThat(failure.getMessage()).doesNotContain("wrong");
            client.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5", "http"})
    void nobodyBehindTheProxy(String kind) throws IOException {
        server.close();
        Site site = site(kind + "://127.0.0.1:" + proxy.port());
        assertThat(catchThrowableOfType(Failure.class, () -> fetch(site)).exitCode()).isEqualTo(3);
    }

    @Test
    void somethingElseThanAProxy() throws IOException {
        try (var other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(() -> {
                        while (true) {
                            try (var socket = other.accept()) {
                                socket.getInputStream().read();
                                socket.getOutputStream()
                                        .write(
                                                "220 hello\r\n\r\n"
                                                        .getBytes(StandardCharsets.US_ASCII));
                            } catch (IOException _) {
                                return;
                            }
                        }
                    });
            for (String kind : new String[] {"socks5", "http"}) {
                Site site = site(kind + "://127.0.0.1:" + other.getLocalPort());
                Failure failure = catchThrowableOfType(Failure.class, () -> fetch(site));
                assertThat(failure.exitCode()).as(kind).isEqualTo(3);
                client.close();
            }
        }
    }

    @Test
    void noProxyLetsTheServerCall() throws IOException {
        Site site =
                site("socks5://127.0.0.1:" + proxy.port(), new FtpSettings.DataMode.Active(0, 0));
        assertThat(catchThrowableOfType(Failure.class, () -> fetch(site)).exitCode()).isEqualTo(2);
    }

    /// Each cut costs one attempt, and no byte comes twice but those that are compared.
    @Test
    void fiveCutsAreFiveResumptions() throws IOException {
        byte[] content = new byte[6_000_000];
        new Random(5).nextBytes(content);
        server.file("/f", content);
        proxy.cutting(5, 800_000);
        TransferResult down =
                site("socks5://127.0.0.1:" + proxy.port())
                        .download(
                                F,
                                folder.resolve("f"),
                                TransferOptions.standard(),
                                Transfer.Listener.NONE)
                        .run();
        assertThat(Files.readAllBytes(folder.resolve("f"))).isEqualTo(content);
        assertThat(down.attempts()).isEqualTo(6);
        assertThat(down.bytes()).isEqualTo(content.length);
        assertThat(proxy.cutsLeft()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "socks5://h:1, SOCKS5, h, 1",
        "socks5h://h, SOCKS5, h, 1080",
        "http://u:p%40@h:3128/, HTTP, h, 3128",
        "h:3128, HTTP, h, 3128",
        "http://[::1]:3128, HTTP, ::1, 3128"
    })
    void proxiesAreWrittenAsUrls(String url, Proxy.Kind kind, String host, int port) {
        Proxy parsed = Proxy.parse(url).orElseThrow();
        assertThat(parsed.kind()).isEqualTo(kind);
        assertThat(parsed.host()).isEqualTo(host);
        assertThat(parsed.port()).isEqualTo(port);
        assertThat(parsed.toString()).doesNotContain("p@");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://h:1", "socks4://h", "http://", ":", ""})
    void othersAreNone(String url) {
        assertThat(Proxy.parse(url)).isEmpty();
    }
}
