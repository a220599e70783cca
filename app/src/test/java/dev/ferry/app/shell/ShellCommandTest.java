package dev.ferry.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.Ran;
import dev.ferry.client.ScriptedServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The shell as a program: scripts, and what they end with.
@Timeout(60)
class ShellCommandTest {

    @TempDir private Path here;
    private ScriptedServer server;
    private String home = "";
    private final InputStream input = System.in;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        server.file("/a.txt", "hello").file("/d/", "").file("/d/c.txt", "deep");
        home = System.getProperty("user.home");
        System.setProperty("user.home", here.toString());
    }

    @AfterEach
    void stop() throws IOException {
        System.setProperty("user.home", home);
        System.setIn(input);
        server.close();
    }

    private String url() {
        return "ftp://anna:secret@127.0.0.1:" + server.port();
    }

    private Ran shell(String... more) {
        var words = new ArrayList<>(List.of("shell", "--tls", "off", "--timeout", "5"));
        words.addAll(List.of("--retries", "0", "--proxy", "none"));
        words.addAll(Arrays.asList(more));
        return Ran.ferry(words.toArray(String[]::new));
    }

    private Ran script(String text, String... more) {
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return shell(more);
    }

    @Test
    void commandsAreDoneInTheirOrder() {
        Ran ran = shell("-c", "cd d; pwd; lcd ~", "-c", "get c.txt", url());
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("\n/d\n", "; the server confirms the size, 4 bytes\n");
        assertThat(here.resolve("c.txt")).hasContent("deep");
    }

    @Test
    void standardInputIsAScript() {
        Ran ran = script("# a remark\nopen " + url() + "\n\ncls -1\nquit\npwd\n");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).endsWith("a.txt\nd/\n").doesNotContain("ftp>");
    }

    @Test
    void aScriptEndsAtTheFirstFailureWithItsCode() {
        Ran ran = script("cd none\nrm a.txt\n", url());
        assertThat(ran.code()).isEqualTo(6);
        assertThat(ran.err()).contains("ferry: ").contains("/none");
        assertThat(server.files).containsKey("/a.txt");
        assertThat(shell("-c", "cd none; rm a.txt", url()).code()).isEqualTo(6);
        assertThat(server.files).containsKey("/a.txt");
        assertThat(script("get 'a\nls\n", url()).code()).isEqualTo(2);
        assertThat(script("ls\n", "ftp://127.0.0.1:1").code()).isEqualTo(3);
        assertThat(script("ls\n").code()).isEqualTo(2);
    }

    @Test
    void orItGoesOnAndEndsWithTheFirst() {
        Ran ran = script("set on-error continue\ncd none\nnonsense\nrm a.txt\n", url());
        assertThat(ran.code()).isEqualTo(6);
        assertThat(server.files).doesNotContainKey("/a.txt");
    }

    @Test
    void aScriptWaitsForItsJobsAndEndsWithTheirCode() {
        Ran ran = script("lcd " + here + "\nget a.txt &\nqueue get d/c.txt\n", url());
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(here.resolve("a.txt")).hasContent("hello");
        assertThat(here.resolve("c.txt")).hasContent("deep");
        server.on("RETR", "550 no");
        assertThat(script("lcd " + here + "\nget a.txt &\n", url()).code()).isNotZero();
    }

    @Test
    void quietSaysWhatWasAskedForAlone() {
        Ran ran = shell("-q", "-c", "mkdir n; pwd", url());
        assertThat(ran).isEqualTo(new Ran(0, "/\n", ""));
    }

    @Test
    void wrongWordsAreNamed() {
        assertThat(shell("--json", "-c", "ls", url()).code()).isEqualTo(2);
        assertThat(shell("--limit-rate", "x", "-c", "ls", url()).code()).isEqualTo(2);
        assertThat(shell("-c", "ls", "ftp://").code()).isEqualTo(2);
    }

    @Test
    void aScriptIsNoAnswer() throws IOException {
        Files.writeString(here.resolve("a.txt"), "mine");
        Ran ran = script("lcd " + here + "\nget --conflict ask a.txt\nyes\n", url());
        assertThat(ran.code()).isEqualTo(7);
        assertThat(here.resolve("a.txt")).hasContent("mine");
    }
}
