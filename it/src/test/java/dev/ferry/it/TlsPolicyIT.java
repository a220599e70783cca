package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Each value of `ftp.tls` as curl, lftp and ftplib meet it, and what they read where they are
/// refused.
@ExtendWith(Harbour.Pilot.class)
final class TlsPolicyIT {

    private static final String WANTED = "explicit FTP over TLS";

    private final Harbour harbour;
    private final Path here;

    @SuppressWarnings("NullAway.Init")
    private Harbour.Berth berth;

    @SuppressWarnings("NullAway.Init")
    private Path remote;

    TlsPolicyIT(Harbour harbour, @TempDir Path here) {
        this.harbour = harbour;
        this.here = here;
    }

    @BeforeEach
    void require() {
        Stranger.CURL.require();
        Stranger.LFTP.require();
        Stranger.PYTHON.require();
        Trees.file(here.resolve("new"), 100_000);
    }

    @AfterEach
    void stop() {
        berth.close();
    }

    private void serve(String... lines) throws IOException {
        Path config = here.resolve("ferry.yaml");
        Files.writeString(config, String.join("\n", lines) + "\n");
        berth =
                Harbour.Berth.of(() ->
                        FerryProcess.serve("--bind", "127.0.0.1", "--config", config.toString()));
        remote = harbour.folder(berth);
    }

    @Test
    void off() throws IOException {
        serve("ftp:", "  tls: off");
        assertThat(curl().exitCode()).isZero();
        requireMoved();
        Stranger.Outcome secure = curl("--ssl-reqd");
        assertThat(secure.exitCode()).isEqualTo(64); // CURLE_USE_SSL_FAILED
        requireUntouched();
        assertThat(lftp("").exitCode()).isZero();
        requireMoved();
        assertThat(lftp("set ftp:ssl-force yes;").exitCode()).isNotZero();
        requireUntouched();
        did("off");
    }

    @Test
    void offered() throws IOException {
        serve("ftp:", "  tls: offered");
        for (String[] how :
                List.of(
                        new String[] {},
                        new String[] {"--ssl-reqd"},
                        new String[] {"--ftp-ssl-control"})) {
            assertThat(curl(how).exitCode()).as("%s", Arrays.asList(how)).isZero();
            requireMoved();
        }
        for (String how :
                List.of(
                        "set ftp:ssl-allow no;",
                        "set ftp:ssl-force yes;",
                        "set ftp:ssl-force yes; set ftp:ssl-protect-data yes;")) {
            assertThat(lftp(how).exitCode()).as(how).isZero();
            requireMoved();
        }
        did("offered");
    }

    @Test
    void required() throws IOException {
        serve("ftp:", "  tls: required");
        Stranger.Outcome clear = curl("-v");
        assertThat(clear.exitCode()).isEqualTo(67); // CURLE_LOGIN_DENIED
        assertThat(clear.output())
                .contains("< 530 ", WANTED)
                .doesNotContain(Harbour.PASSWORD); // it was not said
        requireUntouched();
        Stranger.Outcome clearData = curl("-v", "--ftp-ssl-control");
        assertThat(clearData.exitCode()).isNotZero();
        assertThat(clearData.output()).contains("PROT P");
        requireUntouched();
        assertThat(curl("--ssl-reqd").exitCode()).isZero();
        requireMoved();

        clear = lftp("set ftp:ssl-allow no;");
        assertThat(clear.exitCode()).isNotZero();
        assertThat(clear.output()).contains("530 ", WANTED);
        requireUntouched();
        clearData = lftp("set ftp:ssl-force yes; set ftp:ssl-protect-data no;");
        assertThat(clearData.exitCode()).isNotZero();
        assertThat(clearData.output()).contains("521 ", "PROT P");
        requireUntouched();
        String secure = "set ftp:ssl-force yes; set ftp:ssl-protect-data yes;";
        assertThat(lftp(secure).exitCode()).isZero();
        requireMoved();
        did("required");
    }

    /// Where they come from, a proxy says.
    @Test
    void requiredExceptLocal() throws IOException {
        serve("ftp:", "  tls: required-except-local", "limits:", "  proxies: 127.0.0.1");
        for (String local : List.of("127.0.0.1", "10.1.2.3", "192.168.7.7", "172.31.0.1")) {
            ftplib(local, "clear");
        }
        for (String far : List.of("203.0.113.7", "172.32.0.1", "100.64.0.1")) {
            ftplib(far, "secure");
        }
    }

    private void ftplib(String address, String outcome) {
        assertThat(
                        Python.run(
                                harbour,
                                here,
                                "tls_policy.py",
                                berth.ferry().host(),
                                "" + berth.ferry().port(),
                                Harbour.USER,
                                Harbour.PASSWORD,
                                address,
                                outcome))
                .as(address)
                .hasSize(1);
    }

    private Stranger.Outcome curl(String... how) {
        var words = new ArrayList<>(List.of("-sS", "-k"));
        words.addAll(List.of(how));
        words.addAll(List.of("-T", "new", berth.fullUrl("/" + remote.getFileName() + "/old")));
        return Stranger.CURL.run(here, words);
    }

    private Stranger.Outcome lftp(String how) {
        String script =
                "set cmd:fail-exit yes; set net:timeout 60; set net:max-retries 1;"
                        + " set ssl:verify-certificate no; "
                        + how
                        + (" open " + berth.fullUrl("/" + remote.getFileName()) + ";")
                        + " put new -o old";
        return Stranger.LFTP.run(here, "-c", script);
    }

    private void requireMoved() throws IOException {
        Path moved = remote.resolve("old");
        assertThat(Trees.hash(moved)).isEqualTo(Trees.hash(here.resolve("new")));
        Files.delete(moved);
    }

    private void requireUntouched() {
        assertThat(remote).isEmptyDirectory();
    }

    private void did(String value) {
        for (String client : List.of("curl", "lftp")) {
            harbour.did(client, "ftp.tls: " + value + ", as it says");
        }
    }
}
