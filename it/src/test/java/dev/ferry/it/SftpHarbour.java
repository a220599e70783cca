package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that speaks SFTP, an account that a key opens, and the words with which programs are
/// told of both.
final class SftpHarbour implements AutoCloseable {

    final Harbour.Berth berth;
    final Path keys;
    private final AtomicInteger folders = new AtomicInteger();

    private SftpHarbour(Harbour.Berth berth, Path keys) {
        this.berth = berth;
        this.keys = keys;
    }

    static SftpHarbour open(String... options) {
        Stranger.SSH_KEYGEN.require();
        var words = new ArrayList<>(List.of("--sftp-port", "0"));
        words.addAll(List.of(options));
        try {
            Path keys = Files.createTempDirectory("ferry-keys-");
            Stranger.SSH_KEYGEN
                    .run(keys, "-q", "-t", "ed25519", "-N", "", "-C", "it", "-f", "id")
                    .ok();
            var berth = Harbour.Berth.at("127.0.0.1", words.toArray(String[]::new));
            var harbour = new SftpHarbour(berth, keys);
            berth.ferry()
                    .run("user", "key", "add", Harbour.USER, keys.resolve("id.pub").toString());
            harbour.know();
            return harbour;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What `./ferry host-key show` says is what clients are to see.
    private void know() throws IOException {
        var shown =
                FerryProcess.ferry(
                        "", "host-key", "show", "--data", berth.ferry().data().toString());
        assertThat(shown.exitCode()).as(shown.output()).isZero();
        List<String> lines =
                shown.output()
                        .lines()
                        .filter(line -> line.startsWith("public key:"))
                        .map(line ->
                                "[127.0.0.1]:%d %s"
                                        .formatted(
                                                port(),
                                                line.substring("public key:".length()).strip()))
                        .toList();
        assertThat(lines).hasSize(3);
        Files.write(keys.resolve("known_hosts"), lines);
    }

    int port() {
        return berth.ferry().sftpPort();
    }

    /// A new folder in the account's home, for one test.
    Path folder() {
        try {
            return Files.createDirectory(berth.home().resolve("t" + folders.incrementAndGet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// For each program of OpenSSH: nobody's configuration, our key, and no host but ours.
    List<String> options() {
        return List.of(
                "-F",
                "none",
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
                "UserKnownHostsFile=" + keys.resolve("known_hosts"),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "PreferredAuthentications=publickey",
                "-i",
                keys.resolve("id").toString());
    }

    String target() {
        return Harbour.USER + "@127.0.0.1";
    }

    @Override
    public void close() {
        berth.close();
        Trees.remove(keys);
    }
}
