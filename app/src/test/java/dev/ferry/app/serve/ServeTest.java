package dev.ferry.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server as a process of its own: what it prints, how it ends.
class ServeTest {

    private static final Pattern CURL =
            Pattern.compile("curl 'ftp://(\\w+):(\\w+)@127\\.0\\.0\\.1:(\\d+)/'");

    @TempDir private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void theFirstStartMakesAnAccountWhosePasswordItPrintsOnce() throws Exception {
        Process first = serve();
        String out = untilReady(first);
        Matcher curl = CURL.matcher(out);
        assertThat(curl.find()).as(out).isTrue();
        String password = curl.group(2);
        int port = Integer.parseInt(curl.group(3));
        assertThat(out.lines().toList().getLast())
                .isEqualTo("ferry ready: ftp://127.0.0.1:" + port);
        assertThat(out).contains("account:  admin", "password: " + password + " ");
        assertThat(answerToLogin(port, curl.group(1), password)).startsWith("230 ");
        stop(first);
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).noneMatch(file -> holds(file, password));
        }

        assertThat(untilReady(serve())).contains("ferry ready").doesNotContain("password");
    }

    @Test
    void whenToldToStopItSaysSoToSessionsAndEndsWithZero() throws Exception {
        Process server = serve();
        int port = port(untilReady(server));
        try (var session = new Socket(InetAddress.getLoopbackAddress(), port);
                var replies = reader(session)) {
            assertThat(replies.readLine()).startsWith("220");
            server.toHandle().destroy(); // SIGTERM; leaves its output readable
            assertThat(replies.readLine()).startsWith("421 ");
        }
        assertThat(server.waitFor()).isZero();
        assertThat(errors(server)).allMatch(line -> line.contains(" INFO "));
    }

    @Test
    void aSecondServerOnTheSameFolderNamesTheFirst() throws Exception {
        Process first = serve();
        untilReady(first);
        fails(serve(), data() + ": in use by another server, process " + first.pid());
    }

    @Test
    void afterAKillTheFolderIsFree() throws Exception {
        Process first = serve();
        untilReady(first);
        first.destroyForcibly().waitFor();
        assertThat(untilReady(serve())).contains("ferry ready");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            fails(
                    serve("--ftp-port", "" + port),
                    "port " + port + " on 127.0.0.1 is in use by another program");
        }
        assertThat(untilReady(serve())).contains("password:"); // it was not made for nobody to see
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() throws Exception {
        fails(serve("--bind", "192.0.2.1"), "192.0.2.1: not an address of this machine");
    }

    @Test
    void aDataFolderThatCannotBeOneIsNamed() throws Exception {
        Files.createFile(data());
        fails(serve(), data() + ": not a folder");
    }

    private Path data() {
        return folder.resolve("data");
    }

    /// On a port that is free, unless `more` says otherwise.
    private Process serve(String... more) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.ferry.app.Main",
                                "serve",
                                "--data",
                                data().toString()));
        command.addAll(List.of(more));
        if (!command.contains("--bind")) command.addAll(List.of("--bind", "127.0.0.1"));
        if (!command.contains("--ftp-port")) command.addAll(List.of("--ftp-port", "0"));
        if (!command.contains("--sftp-port")) command.addAll(List.of("--sftp-port", "off"));
        var process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    /// What it prints up to its line of readiness.
    private static String untilReady(Process server) throws IOException {
        var out = new StringBuilder();
        var lines = server.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            out.append(line).append('\n');
            if (line.contains("ferry ready")) return out.toString();
        }
        throw new AssertionError("never ready: " + out + errors(server));
    }

    private static int port(String out) {
        return Integer.parseInt(out.strip().substring(out.strip().lastIndexOf(':') + 1));
    }

    private static void stop(Process server) throws InterruptedException {
        server.toHandle().destroy();
        assertThat(server.waitFor()).isZero();
    }

    private static void fails(Process server, String why) throws Exception {
        assertThat(server.inputReader(StandardCharsets.UTF_8).lines()).isEmpty();
        assertThat(errors(server)).singleElement().asString().startsWith("ferry: ").contains(why);
        assertThat(server.waitFor()).isEqualTo(1);
    }

    private static List<String> errors(Process server) {
        return server.errorReader(StandardCharsets.UTF_8).lines().toList();
    }

    private static String answerToLogin(int port, String name, String password) throws IOException {
        try (var session = new Socket(InetAddress.getLoopbackAddress(), port);
                var replies = reader(session)) {
            replies.readLine();
            session.getOutputStream()
                    .write(("USER " + name + "\r\n").getBytes(StandardCharsets.UTF_8));
            replies.readLine();
            session.getOutputStream()
                    .write(("PASS " + password + "\r\n").getBytes(StandardCharsets.UTF_8));
            return replies.readLine();
        }
    }

    private static BufferedReader reader(Socket session) throws IOException {
        return new BufferedReader(
                new InputStreamReader(session.getInputStream(), StandardCharsets.UTF_8));
    }

    private static boolean holds(Path file, String word) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(word);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
