package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What the server keeps is its owner's alone, whatever it is: accounts, bans, keys, checksums, the
/// audit log, the socket for commands. The files of accounts have the modes that are configured.
@ExtendWith(Harbour.Pilot.class)
final class DataFolderIT {

    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private final Path here;

    DataFolderIT(@TempDir Path here) {
        this.here = here;
    }

    @Test
    void nobodyElseMayReadWhatTheServerKeeps() throws Exception {
        Stranger.CURL.require();
        Path config = Files.writeString(here.resolve("f.yaml"), "audit:\n  rotate-size: 2000\n");
        Path data = here.resolve("data"); // made by the server
        var kept = new TreeSet<String>();
        try (var ferry = FerryProcess.serveIn(data, "--config", config.toString())) {
            ferry.addUser("anna", Harbour.PASSWORD);
            ferry.run("bans", "add", "203.0.113.9");
            String url = "ftp://anna:" + Harbour.PASSWORD + "@" + ferry.host() + ":" + ferry.port();
            for (int i = 0; i < 5; i++) {
                Trees.file(here.resolve("f" + i), 1_000);
                Stranger.CURL.run(here, "-sS", "--ssl-reqd", "-k", "-T", "f" + i, url + "/").ok();
            }
            Stranger.CURL.run(here, "-sS", "-I", "-Q", "XSHA256 f0", url + "/").ok();
            requireOwners(data, kept);
            ferry.terminate();
            requireOwners(data, kept);
            ferry.start();
            ferry.kill();
            requireOwners(data, kept);
        }
        // or the walk was of no use
        assertThat(kept)
                .contains(
                        "accounts.changes",
                        "checksums.db",
                        "control.sock",
                        "ferry.db",
                        "tls/key.pem",
                        "tls/certificate.pem")
                .anyMatch(it -> it.startsWith("audit/") && it.endsWith(".jsonl"))
                .anyMatch(it -> it.endsWith(".jsonl.gz"))
                .anyMatch(it -> it.endsWith("checksums.db-wal"))
                .anyMatch(it -> it.endsWith("ferry.db-wal"));
    }

    /// @param kept names of what was found
    private static void requireOwners(Path data, Set<String> kept) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                walk(data, kept);
                return;
            } catch (NoSuchFileException | UncheckedIOException e) {
                if (tries == 10) throw e; // a running server takes files away
            }
        }
    }

    private static void walk(Path data, Set<String> kept) throws IOException {
        List<String> open = new ArrayList<>();
        try (var all = Files.walk(data)) {
            for (Path path : all.toList()) {
                Path name = data.relativize(path);
                // Below that are the accounts' own files.
                if (name.startsWith("homes") && name.getNameCount() > 1) continue;
                var mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
                if (!OWNERS.containsAll(mode)) {
                    open.add(PosixFilePermissions.toString(mode) + ' ' + name);
                }
                kept.add(name.toString());
            }
        }
        assertThat(open).isEmpty();
    }
}
