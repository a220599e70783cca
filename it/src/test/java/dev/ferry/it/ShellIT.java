package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shell as a program of its own: at a terminal, and as a script.
final class ShellIT {

    private static FerryProcess ferry;

    @TempDir private Path here;

    @BeforeAll
    static void start() throws IOException {
        ferry = FerryProcess.serve();
        ferry.addUser("anna", "secret");
        Path home = Files.createDirectories(ferry.home("anna"));
        Files.writeString(home.resolve("apple.txt"), "hello");
        byte[] large = new byte[400_000];
        new Random(5).nextBytes(large);
        Files.write(home.resolve("large"), large);
    }

    @AfterAll
    static void stop() {
        ferry.close();
    }

    private static String url() {
        return "ftp://anna:secret@127.0.0.1:" + ferry.port();
    }

    @Test
    void somebodyWorksAtATerminal() {
        Stranger.PYTHON.require();
        var words =
                List.of(
                        FerryProcess.root()
                                .resolve("it/src/test/python/shell_terminal.py")
                                .toString(),
                        FerryProcess.root().resolve("ferry").toString(),
                        here.toString(),
                        url());
        String output = Stranger.PYTHON.run(here, words).ok();
        assertThat(output.lines().filter(line -> line.startsWith("did: "))).hasSize(9);
        assertThat(here.resolve("later")).hasSameBinaryContentAs(here.resolve("behind"));
        assertThat(here.resolve(".ferry/history"))
                .content()
                .contains("get large")
                .doesNotContain("secret");
    }

    private Process shell(String... words) throws IOException {
        var line = new ArrayList<>(List.of("shell", "--tls", "off", "--proxy", "none"));
        line.addAll(List.of(words));
        return ferry(Map.of(), line);
    }

    private Process ferry(Map<String, String> environment, List<String> words) throws IOException {
        var line = new ArrayList<String>();
        line.add(FerryProcess.root().resolve("ferry").toString());
        line.addAll(words);
        var builder = new ProcessBuilder(line).directory(here.toFile()).redirectErrorStream(true);
        builder.environment().put("FERRY_BUILD", "never");
        builder.environment().put("FERRY_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("FERRY_JAVA_OPTS", "-Duser.home=" + here);
        builder.environment().remove("DBUS_SESSION_BUS_ADDRESS");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String said(Process process, String input) throws IOException {
        try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
            in.write(input);
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aScriptFromStandardInputEndsWithItsFirstFailure() throws Exception {
        Process good = shell(url());
        assertThat(said(good, "get apple.txt\nput apple.txt -o copy.txt\nrm copy.txt\n"))
                .contains("/copy.txt: 5 B", "; the server confirms sha-256 ");
        assertThat(good.waitFor()).isZero();
        Process bad = shell(url());
        assertThat(said(bad, "cd none\nrm apple.txt\n")).contains("/none");
        assertThat(bad.waitFor()).isEqualTo(6);
        assertThat(ferry.home("anna").resolve("apple.txt")).exists();
    }

    @Test
    void aPasswordComesFirstFromStandardInputThenTheScript() throws Exception {
        String open = url().replace(":secret", "");
        Process shell = shell("--password-stdin", open);
        assertThat(said(shell, "secret\nsize apple.txt\n")).endsWith("5  apple.txt\n");
        assertThat(shell.waitFor()).isZero();
    }

    /// FERRY_PASSWORD, .netrc, the bookmark: the first that there is, even where it is wrong.
    @Test
    void aKeptPasswordServesEveryCommandAfterThoseThatComeBeforeIt() throws Exception {
        var master = Map.of("FERRY_MASTER_PASSWORD", "over all");
        String url = url().replace(":secret", "");
        Process add = ferry(master, List.of("site", "add", "--password-stdin", "work", url));
        assertThat(said(add, "secret\n")).contains("password: in ~/.ferry/passwords");
        List<String> ls = List.of("ls", "--tls", "off", "--proxy", "none", url + "/apple.txt");
        Process kept = ferry(master, ls);
        assertThat(said(kept, "")).contains("apple.txt");
        assertThat(kept.waitFor()).isZero();
        Process shell = ferry(master, List.of("shell", "--tls", "off", "-c", "cls -1", "work"));
        assertThat(said(shell, "")).contains("apple.txt\n");
        Process locked = ferry(Map.of(), ls);
        assertThat(said(locked, "")).contains("no password for anna");
        assertThat(locked.waitFor()).isEqualTo(2);
        Files.writeString(here.resolve(".netrc"), "machine 127.0.0.1 login anna password wrong\n");
        Process netrc = ferry(master, ls);
        said(netrc, "");
        assertThat(netrc.waitFor()).isEqualTo(4);
        Process first = ferry(Map.of("FERRY_MASTER_PASSWORD", "x", "FERRY_PASSWORD", "secret"), ls);
        said(first, "");
        assertThat(first.waitFor()).isZero();
        Files.delete(here.resolve(".netrc"));
        Process gone = ferry(master, List.of("site", "remove", "work"));
        assertThat(said(gone, "")).isEqualTo("work is forgotten\n");
        Process again = ferry(master, ls);
        said(again, "");
        assertThat(again.waitFor()).isEqualTo(2);
    }
}
