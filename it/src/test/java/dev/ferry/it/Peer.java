package dev.ferry.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A server that is not ours, on loopback, with one user `anna`, in its strict defaults as far as
/// TLS goes. The Debian packages are unpacked side by side, because as packages they exclude each
/// other; `.ci/run` says how.
final class Peer implements AutoCloseable {

    static final String USER = "anna";
    static final String PASSWORD = "secret";

    /// Who owns the data, so that a server that runs as root has somebody to become.
    private static final String OWNER = "daemon";

    private static final int PATIENCE_MILLIS = 20_000;
    private static final int PORTS = 2_000;

    // Another process with tests looks too, and has the next number most likely.
    private static int nextPort = (int) (ProcessHandle.current().pid() * 997 % PORTS);

    enum Kind {
        VSFTPD("vsftpd/usr/sbin/vsftpd"),
        PROFTPD("proftpd/usr/sbin/proftpd"),
        PURE_FTPD("pure-ftpd/usr/sbin/pure-ftpd"),
        PYFTPDLIB("");

        private final String program;

        Kind(String program) {
            this.program = program;
        }
    }

    private final Kind kind;
    private final boolean tls;
    private final Path folder;
    private final int port;
    private final int passive;
    private final Process process;

    private Peer(Kind kind, boolean tls, Path folder) throws IOException, InterruptedException {
        this.kind = kind;
        this.tls = tls;
        this.folder = folder;
        port = free();
        passive = 20_000 + port % 9 * 1_000;
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path data = Files.createDirectories(folder.resolve("data"));
        if (kind != Kind.PYFTPDLIB) run(asRoot("chown", OWNER, data.toString()));
        if (tls) certificate();
        process =
                new ProcessBuilder(
                                kind == Kind.PYFTPDLIB
                                        ? command(data)
                                        : asRoot(command(data).toArray(String[]::new)))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .start();
        awaitReady();
    }

    /// Starts one, or skips the test that asks where it is not there; in CI that fails.
    static Peer start(Kind kind, boolean tls, Path folder) {
        if (kind == Kind.PYFTPDLIB) {
            if (!Files.isDirectory(Path.of("/usr/lib/python3/dist-packages/pyftpdlib"))) {
                Stranger.skip("pyftpdlib is not installed");
            }
        } else if (home().isEmpty() || !Files.isExecutable(home().get().resolve(kind.program))) {
            Stranger.skip(kind + " is not unpacked in FERRY_PEERS, /opt/peers or target/peers");
        } else if (!mayBeRoot()) {
            Stranger.skip(kind + " is started as root, and there is no sudo without a password");
        }
        try {
            return new Peer(kind, tls, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static Optional<Path> home() {
        var places = new ArrayList<Path>();
        String set = System.getenv("FERRY_PEERS");
        if (set != null) places.add(Path.of(set));
        places.add(Path.of("/opt/peers"));
        places.add(Path.of("../target/peers"));
        return places.stream().filter(Files::isDirectory).map(Path::toAbsolutePath).findFirst();
    }

    private static Path program(String name) {
        return home().orElseThrow().resolve(name);
    }

    String url(String path) {
        return "ftp://" + USER + ":" + PASSWORD + "@127.0.0.1:" + port + "/" + path;
    }

    int port() {
        return port;
    }

    /// Where its files are.
    Path data() {
        return folder.resolve("data");
    }

    /// A port that is free, and below those that Linux hands out to whoever asks for any: one of
    /// those may be a client's own end by the time a server wants it. Each call looks behind the
    /// last one.
    static synchronized int free() throws IOException {
        for (int tries = 0; tries < PORTS; tries++) {
            int port = 30_000 + nextPort++ % PORTS;
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException _) {
                // somebody's; the next one
            }
        }
        throw new IOException("every port from 30000 to 31999 is in use");
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static boolean mayBeRoot() {
        if (isRoot()) return true;
        try {
            return new ProcessBuilder("sudo", "-n", "true").start().waitFor() == 0;
        } catch (IOException | InterruptedException _) {
            return false;
        }
    }

    private static List<String> asRoot(String... words) {
        var all = new ArrayList<String>();
        if (!isRoot()) all.addAll(List.of("sudo", "-n"));
        all.addAll(List.of(words));
        return all;
    }

    private static String run(String... words) throws IOException, InterruptedException {
        return run(List.of(words));
    }

    private static String run(List<String> words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) throw new AssertionError(String.join(" ", words) + ": " + said);
        return said.strip();
    }

    private void certificate() throws IOException, InterruptedException {
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                file("key.pem"),
                "-out",
                file("cert.pem"),
                "-days",
                "30",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1");
        Files.writeString(
                folder.resolve("both.pem"),
                Files.readString(folder.resolve("key.pem"))
                        + Files.readString(folder.resolve("cert.pem")));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private String write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    private List<String> command(Path data) throws IOException, InterruptedException {
        String id = run("id", "-u", OWNER) + ":" + run("id", "-g", OWNER);
        String account =
                USER + ":" + run("openssl", "passwd", "-6", PASSWORD) + ":" + id + "::" + data;
        return switch (kind) {
            case VSFTPD -> vsftpd(data);
            case PROFTPD -> proftpd(account + ":/bin/false\n");
            case PURE_FTPD -> pure(account + "/./" + ":".repeat(12) + "\n");
            case PYFTPDLIB -> pyftpdlib(data);
        };
    }

    /// PAM knows services by name; each server has one of its own.
    private String service() {
        return "ferry-it-" + port;
    }

    private String pam() {
        return "/etc/pam.d/" + service();
    }

    /// PAM lets everybody in as the owner of the data.
    private List<String> vsftpd(Path data) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("empty"));
        String pam =
                write(
                        "pam",
                        """
                        auth required pam_permit.so
                        account required pam_permit.so
                        session required pam_permit.so
                        """);
        run(asRoot("cp", pam, pam()));
        String text =
                """
                listen=YES
                background=NO
                listen_address=127.0.0.1
                listen_port=%d
                pam_service_name=%s
                anonymous_enable=NO
                local_enable=YES
                guest_enable=YES
                guest_username=%s
                virtual_use_local_privs=YES
                local_root=%s
                chroot_local_user=YES
                allow_writeable_chroot=YES
                secure_chroot_dir=%s
                write_enable=YES
                xferlog_enable=NO
                tcp_wrappers=NO
                seccomp_sandbox=NO
                pasv_min_port=%d
                pasv_max_port=%d
                """
                        .formatted(
                                port,
                                service(),
                                OWNER,
                                data,
                                file("empty"),
                                passive,
                                passive + 1_000);
        if (tls) {
            text +=
                    """
                    ssl_enable=YES
                    rsa_cert_file=%s
                    rsa_private_key_file=%s
                    ssl_ciphers=HIGH
                    """
                            .formatted(file("cert.pem"), file("key.pem"));
        }
        return List.of(program(kind.program).toString(), write("vsftpd.conf", text));
    }

    private List<String> proftpd(String users) throws IOException {
        String text =
                """
                ServerName x
                ServerType standalone
                DefaultAddress 127.0.0.1
                UseIPv6 off
                Port %d
                User %s
                Group %s
                ModulePath %s
                UseReverseDNS off
                AuthOrder mod_auth_file.c
                AuthUserFile %s
                RequireValidShell off
                DefaultRoot ~
                WtmpLog off
                TransferLog none
                SystemLog none
                AllowOverwrite on
                AllowStoreRestart on
                PassivePorts %d %d
                PidFile %s
                ScoreboardFile %s
                <IfModule mod_ctrls.c>
                ControlsEngine off
                </IfModule>
                """
                        .formatted(
                                port,
                                OWNER,
                                OWNER,
                                program("proftpd/usr/lib/proftpd"),
                                write("users", users),
                                passive,
                                passive + 1_000,
                                file("pid"),
                                file("score"));
        if (tls) {
            text +=
                    """
                    LoadModule mod_tls.c
                    TLSEngine on
                    TLSRequired on
                    TLSProtocol TLSv1.2 TLSv1.3
                    TLSRSACertificateFile %s
                    TLSRSACertificateKeyFile %s
                    """
                            .formatted(file("cert.pem"), file("key.pem"));
        }
        return List.of(
                program(kind.program).toString(), "-n", "-q", "-c", write("proftpd.conf", text));
    }

    private List<String> pure(String users) throws IOException, InterruptedException {
        run(
                program("pure-ftpd/usr/bin/pure-pw").toString(),
                "mkdb",
                file("users.pdb"),
                "-f",
                write("users", users));
        var words = new ArrayList<String>();
        words.addAll(List.of(program(kind.program).toString(), "-4", "-A", "-E", "-H"));
        words.addAll(List.of("-S", "127.0.0.1," + port, "-l", "puredb:" + file("users.pdb")));
        words.addAll(List.of("-u", "1", "-f", "none", "-L", "20000:9", "-C", "50"));
        words.addAll(List.of("-p", passive + ":" + (passive + 1_000), "-g", file("pid")));
        words.addAll(tls ? List.of("-Y", "2", "-2", file("both.pem")) : List.of("-Y", "0"));
        return words;
    }

    private List<String> pyftpdlib(Path data) throws IOException {
        String text =
                """
                import logging, sys
                from pyftpdlib.authorizers import DummyAuthorizer
                from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
                from pyftpdlib.servers import FTPServer
                port, root, user, password, cert, key = sys.argv[1:7]
                logging.basicConfig(level=logging.WARNING)
                handler = TLS_FTPHandler if cert else FTPHandler
                if cert:
                    handler.certfile, handler.keyfile = cert, key
                    handler.tls_control_required = handler.tls_data_required = True
                handler.authorizer = DummyAuthorizer()
                handler.authorizer.add_user(user, password, root, perm="elradfmwMT")
                FTPServer(("127.0.0.1", int(port)), handler).serve_forever()
                """;
        return List.of(
                "/usr/bin/python3",
                write("serve.py", text),
                Integer.toString(port),
                data.toString(),
                USER,
                PASSWORD,
                tls ? file("cert.pem") : "",
                tls ? file("key.pem") : "");
    }

    private void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        while (System.nanoTime() < end) {
            if (!process.isAlive()) break;
            try (var socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException _) {
                Thread.sleep(50);
            }
        }
        String log = Files.readString(folder.resolve("log"));
        close();
        throw new AssertionError(kind + " does not start: " + log);
    }

    @Override
    public String toString() {
        return kind + (tls ? " with TLS" : "");
    }

    /// Its children first: some have one for each session.
    @Override
    public void close() {
        try {
            var words = new ArrayList<>(List.of("kill", "-9"));
            process.descendants().forEach(child -> words.add(Long.toString(child.pid())));
            words.add(Long.toString(process.pid()));
            // Some of them may have gone by now.
            boolean killed =
                    new ProcessBuilder(asRoot(words.toArray(String[]::new)))
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("kill").toFile())
                            .start()
                            .waitFor(10, TimeUnit.SECONDS);
            if (!killed || !process.waitFor(10, TimeUnit.SECONDS)) {
                throw new AssertionError(this + " does not end");
            }
            if (kind == Kind.VSFTPD) run(asRoot("rm", "-f", pam()));
            // Who made the folder removes it.
            if (!isRoot()) {
                run(asRoot("chown", "-R", System.getProperty("user.name"), folder.toString()));
            }
        } catch (InterruptedException | IOException e) {
            throw new AssertionError(e);
        }
    }
}
