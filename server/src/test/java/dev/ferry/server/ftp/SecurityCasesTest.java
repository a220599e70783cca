package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.access.Permissions.Rule;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.local.LocalSettings;
import dev.ferry.files.storage.local.LocalStorage;
import dev.ferry.server.net.Tls;
import dev.ferry.server.net.WaysOut;
import dev.ferry.wire.ftp.FactsParser;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What has broken file transfer servers and is held by no test about something else. The display
/// name is the row of `docs/SECURITY.md`.
final class SecurityCasesTest {

    private static final String SECRET = WaysOut.SECRET;

    private static TestServer over(Path home) throws IOException {
        return new TestServer(
                TestServer.settings(),
                LocalStorage.open(home, LocalSettings.defaults(), InstantSource.system()));
    }

    // ---- paths

    /// Every verb that takes a path; `%s` is it.
    private static final List<String> VERBS =
            List.of(
                    "CWD %s",
                    "RETR %s",
                    "STOR %s",
                    "APPE %s",
                    "STOU %s",
                    "RNFR %s",
                    "RNTO %s",
                    "DELE %s",
                    "RMD %s",
                    "MKD %s",
                    "LIST %s",
                    "LIST -R %s",
                    "NLST %s",
                    "MLSD %s",
                    "MLST %s",
                    "STAT %s",
                    "SIZE %s",
                    "MDTM %s",
                    "MFMT 20020717210715 %s",
                    "MFF Modify=20020717210715;UNIX.mode=777; %s",
                    "HASH %s",
                    "XCRC %s",
                    "XSHA256 %s",
                    "SITE CHMOD 777 %s",
                    "SITE UTIME 20020717210715 %s",
                    "AVBL %s",
                    "SMNT %s",
                    "COMB in/a %s");

    @Test
    @DisplayName("path traversal")
    void whateverAPathSaysAndWhicheverVerbSaysItNothingOutsideIsReachedOrTouched(@TempDir Path temp)
            throws Exception {
        Path home = Files.createDirectory(temp.resolve("home"));
        WaysOut.hide(temp);
        Map<String, String> before = WaysOut.outside(temp, home);
        int refused = 0;
        try (var server = over(home)) {
            for (String verb : VERBS) {
                try (var client = Client.loggedIn(server)) {
                    client.ask("TYPE I", "200");
                    for (String path : WaysOut.of(temp)) {
                        WaysOut.prepare(home);
                        client.ask("CWD /", "250");
                        String heard = heard(client, verb.formatted(path));
                        assertThat(heard).as(verb.formatted(path)).doesNotContain(SECRET);
                        if (heard.startsWith("5")) refused++;
                    }
                }
            }
        }
        assertThat(WaysOut.outside(temp, home)).isEqualTo(before);
        assertThat(refused).isPositive();
    }

    /// All that is said and sent in answer to one command.
    private static String heard(Client client, String line) throws IOException {
        if (line.startsWith("RNTO")) client.ask("RNFR in/a", "350");
        String verb = line.substring(0, 4);
        boolean up = List.of("STOR", "APPE", "STOU").contains(verb);
        boolean moves = up || List.of("RETR", "LIST", "NLST", "MLSD").contains(verb);
        if (moves) client.ask("EPSV", "229");
        client.raw((line + "\r\n").getBytes(ISO_8859_1));
        var heard = new StringBuilder(client.expect(""));
        if (!moves) return heard.toString();
        if (!heard.toString().startsWith("150")) {
            client.closeData();
            return heard.toString();
        }
        if (up) {
            client.writeData("written".getBytes(UTF_8));
            client.closeData();
        } else {
            heard.append('\n').append(new String(client.readData(), ISO_8859_1));
        }
        return heard.append('\n').append(client.expect("")).toString();
    }

    @Test
    @DisplayName("prefix without boundary")
    void aRuleForAFolderSaysNothingOfOneWhoseNameBeginsAlike() throws Exception {
        try (var talk = new Dialogue()) {
            talk.folder("/a").folder("/a/doc").folder("/a/doc-secret");
            talk.file("/a/doc/x", "mine").file("/a/doc-secret/x", SECRET);
            talk.server.desk.add(
                    "admin",
                    new Permissions(List.of(new Rule(VirtualPath.of("/a/doc"), Action.all()))));
            talk.play(
                    LOGIN
                            + """
                            > EPSV
                            < 229 *
                            > RETR /a/doc/x
                            < 150 *
                            <<mine
                            < 226 *
                            > EPSV
                            < 229 *
                            > RETR /a/doc-secret/x
                            < 550 *
                            > STOR /a/doc-secret/y
                            < 550 *
                            > STOR /a/doc2
                            < 550 *
                            > LIST /a/doc-secret
                            < 550 *
                            > DELE /a/doc-secret/x
                            < 550 *
                            > SIZE /a/doc-secret/x
                            < 550 *
                            > RNFR /a/doc-secret/x
                            < 550 *
                            > CWD /a/doc-secret
                            < 550 *
                            """);
            assertThat(talk.server.content("/a/doc-secret/x")).contains(SECRET);
        }
    }

    @Test
    @DisplayName("offsets")
    void offsetsThatAreNoneAreRefusedAndThosePastTheEndMakeNoHole() throws Exception {
        try (var talk = new Dialogue().file("/a", "0123456789")) {
            talk.play(LOGIN + "> TYPE I\n< 200 *\n");
            for (String none :
                    List.of(
                            "-1",
                            "-9223372036854775808",
                            "9223372036854775808", // 2^63
                            "18446744073709551616", // 2^64
                            "1e3",
                            "0x10",
                            "+1",
                            "1 2")) {
                talk.play("> REST " + none + "\n< 501 *\n");
            }
            for (String past : List.of("11", "9223372036854775807")) {
                for (String verb : List.of("RETR a", "STOR a", "STOR new", "RETR new")) {
                    talk.play("> EPSV\n< 229 *\n> REST " + past + "\n< 350 *\n");
                    talk.play("> " + verb + "\n< 55*\n");
                }
            }
            assertThat(talk.server.content("/a")).contains("0123456789");
            assertThat(talk.server.content("/new")).isEmpty();
        }
    }

    // ---- names

    @Test
    @DisplayName("reply forging")
    void aNameWithLinesInItIsOneEntryOfEveryListingAndOneReply(@TempDir Path home)
            throws Exception {
        String name = "a\r\n226 ok";
        Files.createDirectory(home.resolve(name));
        try (var talk = new Dialogue(over(home))) {
            talk.play(LOGIN);
            for (String verb : List.of("LIST", "NLST", "MLSD")) {
                talk.play("> EPSV\n< 229 *\n> " + verb + "\n< 150 *\n");
                String listing = new String(talk.client().readData(), UTF_8);
                talk.play("< 226 *\n");
                assertThat(listing.lines().filter(it -> it.contains("226 ok"))).hasSize(1);
                assertThat(listing).doesNotContain("\n226").doesNotContain("\r226");
                if (!verb.equals("MLSD")) continue;
                List<String> entries =
                        listing.lines()
                                .flatMap(it -> FactsParser.parse(it).stream())
                                .map(it -> it.name())
                                .filter(it -> it.startsWith("a"))
                                .toList();
                assertThat(entries).hasSize(1);
                talk.play("> CWD " + entries.getFirst() + "\n< 250 *\n");
            }
            talk.play("> PWD\n< 257 \"/a*226 ok\" *\n> NOOP\n< 200 *\n");
        }
    }

    @Test
    @DisplayName("glob and regex denial")
    void aGlobWithManyStarsIsListedAtOnce() throws Exception {
        try (var talk = new Dialogue()) {
            for (int i = 0; i < 50; i++) talk.file("/" + "a".repeat(100 + i), "");
            talk.play(LOGIN);
            // Exponential, it would take years; the bound is against a hang on a busy machine.
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(5),
                    () ->
                            talk.play(
                                    """
                                    > EPSV
                                    < 229 *
                                    > LIST a*a*a*a*a*a*a*a*b
                                    < 150 *
                                    <<
                                    < 226 *
                                    """));
        }
    }

    // ---- before the login

    @Test
    @DisplayName("before-login denial")
    void randomBytesAtAnyListenerDisturbNobody() throws Exception {
        var implicit = new TlsSettings(TlsSettings.Policy.OFFERED, OptionalInt.of(0), true, false);
        var tls = new Tls(List.of(Keystores.identity("server")));
        try (var server = new TestServer(TestServer.settings().withTls(implicit), tls)) {
            server.file("/a", "abc");
            for (InetSocketAddress listener :
                    List.of(server.address(), server.server.implicitAddress().orElseThrow())) {
                for (int seed = 0; seed < 20; seed++) {
                    pour(listener, noise(new Random(seed)));
                }
            }
            try (var client = Client.loggedIn(server)) {
                client.ask("EPSV", "229");
                client.ask("RETR a", "150");
                assertThat(client.readData()).asString().isEqualTo("abc");
                client.expect("226");
            }
            Await.until(() -> server.server.sessions().live().isEmpty());
        }
    }

    /// 64 KiB: of everything, or of lines, or of what looks like the beginning of TLS.
    private static byte[] noise(Random random) {
        byte[] noise = new byte[64 * 1024];
        random.nextBytes(noise);
        switch (random.nextInt(3)) {
            case 0 -> {
                for (int i = 0; i < noise.length; i += 1 + random.nextInt(60)) noise[i] = '\n';
            }
            case 1 -> System.arraycopy(new byte[] {22, 3, 1, 63, (byte) 255, 1}, 0, noise, 0, 6);
            default -> {}
        }
        return noise;
    }

    private static void pour(InetSocketAddress listener, byte[] bytes) throws IOException {
        try (var socket = new Socket(listener.getAddress(), listener.getPort())) {
            socket.setSoTimeout(10_000);
            Thread reader =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    socket.getInputStream().readAllBytes();
                                } catch (IOException _) {
                                    // reset: the server has heard enough
                                }
                            });
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
            } catch (IOException _) {
                // the same
            }
            reader.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---- TLS

    @Test
    @DisplayName("renegotiation, old TLS: old protocols and suites")
    void whatIsNotAsStrongAsTls12WithForwardSecrecyIsNotSpoken() throws Exception {
        var tls = new Tls(List.of(Keystores.identity("server")));
        var settings =
                new TlsSettings(TlsSettings.Policy.OFFERED, OptionalInt.empty(), true, false);
        try (var server = new TestServer(TestServer.settings().withTls(settings), tls)) {
            String strong = "c02bc02fc02cc030";
            assertThat(answer(server, "0303", strong)).startsWith(HANDSHAKE); // the hello is good
            assertThat(answer(server, "0302", strong)).isEqualTo(PROTOCOL_VERSION); // 1.1
            assertThat(answer(server, "0301", strong)).isEqualTo(PROTOCOL_VERSION); // 1.0
            assertThat(answer(server, "0300", strong)).isEqualTo(PROTOCOL_VERSION); // SSL 3
            // RSA without forward secrecy, CBC, RC4, 3DES, anonymous, none at all
            for (String weak :
                    List.of("002f0035009c009d", "c013c014", "00050004", "000a", "c018")) {
                assertThat(answer(server, "0303", weak)).as(weak).isEqualTo(HANDSHAKE_FAILURE);
            }
            assertThat(answer(server, "0303", "00010002003b")).isEqualTo(HANDSHAKE_FAILURE);
        }
    }

    /// Content type 22.
    private static final String HANDSHAKE = "16";

    /// Fatal alerts (RFC 5246 §7.2), without the version that the record is written in.
    private static final String PROTOCOL_VERSION = "1500020246";

    private static final String HANDSHAKE_FAILURE = "1500020228";

    /// What comes first in answer to a ClientHello of that version with those suites.
    private static String answer(TestServer server, String version, String suites)
            throws IOException {
        String extensions =
                "000a00080006001d00170018" // groups
                        + "000b00020100" // points
                        + "000d000e000c040308040401050308050501"; // signatures
        String body =
                version
                        + "5a".repeat(32)
                        + "00"
                        + "%04x".formatted(suites.length() / 2)
                        + suites
                        + "0100"
                        + "%04x".formatted(extensions.length() / 2)
                        + extensions;
        String hello = "01%06x".formatted(body.length() / 2) + body;
        String record = "160301%04x".formatted(hello.length() / 2) + hello;
        try (var client = new Client(server.address())) {
            client.expect("220");
            client.ask("AUTH TLS", "234");
            client.control.getOutputStream().write(HexFormat.of().parseHex(record));
            byte[] answer = client.control.getInputStream().readNBytes(7);
            String hex = HexFormat.of().formatHex(answer);
            return hex.substring(0, 2).equals(HANDSHAKE)
                    ? hex
                    : hex.substring(0, 2) + hex.substring(6);
        }
    }

    // ---- orders of things

    private static final int INTERLEAVINGS = 300;

    @Test
    @DisplayName("use after abort")
    void whateverIsAbortedDroppedOrLeftInWhateverOrderNothingIsMixedOrLeft() throws Exception {
        try (var server = new TestServer(TestServer.settings())) {
            String old = "old".repeat(1000);
            server.file("/old", old);
            var random = new Random(2273);
            for (int i = 0; i < INTERLEAVINGS; i++) {
                var said = new ArrayList<String>();
                var open = new ArrayList<Socket>();
                try (var client = Client.loggedIn(server)) {
                    for (int step = random.nextInt(6); step >= 0; step--) {
                        said.add(disturb(client, open, random));
                        if (List.of("QUIT", "LEAVE").contains(said.getLast())) break;
                    }
                    if (!List.of("QUIT", "LEAVE").contains(said.getLast())) {
                        requireAsGoodAsNew(client, server, "after " + i + said);
                    }
                }
                for (Socket data : open) data.close();
                assertThat(server.content("/old")).as(said.toString()).contains(old);
            }
            Await.until(() -> server.server.sessions().live().isEmpty());
        }
    }

    private static void requireAsGoodAsNew(Client client, TestServer server, String content)
            throws IOException {
        client.send("TYPE A"); // answered behind all that went before
        drainTo(client, "200 Type is A");
        client.ask("TYPE I", "200");
        client.ask("EPSV", "229");
        client.ask("STOR after", "150");
        client.writeData(content.getBytes(UTF_8));
        client.closeData();
        client.expect("226");
        assertThat(server.content("/after")).contains(content);
    }

    /// One thing out of order. What is sent is never all of a file whose end looks like one.
    private static String disturb(Client client, List<Socket> open, Random random)
            throws IOException {
        String what =
                List.of("STOR", "STOR", "RETR", "ABOR", "ABOR", "DROP", "REIN", "QUIT", "LEAVE")
                        .get(random.nextInt(9));
        switch (what) {
            case "STOR" -> {
                begin(client, open, "STOR old");
                client.writeData("torn".getBytes(UTF_8));
                client.send("ABOR");
            }
            case "RETR" -> {
                begin(client, open, "RETR old");
                client.send("ABOR");
            }
            case "DROP" -> {
                begin(client, open, "STOR old");
                client.writeData("torn".getBytes(UTF_8));
                Client.reset(client.data());
            }
            case "REIN" -> {
                client.send("REIN");
                client.send("USER admin");
                client.send("PASS secret");
                drainTo(client, "230 ");
            }
            case "LEAVE" -> Client.reset(client.control);
            default -> client.send(what);
        }
        return what;
    }

    private static void begin(Client client, List<Socket> open, String line) throws IOException {
        client.send("EPSV");
        drainTo(client, "229 ");
        open.add(client.data());
        client.send(line);
    }

    /// Reads replies up to the one that begins so.
    private static void drainTo(Client client, String beginning) throws IOException {
        for (String line = client.line(); line != null; line = client.line()) {
            if (line.startsWith(beginning)) return;
        }
        throw new AssertionError("hung up on before " + beginning);
    }
}
