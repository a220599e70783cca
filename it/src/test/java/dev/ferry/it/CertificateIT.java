package dev.ferry.it;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The server's certificate as openssl sees it: made by the server, or by openssl itself.
@ExtendWith(Harbour.Pilot.class)
final class CertificateIT {

    private static final Pattern PEM =
            Pattern.compile(
                    "-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);
    private static final String KEY = "-----BEGIN PRIVATE KEY-----";
    private static final Pattern FINGERPRINT = Pattern.compile("([0-9A-F]{2}:){31}[0-9A-F]{2}");

    private final Harbour harbour;
    private final Path here;
    private final Path file;

    @SuppressWarnings("NullAway.Init")
    private FerryProcess ferry;

    CertificateIT(Harbour harbour, @TempDir Path here) {
        Stranger.OPENSSL.require();
        this.harbour = harbour;
        this.here = here;
        file = here.resolve("server.pem");
    }

    @BeforeEach
    void start() throws IOException {
        Files.setPosixFilePermissions(
                make("first", file), PosixFilePermissions.fromString("rw-r--r--"));
        Path other = make("b.example", here.resolve("b.pem"));
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));
        Path config = here.resolve("ferry.yaml");
        Files.writeString(
                config,
                """
                tls:
                  certificate: server.pem
                  certificates:
                    - {certificate: b.pem, key: b.pem}
                  reload-interval: 50ms
                """);
        ferry = FerryProcess.serve("--config", config.toString());
    }

    @AfterEach
    void stop() {
        ferry.close();
    }

    @Test
    void aNewCertificateIsTakenWithoutARestart() throws IOException {
        String first = certificate(file);
        assertThat(certificate(shown())).isEqualTo(first);
        int mark = ferry.mark();
        Path next = make("second", here.resolve("next.pem"));
        String second = certificate(next);
        assertThat(second).isNotEqualTo(first);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        ferry.awaitLog(mark, line -> line.contains("certificate read again: CN=second"));
        assertThat(certificate(shown())).isEqualTo(second);
        harbour.did("openssl", "look at a certificate", 2);
    }

    @Test
    void aSessionGoesOnWhileTheCertificateChanges() throws IOException {
        ferry.addUser(Harbour.USER, Harbour.PASSWORD);
        Path next = make("second", here.resolve("next.pem"));
        String second = certificate(next);
        for (String version : List.of("1.2", "1.3")) {
            assertThat(ftplib(version, "stays", next.toString(), file.toString())).hasSize(1);
            assertThat(certificate(shown())).isEqualTo(second);
            second = certificate(make("third", next));
        }
    }

    private List<String> ftplib(String version, String verb, String... more) {
        Stranger.PYTHON.require();
        var words = new ArrayList<>(List.of(ferry.host(), "" + ferry.port()));
        words.addAll(List.of(Harbour.USER, Harbour.PASSWORD, "/", version, verb));
        words.addAll(List.of(more));
        return Python.run(harbour, here, "tls_calls.py", words.toArray(String[]::new));
    }

    @Test
    void theHostThatIsAskedForChoosesTheCertificate() throws IOException {
        String first = certificate(file);
        String other = certificate(here.resolve("b.pem"));
        assertThat(certificate(sClient("-servername", "b.example"))).isEqualTo(other);
        assertThat(certificate(sClient("-servername", "B.Example"))).isEqualTo(other);
        assertThat(certificate(sClient("-servername", "c.example"))).isEqualTo(first);
        assertThat(certificate(sClient("-noservername"))).isEqualTo(first);
        harbour.did("openssl", "look at a certificate", 4);

        assertThat(ftplib("1.3", "host", "b.example", here.resolve("b.pem").toString())).hasSize(1);
        assertThat(ftplib("1.2", "host", "c.example", file.toString())).hasSize(1);

        FerryProcess.Outcome verb =
                FerryProcess.ferry(
                        "", "cert", "show", "--config", here.resolve("ferry.yaml").toString());
        assertThat(verb.exitCode()).isZero();
        assertThat(verb.output())
                .contains(fingerprintOf(file), fingerprintOf(here.resolve("b.pem")), "b.example");
    }

    private String fingerprintOf(Path pem) {
        return fingerprint(
                Stranger.OPENSSL
                        .run(here, "x509", "-noout", "-sha256", "-fingerprint", "-in", "" + pem)
                        .ok());
    }

    @Test
    void aDamagedCertificateIsRefusedAndTheOldOneStays() throws IOException {
        String first = certificate(file);
        int mark = ferry.mark();
        String damaged = Files.readString(file).replaceFirst("MII", "MIX");
        Files.writeString(here.resolve("next.pem"), damaged);
        Files.move(here.resolve("next.pem"), file, StandardCopyOption.ATOMIC_MOVE);
        String said = ferry.awaitLog(mark, line -> line.contains("the old one stays"));
        assertThat(said).contains("WARN", file.toString(), "damaged", "copy it anew");
        assertThat(certificate(shown())).isEqualTo(first);

        make("third", here.resolve("next.pem"));
        Files.move(here.resolve("next.pem"), file, StandardCopyOption.ATOMIC_MOVE);
        ferry.awaitLog(mark, line -> line.contains("certificate read again: CN=third"));
        assertThat(certificate(shown())).isEqualTo(certificate(file));
        harbour.did("openssl", "look at a certificate", 2);
    }

    @Test
    void aCertificateWithTheKeyOfAnotherIsRefusedAndTheOldOneStays() throws IOException {
        String first = certificate(file);
        int mark = ferry.mark();
        Path next = here.resolve("next.pem");
        String key = Files.readString(file).substring(Files.readString(file).indexOf(KEY));
        Files.writeString(next, certificate(here.resolve("b.pem")) + "\n" + key);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        String said = ferry.awaitLog(mark, line -> line.contains("the old one stays"));
        assertThat(said).contains("WARN", "is not the key of the certificate in " + file);
        assertThat(certificate(shown())).isEqualTo(first);

        mark = ferry.mark();
        Files.delete(file);
        said = ferry.awaitLog(mark, line -> line.contains("the old one stays"));
        assertThat(said).contains("WARN", file + ": no such file");
        assertThat(certificate(shown())).isEqualTo(first);
        harbour.did("openssl", "look at a certificate", 2);
    }

    @Test
    @DisplayName("renegotiation, old TLS: suites")
    void onlySuitesWithForwardSecrecyAndAuthenticatedEncryptionAreSpoken() {
        assertThat(sClient("-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"))
                .contains("Cipher is ECDHE-RSA-AES128-GCM-SHA256");
        for (String suite :
                List.of("AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA256", "DHE-RSA-AES256-SHA")) {
            assertThat(sClient("-tls1_2", "-cipher", suite + ":@SECLEVEL=0"))
                    .as(suite)
                    .contains("alert handshake failure");
        }
        harbour.did("openssl", "refusal of a weak suite", 3);
    }

    @Test
    void theOneTheServerMakesIsForItsOwnerAndItsFingerprintIsTheOneShown() throws IOException {
        try (var other = FerryProcess.serve()) {
            Path tls = other.data().resolve("tls");
            assertThat(mode(tls)).isEqualTo("rwx------");
            assertThat(mode(tls.resolve("key.pem"))).isEqualTo("rw-------");
            assertThat(mode(tls.resolve("certificate.pem"))).isEqualTo("rw-------");

            String fingerprint = fingerprintOf(tls.resolve("certificate.pem"));
            FerryProcess.Outcome verb =
                    FerryProcess.ferry("", "cert", "show", "--data", other.data().toString());
            assertThat(verb.exitCode()).isZero();
            assertThat(fingerprint(verb.output())).isEqualTo(fingerprint);
            assertThat(other.log()).anyMatch(line -> line.contains("SHA-256 " + fingerprint));
            assertThat(verb.output()).contains(tls.resolve("key.pem").toString(), "localhost");
        }
    }

    @Test
    void aKeyThatEverybodyCanReadIsWarnedOf() throws IOException {
        List<String> open = ferry.logSince(0, line -> line.contains("everybody on this machine"));
        assertThat(open).hasSize(1).first(as(STRING)).contains("WARN", file.toString(), "chmod");
        int mark = ferry.mark();
        Path next = make("second", here.resolve("next.pem"));
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r-----"));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        ferry.awaitLog(mark, line -> line.contains("certificate read again: CN=second"));
        assertThat(ferry.logSince(mark, line -> line.contains("everybody"))).isEmpty();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static String fingerprint(String text) {
        Matcher found = FINGERPRINT.matcher(text);
        if (!found.find()) throw new AssertionError("no fingerprint in: " + text);
        return found.group();
    }

    /// Has openssl write a key and its certificate into one file.
    private Path make(String name, Path to) {
        Stranger.OPENSSL
                .run(
                        here,
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=" + name,
                        "-addext",
                        "subjectAltName=DNS:" + name,
                        "-keyout",
                        "key",
                        "-out",
                        "certificate")
                .ok();
        try {
            return Files.writeString(
                    to,
                    Files.readString(here.resolve("certificate"))
                            + Files.readString(here.resolve("key")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String shown() {
        return sClient();
    }

    private String sClient(String... options) {
        var words = new ArrayList<>(List.of("s_client", "-starttls", "ftp", "-connect"));
        words.add(ferry.host() + ":" + ferry.port());
        words.addAll(List.of(options));
        return Stranger.OPENSSL.run(here, words).output();
    }

    private static String certificate(Path pem) throws IOException {
        return certificate(Files.readString(pem));
    }

    private static String certificate(String text) {
        Matcher found = PEM.matcher(text);
        if (!found.find()) throw new AssertionError("no certificate in: " + text);
        return found.group();
    }
}
