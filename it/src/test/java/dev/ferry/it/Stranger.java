package dev.ferry.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// A program that is not ours, as it comes with the system. What its owner set up at home and in
/// the environment plays no part.
enum Stranger {
    CURL("curl"),
    LFTP("lftp"),
    OPENSSL("openssl"),
    PYTHON("python3"),
    /// Debian's own Python, for which Debian packs aioftp.
    AIOFTP("/usr/bin/python3"),
    /// The same, for which Debian packs what Prometheus reads with.
    PROMETHEUS("/usr/bin/python3"),
    WGET("wget"),
    NCFTP("ncftp"),
    NCFTPGET("ncftpget"),
    NCFTPPUT("ncftpput"),
    NCFTPLS("ncftpls"),
    TNFTP("tnftp"),
    INETUTILS("inetutils-ftp"),
    RCLONE("rclone"),
    SFTP("sftp"),
    SCP("scp"),
    SSH("ssh"),
    SSH_KEYGEN("ssh-keygen"),
    SSHFS("sshfs"),
    /// What FileZilla speaks SFTP with.
    FZSFTP("fzsftp"),
    SSH_AGENT("ssh-agent"),
    /// Debian's own Python, for which Debian packs paramiko.
    PARAMIKO("/usr/bin/python3"),
    /// The same, for which Debian packs asyncssh.
    ASYNCSSH("/usr/bin/python3"),
    PERL("perl"),
    BUSYBOX("busybox"),
    GFTP("gftp-text"),
    FILEZILLA("filezilla"),
    XVFB("Xvfb"),
    XDOTOOL("xdotool"),
    STRACE("strace"),
    DBUS("dbus-run-session"),
    SECRET_TOOL("secret-tool"),
    GNOME_KEYRING("gnome-keyring-daemon"),
    /// For programs that need words in their environment.
    ENV("env"),
    STAT("stat");

    private static final long PATIENCE_MINUTES = Settings.FULL ? 60 : 5;

    private final String program;

    Stranger(String program) {
        this.program = program;
    }

    /// What a run came to.
    ///
    /// @param output standard output and standard error
    record Outcome(int exitCode, String output) {
        /// Insists on success.
        ///
        /// @return the output
        String ok() {
            if (exitCode != 0) throw new AssertionError("exit code " + exitCode + ":\n" + output);
            return output;
        }
    }

    /// Skips the test that asks where the program is missing, and says so; in CI it fails.
    void require() {
        if (find().isEmpty()) skip(program + " is not installed");
    }

    /// Skips the test that asks, and says so; in CI it fails.
    static void skip(String why) {
        System.out.println("SKIPPED: " + why);
        if ("true".equals(System.getenv("CI"))) Assertions.fail("in CI nothing is skipped: " + why);
        Assumptions.abort(why);
    }

    private Optional<Path> find() {
        return Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH"))
                                .orElse("")
                                .split(File.pathSeparator))
                .map(folder -> Path.of(folder).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Runs to the end.
    ///
    /// @param folder to run in
    Outcome run(Path folder, String... arguments) {
        return run(folder, List.of(arguments));
    }

    Outcome run(Path folder, List<String> arguments) {
        return run(folder, arguments, "");
    }

    /// The same.
    ///
    /// @param input what it reads from standard input
    Outcome run(Path folder, List<String> arguments, String input) {
        try {
            Path said = Files.createTempFile("ferry-it-", ".out");
            Process process = begin(folder, said, arguments, input);
            try {
                if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                    throw new AssertionError(
                            program + " does not end; it said\n" + Files.readString(said));
                }
                // Names on disk may be any bytes, and some programs print them.
                return new Outcome(
                        process.exitValue(), new String(Files.readAllBytes(said), UTF_8));
            } finally {
                process.destroyForcibly();
                Files.delete(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /// Starts, for a test that ends it. What it says goes nowhere.
    Process start(Path folder, String... arguments) {
        return start(folder, Path.of("/dev/null"), arguments);
    }

    /// The same.
    ///
    /// @param said where standard output and standard error go
    Process start(Path folder, Path said, String... arguments) {
        return start(folder, said, List.of(arguments), "");
    }

    /// The same.
    ///
    /// @param input what it reads from standard input
    Process start(Path folder, Path said, List<String> arguments, String input) {
        try {
            return begin(folder, said, arguments, input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process begin(Path folder, Path said, List<String> arguments, String input)
            throws IOException {
        if (input.isEmpty()) {
            return builder(folder, arguments).redirectOutput(said.toFile()).start();
        }
        Path script = Files.createTempFile("ferry-it-", ".in");
        try {
            Files.writeString(script, input);
            return builder(folder, arguments)
                    .redirectInput(script.toFile())
                    .redirectOutput(said.toFile())
                    .start();
        } finally {
            Files.delete(script); // it is open there by now
        }
    }

    /// As Ctrl-C does.
    static void interrupt(Process process) {
        try {
            new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private ProcessBuilder builder(Path folder, List<String> arguments) {
        var words = new ArrayList<String>();
        // A test started in the background has the interrupt ignored, and hands that on.
        words.addAll(List.of("env", "--default-signal=INT"));
        words.add(program);
        words.addAll(arguments);
        var builder =
                new ProcessBuilder(words)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"));
        builder.environment()
                .keySet()
                .removeIf(name -> name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("HOME", folder.toString());
        return builder;
    }
}
