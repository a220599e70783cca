package dev.ferry.app.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.app.shell.line.Line;
import dev.ferry.app.shell.verb.Completion;
import dev.ferry.app.shell.verb.Screen;
import dev.ferry.app.shell.verb.Shell;
import dev.ferry.app.transfer.ConnectOptions;
import dev.ferry.client.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// A terminal that a test types on.
@Timeout(60)
class TerminalScreenTest {

    @TempDir private Path home;
    private Keyboard keys = new Keyboard();
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private Terminal terminal;
    private TerminalScreen screen;
    private ScriptedServer server;
    private Shell shell;

    private static final class Holder {
        @CommandLine.Mixin private final ConnectOptions options = new ConnectOptions();
    }

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        server.file("/apple.txt", "hello");
        begin("xterm");
    }

    private void begin(String type) throws IOException {
        keys = new Keyboard();
        terminal =
                TerminalBuilder.builder()
                        .name("test")
                        .type(type)
                        .system(false)
                        .streams(keys, seen)
                        .encoding(StandardCharsets.UTF_8)
                        .build();
        terminal.setSize(Size.of(100, 30));
        screen = new TerminalScreen(terminal, home.resolve("history"), false);
        var holder = new Holder();
        new CommandLine(holder).parseArgs("--tls", "off", "--timeout", "5", "--proxy", "none");
        shell = new Shell(holder.options, screen, home, home);
        screen.begin(shell::status, new Completion(shell));
        say("open ftp://anna:secret@127.0.0.1:" + server.port());
    }

    @AfterEach
    void stop() throws IOException {
        shell.close();
        screen.close();
        server.close();
    }

    private void say(String line) throws IOException {
        shell.execute(Line.parse(line).getFirst());
    }

    /// Keys wait until somebody reads them, whoever read the ones before.
    private static final class Keyboard extends InputStream {
        private final LinkedBlockingQueue<Byte> typed = new LinkedBlockingQueue<>();

        void type(String text) {
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) typed.add(b);
        }

        @Override
        public int read() throws IOException {
            try {
                return typed.take() & 0xff;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) return 0;
            into[offset] = (byte) read();
            return 1;
        }

        @Override
        public int available() {
            return typed.size();
        }
    }

    /// Types once a prompt is there, as people do: what is typed before is shown by the terminal.
    private void type(String prompt, String text) {
        int mark = seen().length();
        Thread.ofVirtual()
                .start(() -> {
                    await().until(() -> seen().indexOf(prompt, mark) >= 0);
                    keys.type(text);
                });
    }

    private Optional<String> read(String text) {
        type("ftp>", text);
        return screen.read();
    }

    private String seen() {
        return seen.toString(StandardCharsets.UTF_8);
    }

    /// A terminal takes its time.
    private void sees(String... texts) {
        for (String text : texts) await().until(() -> seen().contains(text));
    }

    @Test
    void tabCompletesNamesThere() throws IOException {
        assertThat(read("si\tap\t\r")).contains("size apple.txt ");
    }

    @Test
    void linesAreRememberedButNotThoseWithSecrets() throws IOException {
        var typed =
                List.of(
                        "pwd",
                        "open ftp://a:topsecret@127.0.0.1",
                        "user anna topsecret",
                        "pwd; user anna topsecret",
                        "user anna",
                        "open ftp://a@127.0.0.1");
        for (String line : typed) {
            assertThat(read(line + "\r")).contains(line);
        }
        assertThat(screen.history()).containsExactly("pwd", "user anna", "open ftp://a@127.0.0.1");
        screen.close();
        assertThat(Files.readString(home.resolve("history")))
                .contains("user anna")
                .doesNotContain("topsecret");
    }

    @Test
    void aPasswordIsNotShown() throws IOException {
        type("Password: ", "topsecret\r");
        assertThat(screen.secret("Password: ")).contains("topsecret");
        type("Sure?", "yes\r");
        assertThat(screen.isYes("Sure?")).isTrue();
        type("Truly?", "no\r");
        assertThat(screen.isYes("Truly?")).isFalse();
        assertThat(seen()).doesNotContain("topsecret");
        assertThat(screen.history()).isEmpty();
    }

    @Test
    void theLastRowSaysWhereItIs() throws IOException {
        assertThat(read("pwd\r")).contains("pwd");
        sees("ftp> ", "ftp://anna@127.0.0.1:" + server.port() + " /");
    }

    /// What steers a terminal is shown and steers nothing.
    @Test
    void controlCharactersAreMadeVisible() throws IOException {
        screen.line("a\u001b[2Jb\u0007");
        screen.complain("c\r\nd");
        var bytes = screen.bytes();
        bytes.write("one\ttwo\r\nthree\u001b]0;x\u0007".getBytes(StandardCharsets.UTF_8));
        bytes.flush();
        sees("a\\u001b[2Jb\\u0007", "ferry: c\\r\\nd", "one", "two", "three\\u001b]0;x\\u0007");
        assertThat(seen()).doesNotContain("\u001b[2J");
    }

    @Test
    void aDumbTerminalWillDo() throws IOException {
        shell.close();
        screen.close();
        begin("dumb");
        Optional<String> line = read("size apple.txt\r");
        assertThat(line).contains("size apple.txt");
        say(line.orElseThrow());
        sees("5  apple.txt");
        assertThat(read("\u0004")).isEmpty();
    }

    @Test
    void ctrlDEnds() throws IOException {
        assertThat(read("\u0004")).isEmpty();
    }

    @Test
    void ctrlCAndCtrlZReachWhoeverHoldsThem() throws IOException {
        var pressed = new ArrayList<String>();
        try (Screen.Held _ = screen.hold(() -> pressed.add("c"), () -> pressed.add("z"))) {
            terminal.raise(Terminal.Signal.INT);
            terminal.raise(Terminal.Signal.TSTP);
        }
        assertThat(pressed).containsExactly("c", "z");
    }
}
