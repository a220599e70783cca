package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What clients say of themselves and of their files besides moving them: lftp, curl and ftplib
/// against `./ferry serve`.
@ExtendWith(Harbour.Pilot.class)
final class SessionIT {

    private final Harbour harbour;
    private final Harbour.Berth berth;
    private final Path here;
    private final Path remote;

    SessionIT(Harbour harbour, @TempDir Path here) {
        this.harbour = harbour;
        this.here = here;
        berth = harbour.four();
        remote = harbour.folder(berth);
    }

    @Test
    void lftpSaysWhoItIsAndForWhomItCame() throws IOException {
        String log = lftp("cls");
        assertThat(log)
                .contains("CLNT Strange/1.0", "200 Noted that you are \"Strange/1.0\"")
                .contains("HOST 127.0.0.1", "220 This is 127.0.0.1")
                .contains("LANG", "200 Replies are in English");
        harbour.did("lftp", "HOST, LANG and CLNT");
    }

    @Test
    void lftpSetsModes() throws IOException {
        Path file = Trees.text(remote.resolve("a b"), "x");
        lftp("chmod 640 'a b'");
        assertThat(mode(file)).isEqualTo("rw-r-----");
        lftp("quote SITE CHMOD 0755 a b");
        assertThat(mode(file)).isEqualTo("rwxr-xr-x");
        harbour.did("lftp", "chmod", 2);
    }

    @Test
    void lftpSetsTimesBySiteUtimeToo() throws IOException {
        Path file = Trees.text(here.resolve("a"), "1");
        var then = FileTime.from(Instant.parse("2011-11-11T11:11:11Z"));
        Files.setLastModifiedTime(file, then);
        String log = lftp("set ftp:use-mdtm-overloaded no; set ftp:use-feat no; mirror -R . up");
        assertThat(log).contains("SITE UTIME");
        assertThat(Files.getLastModifiedTime(remote.resolve("up/a"))).isEqualTo(then);
        harbour.did("lftp", "upload with time, SITE UTIME");
    }

    @Test
    void curlQuotes() throws IOException {
        Stranger.CURL.require();
        Path file = Trees.text(remote.resolve("a"), "x");
        String at = "/" + remote.getFileName() + "/a";
        Stranger.CURL
                .run(
                        here,
                        List.of(
                                "-sS",
                                "-Q",
                                "SITE CHMOD 600 " + at,
                                "-Q",
                                "MFF Modify=20010909014640; " + at,
                                "-Q",
                                "CSID Name=curl;",
                                berth.fullUrl("/")))
                .ok();
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(Files.getLastModifiedTime(file).toInstant())
                .isEqualTo(Instant.parse("2001-09-09T01:46:40Z"));
        harbour.did("curl", "quoted SITE CHMOD, MFF and CSID");
    }

    @Test
    void ftplibSaysAllOfItAndSpeaksTheCharsetsOfOld() throws IOException {
        Stranger.PYTHON.require();
        for (String[] charset :
                new String[][] {{"Shift_JIS", "shift_jis"}, {"latin1", "latin-1"}}) {
            Path home = Files.createTempDirectory(here, "old");
            String name = "old-" + charset[1];
            berth.ferry()
                    .addUser(
                            name,
                            Harbour.PASSWORD,
                            "--home",
                            home.toString(),
                            "--charset",
                            charset[0]);
            List<String> did =
                    Python.run(
                            harbour,
                            here,
                            "session_calls.py",
                            berth.ferry().host(),
                            "" + berth.ferry().port(),
                            Harbour.USER,
                            Harbour.PASSWORD,
                            name,
                            charset[1],
                            "/" + remote.getFileName(),
                            remote.toString(),
                            home.toString());
            assertThat(did).hasSizeGreaterThan(10);
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /// What lftp and the server said to each other.
    private String lftp(String commands) throws IOException {
        Stranger.LFTP.require();
        String script =
                "set net:max-retries 1; set net:timeout 60; set ftp:client Strange/1.0;"
                        + " set ftp:ssl-allow no;"
                        + " debug -o log 9; open "
                        + berth.fullUrl("/" + remote.getFileName())
                        + "; "
                        + commands;
        Stranger.LFTP.run(here, List.of("--norc", "-c", script)).ok();
        return Files.readString(here.resolve("log"));
    }
}
