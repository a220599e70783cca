package dev.ferry.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// OpenSSH's server on loopback, of whoever runs the tests, with a configuration and keys of its
/// own. A key opens it, since passwords are the system's business.
final class Sshd implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/sshd");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path folder;
    private final int port;
    private final Process process;

    private Sshd(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        port = Peer.free();
        Files.createDirectories(data());
        key("host", "ed25519", "");
        key("id", "ed25519", "");
        allow("id");
        Path config = folder.resolve("sshd_config");
        Files.write(
                config,
                List.of(
                        "Port " + port,
                        "ListenAddress 127.0.0.1",
                        "HostKey " + folder.resolve("host"),
                        "PidFile none",
                        "AuthorizedKeysFile " + folder.resolve("authorized_keys"),
                        "StrictModes no",
                        "UsePAM no",
                        "PasswordAuthentication no",
                        "KbdInteractiveAuthentication no",
                        "PermitRootLogin yes",
                        "MaxStartups 100",
                        "Subsystem sftp internal-sftp -d " + data()));
        if (user().equals("root")) Files.createDirectories(Path.of("/run/sshd"));
        process =
                new ProcessBuilder(PROGRAM.toString(), "-D", "-e", "-f", config.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        awaitReady();
    }

    /// Starts one, or skips the test that asks where it is not there; in CI that fails.
    static Sshd start(Path folder) {
        Stranger.SSH_KEYGEN.require();
        if (!Files.isExecutable(PROGRAM)) Stranger.skip("sshd is not installed");
        try {
            return new Sshd(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try (var socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException _) {
                if (!process.isAlive()) break;
                Thread.sleep(20);
            }
        }
        process.destroyForcibly();
        throw new AssertionError("sshd: " + Files.readString(folder.resolve("log")));
    }

    static String user() {
        return System.getProperty("user.name");
    }

    int port() {
        return port;
    }

    /// Where a session begins.
    Path data() {
        return folder.resolve("data");
    }

    String url(String path) {
        return "sftp://" + user() + "@127.0.0.1:" + port + "/" + path;
    }

    /// The key that opens it.
    Path id() {
        return folder.resolve("id");
    }

    /// Makes a key.
    Path key(String name, String type, String passphrase, String... more) {
        var words =
                new java.util.ArrayList<>(
                        List.of("-q", "-t", type, "-N", passphrase, "-C", "it", "-f", name));
        words.addAll(List.of(more));
        Stranger.SSH_KEYGEN.run(folder, words).ok();
        return folder.resolve(name);
    }

    /// From now on these keys open it, and no others.
    void allow(String... names) throws IOException {
        var lines = new java.util.ArrayList<String>();
        for (String name : names) {
            lines.addAll(Files.readAllLines(folder.resolve(name + ".pub")));
        }
        Path file = folder.resolve("authorized_keys");
        Files.write(file, lines);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /// The public half of the server's key, as known_hosts has it behind the names.
    String hostKey() throws IOException {
        String[] words = Files.readString(folder.resolve("host.pub")).split(" ", -1);
        return words[0] + " " + words[1];
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
