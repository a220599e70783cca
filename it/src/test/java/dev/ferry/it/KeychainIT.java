package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A password in the keychain of GNOME, in a session of D-Bus that ends with the test.
final class KeychainIT {

    /// `$1` is the launcher, `$2` the site.
    private static final String SCRIPT =
            """
            printf 'master\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null || exit
            until secret-tool search service nothing 2>/dev/null; do sleep 0.1; done
            printf 'anna s secret\\n' | "$1" site add work "$2" --password-stdin || exit
            "$1" site list || exit
            echo "kept: $(secret-tool lookup service ferry site "$2")"
            "$1" ls --tls off --proxy none "$2/" || exit
            "$1" site remove work || exit
            echo "left: $(secret-tool lookup service ferry site "$2")"
            """;

    @TempDir private Path here;

    @Test
    void aPasswordIsKeptUsedAndForgotten() throws IOException {
        Stranger.DBUS.require();
        Stranger.SECRET_TOOL.require();
        Stranger.GNOME_KEYRING.require();
        Path runtime =
                Files.createDirectory(
                        here.resolve("run"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        try (FerryProcess ferry = FerryProcess.serve()) {
            ferry.addUser("anna", "anna s secret");
            Files.writeString(Files.createDirectories(ferry.home("anna")).resolve("apple"), "red");
            var words =
                    List.of(
                            "HOME=" + here,
                            "XDG_RUNTIME_DIR=" + runtime,
                            "FERRY_BUILD=never",
                            "FERRY_JAVA_HOME=" + System.getProperty("java.home"),
                            "FERRY_JAVA_OPTS=-Duser.home=" + here,
                            "timeout",
                            "60",
                            "dbus-run-session",
                            "--",
                            "sh",
                            "-c",
                            SCRIPT,
                            "sh",
                            FerryProcess.root().resolve("ferry").toString(),
                            "ftp://anna@127.0.0.1:" + ferry.port());
            assertThat(Stranger.ENV.run(here, words).ok())
                    .containsSubsequence(
                            "password: in the keychain",
                            "password: in the keychain",
                            "kept: anna s secret",
                            "apple",
                            "work is forgotten",
                            "left: \n");
        }
        assertThat(here.resolve(".ferry/passwords")).doesNotExist();
    }
}
