package dev.ferry.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A client in a process of its own (`dying_client.py`), to be killed in the middle of an upload:
/// what ends its connections then is the kernel.
final class DyingClient implements AutoCloseable {

    private static final String SCRIPT = "dying_client.py";

    /// Which connection the kernel ends first.
    enum Order {
        DATA,
        CONTROL
    }

    private final Process process;
    private final Path files;

    private DyingClient(Process process, Path files) {
        this.process = process;
        this.files = files;
    }

    /// Starts one, and returns when it has sent all of `bytes` and is about to sleep.
    ///
    /// @param commands before the data connection; the last is the verb
    static DyingClient sending(
            FerryProcess ferry, Login login, Order order, byte[] bytes, String... commands)
            throws IOException {
        var client = started("once", ferry, login, order, bytes, commands);
        String line = client.process.inputReader(UTF_8).readLine();
        if (!"sent".equals(line)) {
            client.close();
            throw new AssertionError("the dying client said " + line);
        }
        return client;
    }

    /// Lets `times` of them live and die, one after the other.
    ///
    /// @param verb with `{}` for the number of each
    static void loop(
            FerryProcess ferry, Login login, Order order, byte[] bytes, int times, String verb)
            throws IOException, InterruptedException {
        try (var clients =
                started("loop", ferry, login, order, bytes, String.valueOf(times), verb)) {
            String said = new String(clients.process.getInputStream().readAllBytes(), UTF_8);
            int code = clients.process.waitFor();
            if (code != 0) throw new AssertionError("the dying clients said " + said);
        }
    }

    private static DyingClient started(
            String how, FerryProcess ferry, Login login, Order order, byte[] bytes, String... more)
            throws IOException {
        Path files = Files.createTempDirectory("ferry-it-client");
        Path script = files.resolve(SCRIPT);
        try (var resource = DyingClient.class.getResourceAsStream(SCRIPT)) {
            if (resource == null) throw new AssertionError("no " + SCRIPT);
            Files.copy(resource, script);
        }
        Path payload = Files.write(files.resolve("payload"), bytes);
        var line = new ArrayList<String>();
        line.addAll(List.of("python3", script.toString(), how));
        line.addAll(List.of(ferry.host(), String.valueOf(ferry.port())));
        line.addAll(List.of(login.user(), login.password()));
        line.add(order == Order.DATA ? "data" : "control");
        line.addAll(List.of(payload.toString(), String.valueOf(bytes.length)));
        line.addAll(Arrays.asList(more));
        return new DyingClient(new ProcessBuilder(line).redirectErrorStream(true).start(), files);
    }

    /// SIGKILL.
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        try (var all = Files.list(files)) {
            for (Path file : all.toList()) Files.delete(file);
        }
        Files.delete(files);
    }
}
