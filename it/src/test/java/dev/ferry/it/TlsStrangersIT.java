package dev.ferry.it;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Strangers over TLS against `./ferry serve`: three libraries of it, both protocols, both ports.
@ExtendWith(Harbour.Pilot.class)
final class TlsStrangersIT {

    private static final int TIMES = 20;

    /// More than a control connection has tickets for.
    private static final int MANY = 150;

    private static final Pattern IMPLICIT = Pattern.compile("ftps://127\\.0\\.0\\.1:(\\d+)");

    private static final String DIALOGUE =
            "USER " + Harbour.USER + "\nPASS " + Harbour.PASSWORD + "\nPWD\nQUIT\n";

    @SuppressWarnings("NullAway.Init")
    private static Harbour.Berth berth;

    private final Harbour harbour;
    private final Path here;
    private final Path remote;

    TlsStrangersIT(Harbour harbour, @TempDir Path here) {
        this.harbour = harbour;
        this.here = here;
        remote = harbour.folder(berth);
    }

    @BeforeAll
    static void start() {
        berth = Harbour.Berth.at("127.0.0.1", "--ftps-port", "0");
    }

    @AfterAll
    static void stop() {
        berth.close();
    }

    // ---- curl

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void curlMovesFilesInOneSession(String version) {
        curlMoves(url("ftp", berth.ferry().port()), version, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void curlMovesFilesWhereTlsBeginsAtOnce(String version) {
        curlMoves(url("ftps", implicitPort()), version, ", implicit");
    }

    private void curlMoves(String url, String version, String how) {
        Stranger.CURL.require();
        List<Path> files = files();
        int mark = berth.ferry().mark();
        String names = "{" + String.join(",", names(files)) + "}";
        curl(version, "-T", names, url).ok();
        same(files, remote);
        assertThat(logins(mark)).hasSize(1);
        harbour.did("curl", "upload, TLS " + version + how, TIMES);

        curl(version, "-o", "got-#1", url + names).ok();
        sameAsGot(files);
        assertThat(logins(mark)).hasSize(2);
        harbour.did("curl", "download, TLS " + version + how, TIMES);
    }

    @Test
    void curlSendsMoreFilesThanThereAreTickets() {
        Stranger.CURL.require();
        List<Path> files = manyFiles();
        int mark = berth.ferry().mark();
        String url = url("ftp", berth.ferry().port());
        curl("1.3", "-T", "{" + String.join(",", names(files)) + "}", url).ok();
        same(files, remote);
        assertThat(logins(mark)).hasSize(1);
        harbour.did("curl", "upload of many, TLS 1.3", MANY);
    }

    @Test
    void curlReadsWhyItIsRefusedWhereItDoesNotResume() {
        Stranger.CURL.require();
        Trees.text(remote.resolve("old"), "before");
        Trees.file(here.resolve("new"), 300_000);
        String url = url("ftp", berth.ferry().port());
        Stranger.Outcome outcome = curl("1.3", "--no-sessionid", "-T", "new", url + "old");
        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output()).contains("522");
        assertThat(remote.resolve("old")).hasContent("before");
        harbour.did("curl", "refusal without resumption");
    }

    private Stranger.Outcome curl(String version, String... arguments) {
        var words = new ArrayList<>(List.of("-sS", "-k", "--ssl-reqd"));
        words.addAll(List.of("--tlsv" + version, "--tls-max", version));
        words.addAll(List.of(arguments));
        return Stranger.CURL.run(here, words);
    }

    // ---- lftp

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void lftpMovesFilesInOneSession(String version) {
        lftpMoves(url("ftp", berth.ferry().port()), version, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void lftpMovesFilesWhereTlsBeginsAtOnce(String version) {
        lftpMoves(url("ftps", implicitPort()), version, ", implicit");
    }

    @Test
    void lftpMovesMoreFilesThanThereAreTickets() {
        lftpMoves(url("ftp", berth.ferry().port()), "1.3", " of many", manyFiles());
    }

    private void lftpMoves(String url, String version, String how) {
        lftpMoves(url, version, how, files());
    }

    private void lftpMoves(String url, String version, String how, List<Path> files) {
        Stranger.LFTP.require();
        int mark = berth.ferry().mark();
        String names = String.join(" ", names(files));
        String script =
                "set cmd:fail-exit yes; set net:timeout 60; set net:max-retries 1;"
                        + " set ftp:ssl-force yes; set ftp:ssl-protect-data yes;"
                        + " set ssl:verify-certificate no;"
                        + (" set ssl:priority NORMAL:-VERS-ALL:+VERS-TLS" + version + ";")
                        + (" open " + url + "; put " + names + ";")
                        + (" lcd got; get " + names);
        assertThat(here.resolve("got").toFile().mkdir()).isTrue();
        Stranger.LFTP.run(here, "-c", script).ok();
        same(files, remote);
        same(files, here.resolve("got"));
        assertThat(logins(mark)).hasSize(1);
        harbour.did("lftp", "upload, TLS " + version + how, files.size());
        harbour.did("lftp", "download, TLS " + version + how, files.size());
    }

    // ---- Python's ftplib

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void ftplibMovesFilesInOneSession(String version) {
        assertThat(ftplib(version, "moves")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void ftplibAsItComesReadsWhyItIsRefused(String version) {
        Trees.text(remote.resolve("old"), "before");
        assertThat(ftplib(version, "stock")).hasSize(1);
        assertThat(remote.resolve("old")).hasContent("before");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    @DisplayName("TLS truncation: ftplib")
    void anUploadOfFtplibWithoutCloseNotifyIsNotPublished(String version) {
        Trees.text(remote.resolve("old"), "before");
        assertThat(ftplib(version, "cut")).hasSize(1);
        assertThat(remote.resolve("old")).hasContent("before");
    }

    private List<String> ftplib(String version, String verb) {
        Stranger.PYTHON.require();
        return Python.run(
                harbour,
                here,
                "tls_calls.py",
                berth.ferry().host(),
                "" + berth.ferry().port(),
                Harbour.USER,
                Harbour.PASSWORD,
                "/" + remote.getFileName(),
                version,
                verb);
    }

    // ---- FileZilla

    @ParameterizedTest
    @ValueSource(strings = {"tls1.2", "tls1.3", "ftps1.3"})
    void fileZillaMovesFilesInOneSession(String way) {
        Stranger.FILEZILLA.require();
        Stranger.XVFB.require();
        Stranger.XDOTOOL.require();
        List<Path> files = files();
        var moves = new ArrayList<String>();
        for (String name : names(files)) moves.addAll(List.of(name, name));
        int mark = berth.ferry().mark();
        fileZilla(way, "put", moves);
        same(files, remote);
        assertThat(logins(mark)).hasSize(1);
        harbour.did("FileZilla", "upload, " + way, TIMES);

        for (Path file : files) assertThat(file.toFile().renameTo(sent(file).toFile())).isTrue();
        fileZilla(way, "get", moves);
        for (Path file : files) assertThat(Trees.hash(file)).isEqualTo(Trees.hash(sent(file)));
        assertThat(logins(mark)).hasSize(2);
        harbour.did("FileZilla", "download, " + way, TIMES);
    }

    private static Path sent(Path file) {
        return file.resolveSibling(file.getFileName() + ".sent");
    }

    /// @param way `tls` or, where TLS begins at once, `ftps`, and the version
    private void fileZilla(String way, String verb, List<String> moves) {
        Path script = FerryProcess.root().resolve("it/src/test/python/filezilla_client.py");
        var words = new ArrayList<>(List.of(script.toString(), berth.ferry().host()));
        int port = way.startsWith("ftps") ? implicitPort() : berth.ferry().port();
        words.addAll(List.of("" + port, Harbour.USER, Harbour.PASSWORD));
        words.add("/" + remote.getFileName());
        Path certificate = berth.ferry().data().resolve("tls/certificate.pem");
        words.addAll(List.of(way + ":" + certificate, verb));
        words.addAll(moves);
        Stranger.PYTHON.run(here, words).ok();
    }

    // ---- openssl

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void opensslTalks(String version) {
        assertThat(openssl(DIALOGUE, "-quiet", protocol(version)))
                .contains("\n230 ", "\n257 ", "\n221 ");
        harbour.did("openssl", "AUTH TLS and a dialogue, TLS " + version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void opensslMovesFilesInOneSession(String version) {
        Stranger.OPENSSL.require();
        Stranger.PYTHON.require();
        List<Path> files = files();
        int mark = berth.ferry().mark();
        var words = new ArrayList<>(List.of(berth.ferry().host(), "" + berth.ferry().port()));
        words.addAll(List.of(Harbour.USER, Harbour.PASSWORD));
        words.addAll(List.of("/" + remote.getFileName(), version));
        words.addAll(names(files));
        String[] arguments = words.toArray(String[]::new);
        assertThat(Python.run(harbour, here, "openssl_client.py", arguments)).hasSize(2);
        assertThat(logins(mark)).hasSize(1);
        same(files, remote);
        sameAsGot(files);
    }

    @Test
    @DisplayName("renegotiation, old TLS: OpenSSL")
    void opensslFindsNoOldProtocol() {
        for (String old : List.of("-tls1", "-tls1_1")) {
            assertThat(openssl(DIALOGUE, "-quiet", old, "-cipher", "ALL:@SECLEVEL=0"))
                    .contains("alert protocol version")
                    .doesNotContain("\n230 ");
        }
        harbour.did("openssl", "refusal of an old protocol", 2);
    }

    @Test
    @DisplayName("cross-protocol (ALPACA): OpenSSL")
    void opensslThatWasSentForAnotherProtocolGetsAnAlert() {
        assertThat(openssl(DIALOGUE, "-quiet", "-alpn", "http/1.1,h2"))
                .contains("alert no application protocol")
                .doesNotContain("\n230 ");
        assertThat(openssl(DIALOGUE, "-ign_eof", "-alpn", "http/1.1,ftp"))
                .contains("ALPN protocol: ftp", "\n230 ");
        harbour.did("openssl", "refusal of a foreign protocol");
    }

    // ---- who does not speak FTP

    @Test
    @DisplayName("cross-protocol (ALPACA): curl speaks HTTP")
    void curlThatSpeaksHttpIsHungUpOn() {
        Stranger.CURL.require();
        String url = "http://" + berth.authority() + "/%3Cscript%3E";
        String said = Stranger.CURL.run(here, "-sS", "--http0.9", url).output();
        assertThat(said.lines().filter(line -> !line.startsWith("curl: ")))
                .singleElement(as(STRING)) // the greeting
                .startsWith("220 ");
        String secure = "https://127.0.0.1:" + implicitPort() + "/";
        Stranger.Outcome outcome = Stranger.CURL.run(here, "-sSk", secure);
        assertThat(outcome.exitCode()).isEqualTo(35); // CURLE_SSL_CONNECT_ERROR
        assertThat(outcome.output()).contains("no application protocol");
        harbour.did("curl", "refusal of HTTP", 2);
    }

    @Test
    @DisplayName("cross-protocol (ALPACA): curl speaks SMTP")
    void curlThatSpeaksSmtpIsHungUpOn() {
        Stranger.CURL.require();
        Trees.text(here.resolve("letter"), "Subject: x\n\ny\n");
        Stranger.Outcome outcome =
                Stranger.CURL.run(
                        here,
                        "-sSv",
                        "--mail-from",
                        "a@a.example",
                        "--mail-rcpt",
                        "b@b.example",
                        "-T",
                        "letter",
                        "smtp://" + berth.authority());
        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output()).contains("\n> EHLO ");
        assertThat(outcome.output().lines().filter(line -> line.startsWith("< ")))
                .singleElement(as(STRING))
                .startsWith("< 220 ");
        harbour.did("curl", "refusal of SMTP");
    }

    private static String protocol(String version) {
        return "-tls" + version.replace('.', '_');
    }

    /// @param input what is said once TLS stands
    private String openssl(String input, String... options) {
        Stranger.OPENSSL.require();
        var words = new ArrayList<>(List.of("s_client", "-crlf", "-starttls", "ftp", "-connect"));
        words.add(berth.authority());
        words.addAll(List.of(options));
        return Stranger.OPENSSL.run(here, words, input).output();
    }

    // ---- what they share

    private List<Path> files() {
        return IntStream.range(0, TIMES)
                .mapToObj(i -> Trees.file(here.resolve("f" + i), i * 30_011L))
                .toList();
    }

    private List<Path> manyFiles() {
        return IntStream.range(0, MANY)
                .mapToObj(i -> Trees.file(here.resolve("m" + i), i * 11L))
                .toList();
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).toList();
    }

    private static void same(List<Path> files, Path folder) {
        for (Path file : files) {
            assertThat(Trees.hash(folder.resolve(file.getFileName()))).isEqualTo(Trees.hash(file));
        }
    }

    private void sameAsGot(List<Path> files) {
        for (Path file : files) {
            Path got = here.resolve("got-" + file.getFileName());
            assertThat(Trees.hash(got)).as("%s", got).isEqualTo(Trees.hash(file));
        }
    }

    private static List<String> logins(int mark) {
        return berth.ferry().logSince(mark, line -> line.contains("logged in"));
    }

    private static int implicitPort() {
        String ready = berth.ferry().awaitLog(0, line -> line.startsWith("ferry ready"));
        Matcher port = IMPLICIT.matcher(ready);
        if (!port.find()) throw new AssertionError("no second port in: " + ready);
        return Integer.parseInt(port.group(1));
    }

    private String url(String scheme, int port) {
        return "%s://%s:%s@127.0.0.1:%d/%s/"
                .formatted(scheme, Harbour.USER, Harbour.PASSWORD, port, remote.getFileName());
    }
}
