package dev.ferry.app.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.app.Ran;
import dev.ferry.client.Certificates;
import dev.ferry.client.ScriptedServer;
import dev.ferry.client.TestProxy;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.net.Proxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How a server is reached, as the options say.
@Timeout(60)
class ConnectOptionsTest {

    @TempDir private Path here;
    private ScriptedServer server;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        server.file("/a.txt", "hello");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static Ran ls(String... more) {
        var words = new ArrayList<>(List.of("ls", "--timeout", "5", "--retries", "0"));
        words.addAll(Arrays.asList(more));
        return Ran.ferry(words.toArray(String[]::new));
    }

    private String url(String host) {
        return "ftp://anna:x@" + host + ":" + server.port() + "/";
    }

    @Test
    void oneKindOfAddressAlone() {
        String off = "--tls=off";
        String none = "--proxy=none";
        assertThat(ls(off, none, "-4", url("127.0.0.1")).code()).isZero();
        Ran six = ls(off, none, "-6", url("127.0.0.1"));
        assertThat(six.code()).isEqualTo(3);
        assertThat(six.err()).contains("has no IPv6 address");
        Ran four = ls(off, none, "-4", url("[::1]"));
        assertThat(four.code()).isEqualTo(3);
        assertThat(four.err()).contains("has no IPv4 address");
        assertThat(ls("-4", "-6", url("127.0.0.1")).code()).isEqualTo(2);
        assertThat(server.connections.get()).isOne();
    }

    @Test
    void anAddressToCallFrom() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var caller =
                    CompletableFuture.supplyAsync(() -> {
                        try (Socket socket = listener.accept()) {
                            return socket.getInetAddress().getHostAddress();
                        } catch (IOException e) {
                            return e.toString();
                        }
                    });
            String url = "ftp://127.0.0.1:" + listener.getLocalPort() + "/";
            ls("--tls", "off", "--proxy", "none", "--bind", "127.0.0.2", url);
            assertThat(caller.get(20, TimeUnit.SECONDS)).isEqualTo("127.0.0.2");
        }
        Ran wrong = ls("--bind", "nowhere", url("127.0.0.1"));
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("--bind: 'nowhere' is no address");
    }

    @Test
    void authoritiesOfAFile() throws Exception {
        Certificates ours = Certificates.fresh(here, "ours");
        Path pem =
                Files.writeString(
                        here.resolve("ca.pem"),
                        "-----BEGIN CERTIFICATE-----\n"
                                + Base64.getMimeEncoder()
                                        .encodeToString(ours.certificate().getEncoded())
                                + "\n-----END CERTIFICATE-----\n");
        try (var secure = new ScriptedServer(ours.context())) {
            secure.file("/a.txt", "hello");
            String url = "ftp://anna:x@127.0.0.1:" + secure.port() + "/";
            String none = "--proxy=none";
            assertThat(ls(none, "--trust", "system", "--ca", pem.toString(), url))
                    .matches(ran -> ran.code() == 0)
                    .matches(ran -> ran.out().equals("a.txt\n"));
            assertThat(ls(none, "--trust", "system", url).code()).isEqualTo(5);
            assertThat(ls(none, "--ca", here + "/none.pem", url).code()).isEqualTo(8);
            Path empty = Files.writeString(here.resolve("empty.pem"), "");
            Ran ran = ls(none, "--ca", empty.toString(), url);
            assertThat(ran.code()).isEqualTo(8);
            assertThat(ran.err()).contains("holds no certificate");
        }
    }

    @Test
    void aProxyOnTheCommandLine() throws IOException {
        try (var proxy = new TestProxy()) {
            for (String kind : List.of("socks5", "http")) {
                String through = kind + "://127.0.0.1:" + proxy.port();
                assertThat(ls("--tls", "off", "--proxy", through, url("127.0.0.1")).code())
                        .isZero();
            }
            assertThat(proxy.asked).isNotEmpty().allMatch(it -> it.startsWith("127.0.0.1:"));
        }
        assertThat(ls("--proxy", "gopher://x:1", url("127.0.0.1")).code()).isEqualTo(2);
    }

    private static Optional<String> host(Map<String, String> environment, String... urls)
            throws Failure {
        return ConnectOptions.proxied(environment, List.of(urls)).map(Proxy::host);
    }

    @Test
    void theProxyOfTheEnvironment() throws Failure {
        String url = "ftp://files.example/a";
        assertThat(host(Map.of(), url)).isEmpty();
        assertThat(host(Map.of("ALL_PROXY", "socks5://all:1080"), url)).contains("all");
        assertThat(host(Map.of("ftp_proxy", ""), url)).isEmpty();
        var both = Map.of("FTP_PROXY", "http://ftp:3128", "all_proxy", "socks5://all:1080");
        assertThat(host(both, url)).contains("ftp");
        for (String no :
                List.of("*", "files.example", ".example", "a.b, example", "FILES.EXAMPLE")) {
            assertThat(host(Map.of("ALL_PROXY", "socks5://all:1", "NO_PROXY", no), url))
                    .as(no)
                    .isEmpty();
        }
        for (String no : List.of("", "les.example", "other", "files.example.org")) {
            assertThat(host(Map.of("ALL_PROXY", "socks5://all:1", "no_proxy", no), url))
                    .as(no)
                    .contains("all");
        }
        assertThatThrownBy(() -> host(Map.of("ftp_proxy", "gopher://x:1"), url))
                .isInstanceOf(Failure.Usage.class)
                .hasMessageContaining("ftp_proxy");
    }
}
