package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Strangers log in to `./ferry serve` with certificates that OpenSSL made: `anna` by her name, for
/// which an authority vouches, `robot` by a certificate of its own that is pinned.
@ExtendWith(Harbour.Pilot.class)
final class ClientCertificatesIT {

    private static final int SOME = 1_000_003;

    @TempDir private static Path folder;

    private static FerryProcess ferry;
    private final Harbour harbour;
    private final Path here;

    ClientCertificatesIT(Harbour harbour, @TempDir Path here) {
        this.harbour = harbour;
        this.here = here;
    }

    @BeforeAll
    static void serve() throws IOException {
        Stranger.OPENSSL.require();
        authority("ca");
        authority("other-ca");
        vouchedFor("anna", "ca");
        selfSigned("robot");
        Files.copy(folder.resolve("ca.pem"), folder.resolve("trusted.pem"));
        ferry = FerryProcess.serve("--config", config("accepted").toString());
        for (String name : List.of("anna", "robot", "bob")) ferry.addUser(name, Harbour.PASSWORD);
        ferry.run("user", "set", "robot", "--certificate", file("robot.pem"));
    }

    @AfterAll
    static void close() {
        if (ferry != null) ferry.close();
    }

    private static Path config(String certificates) throws IOException {
        return Files.writeString(
                folder.resolve(certificates + ".yaml"),
                """
                ftp:
                  tls: required
                  refusal-pause: 10ms
                tls:
                  client-certificates: %s
                  client-ca: trusted.pem
                  reload-interval: 100ms
                """
                        .formatted(certificates));
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    // ---- certificates

    private static void openssl(String words) {
        Stranger.OPENSSL.run(folder, words.split(" ")).ok();
    }

    private static final String KEY = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";

    private static void authority(String name) {
        openssl(
                "req -x509 %s -keyout %2$s.key -out %2$s.pem -subj /CN=%2$s -days 2"
                        .formatted(KEY, name));
    }

    private static void selfSigned(String name) {
        authority(name);
    }

    private static void vouchedFor(String name, String authority) {
        openssl("req -new %s -keyout %2$s.key -out %2$s.csr -subj /CN=%2$s".formatted(KEY, name));
        openssl(
                "x509 -req -in %1$s.csr -CA %2$s.pem -CAkey %2$s.key -CAcreateserial -days 2 -out %1$s.pem"
                        .formatted(name, authority));
    }

    // ---- curl

    private Stranger.Outcome curl(
            FerryProcess to, String user, String certificate, String... more) {
        var words = new ArrayList<String>(List.of("-sS", "-v", "--ssl-reqd", "-k", "-u", user));
        if (!certificate.isEmpty()) {
            words.addAll(
                    List.of(
                            "--cert",
                            file(certificate + ".pem"),
                            "--key",
                            file(certificate + ".key")));
        }
        words.addAll(List.of(more));
        words.add("ftp://" + to.host() + ":" + to.port() + "/" + (words.contains("-T") ? "" : "c"));
        return Stranger.CURL.run(here, words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void curlNeedsNoPassword(String version) {
        Stranger.CURL.require();
        Path sent = Trees.file(here.resolve("c"), SOME);
        for (String name : List.of("anna", "robot")) {
            String up = curl(ferry, name + ":", name, "--tls-max", version, "-T", "c").ok();
            assertThat(up).contains("< 232 ").doesNotContain("> PASS");
            assertThat(Trees.hash(ferry.home(name).resolve("c"))).isEqualTo(Trees.hash(sent));
            curl(ferry, name + ":", name, "--tls-max", version, "-o", "d").ok();
            assertThat(Trees.hash(here.resolve("d"))).isEqualTo(Trees.hash(sent));
        }
        harbour.did("curl", "moved files, logged in by certificate", 4);
    }

    @Test
    void curlIsRefusedWithTheCertificateOfAnotherAndTheAuditLogSaysWhose() {
        Stranger.CURL.require();
        Stranger.Outcome refused = curl(ferry, "bob:" + Harbour.PASSWORD, "robot", "--list-only");
        assertThat(refused.exitCode()).isEqualTo(67);
        assertThat(refused.output()).contains("< 530 Your client certificate does not open");
        assertThat(curl(ferry, "bob:" + Harbour.PASSWORD, "anna", "-l").exitCode()).isEqualTo(67);
        ferry.awaitAudit(
                audit ->
                        assertThat(audit)
                                .contains("it is that of robot", "names [anna], not the account"),
                "--event",
                "login",
                "--user",
                "bob");
        curl(ferry, "bob:" + Harbour.PASSWORD, "", "-T", Trees.file(here.resolve("c"), 3) + "")
                .ok();
    }

    @Test
    void curlIsToldThatItNeedsACertificate() throws IOException {
        Stranger.CURL.require();
        try (var strict = FerryProcess.serve("--config", config("required").toString())) {
            strict.addUser("anna", Harbour.PASSWORD);
            Trees.file(here.resolve("c"), 3);
            Stranger.Outcome refused = curl(strict, "anna:" + Harbour.PASSWORD, "", "-T", "c");
            assertThat(refused.exitCode()).isEqualTo(67);
            assertThat(refused.output()).contains("< 530 Log in over TLS with a certificate");
            curl(strict, "anna:", "anna", "-T", "c").ok();
            strict.awaitAudit(
                    audit ->
                            assertThat(audit)
                                    .contains("\"ground\":\"tls\"", "\"account\":\"anna\"")
                                    .contains("client-certificates"),
                    "--event",
                    "turned-away",
                    "--json");
        }
        harbour.did("curl", "told which certificate is wanted");
    }

    /// Beginning in the clear where that is not allowed is told with its ground, and so is clear
    /// data.
    @Test
    void whatTlsRefusesIsInTheAuditLog() {
        Stranger.CURL.require();
        String url = "ftp://" + ferry.host() + ":" + ferry.port() + "/";
        assertThat(Stranger.CURL.run(here, "-sS", "-u", "bob:" + Harbour.PASSWORD, url).exitCode())
                .isEqualTo(67);
        assertThat(
                        Stranger.CURL
                                .run(
                                        here,
                                        "-sS",
                                        "-k",
                                        "--ftp-ssl-control",
                                        "-u",
                                        "bob:" + Harbour.PASSWORD,
                                        url)
                                .exitCode())
                .isNotZero();
        ferry.awaitAudit(
                audit ->
                        assertThat(audit)
                                .contains("no login without TLS (ftp.tls)")
                                .contains("no data connection without TLS (ftp.tls)"),
                "--user",
                "bob");
    }

    // ---- others

    @Test
    void lftpShowsItsCertificate() throws IOException {
        Stranger.LFTP.require();
        Path sent = Trees.file(here.resolve("l"), SOME);
        String script =
                """
                set ssl:verify-certificate no
                set ssl:cert-file %s
                set ssl:key-file %s
                set ftp:ssl-force true
                set ftp:ssl-protect-data true
                set net:max-retries 1
                open -u robot, ftp://%s:%d
                put l
                get l -o m
                ls
                """
                        .formatted(
                                file("robot.pem"), file("robot.key"), ferry.host(), ferry.port());
        Path commands = Files.writeString(here.resolve("script"), script);
        Stranger.LFTP.run(here, "-f", commands.toString()).ok();
        assertThat(Trees.hash(ferry.home("robot").resolve("l"))).isEqualTo(Trees.hash(sent));
        assertThat(Trees.hash(here.resolve("m"))).isEqualTo(Trees.hash(sent));
        harbour.did("lftp", "moved files, logged in by certificate", 2);
    }

    /// It resumes no session, which the certificate makes up for.
    @Test
    void ftplibShowsItsCertificate() {
        Stranger.PYTHON.require();
        assertThat(
                        Python.run(
                                harbour,
                                here,
                                "certificates.py",
                                ferry.host(),
                                ferry.port() + "",
                                folder.toString()))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void opensslSpeaksForWhoHasTheKey(String version) {
        String said =
                Stranger.OPENSSL
                        .run(
                                here,
                                List.of(
                                        "s_client",
                                        version,
                                        "-quiet",
                                        "-crlf",
                                        "-starttls",
                                        "ftp",
                                        "-cert",
                                        file("anna.pem"),
                                        "-key",
                                        file("anna.key"),
                                        "-connect",
                                        ferry.host() + ":" + ferry.port()),
                                "USER anna\nPWD\nQUIT\n")
                        .ok();
        assertThat(said).contains("232 Welcome, anna", "257 \"/\"", "221 ");
        harbour.did("openssl", "logged in by certificate");
    }

    @Test
    void anotherAuthorityIsTakenWithoutARestartAndABrokenOneIsNot() throws IOException {
        Stranger.CURL.require();
        Trees.file(here.resolve("c"), 3);
        try {
            curl(ferry, "anna:", "anna", "-T", "c").ok();
            int mark = ferry.mark();
            trust("other-ca.pem");
            ferry.awaitLog(mark, line -> line.contains("authority for clients read again"));
            assertThat(curl(ferry, "anna:", "anna", "-T", "c").exitCode()).isEqualTo(67);
            curl(ferry, "robot:", "robot", "-T", "c").ok(); // pinned
            mark = ferry.mark();
            trust("anna.key");
            ferry.awaitLog(mark, line -> line.contains("holds no certificate"));
            assertThat(curl(ferry, "anna:", "anna", "-T", "c").exitCode()).isEqualTo(67);
        } finally {
            int mark = ferry.mark();
            trust("ca.pem");
            ferry.awaitLog(mark, line -> line.contains("authority for clients read again"));
        }
        curl(ferry, "anna:", "anna", "-T", "c").ok();
    }

    private static void trust(String name) throws IOException {
        Path beside = folder.resolve("trusted.new");
        Files.copy(folder.resolve(name), beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, folder.resolve("trusted.pem"), StandardCopyOption.REPLACE_EXISTING);
    }
}
