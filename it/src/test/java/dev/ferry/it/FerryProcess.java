package dev.ferry.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// `./ferry serve` as a process of its own, on loopback and a free port, with a data folder that
/// outlives [#kill] and [#terminate] and goes with [#close]. What was built last is what runs.
///
/// The launcher becomes the JVM, so signals reach the server itself. Safe for use by many threads.
public final class FerryProcess implements AutoCloseable {

    private static final Pattern READY =
            Pattern.compile("^ferry ready\\b.*?ftp://(\\[[^\\]]+]|[^:/\\s]+):(\\d+)");
    private static final Pattern SFTP =
            Pattern.compile("^ferry ready\\b.*?sftp://(?:\\[[^\\]]+]|[^:/\\s]+):(\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path data;
    private final boolean ownData;
    private final List<String> options;
    private final Map<String, String> environment;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final List<String> log = new ArrayList<>();
    private @Nullable Process process;
    private @Nullable Thread reader;
    private @Nullable InetSocketAddress address;
    private int sftpPort;

    /// What a verb of `ferry` came to.
    ///
    /// @param output standard output and standard error
    public record Outcome(int exitCode, String output) {}

    private FerryProcess(
            Path data, boolean ownData, List<String> options, Map<String, String> environment) {
        this.data = data;
        this.ownData = ownData;
        this.options = options;
        this.environment = environment;
    }

    /// Serves a fresh folder below the temporary folder.
    ///
    /// @param options of `serve`; they come after ours and so go before them
    public static FerryProcess serve(String... options) {
        return serveWith(Map.of(), options);
    }

    /// The same, for tests in which clients die: on a machine busy with other tests a client may be
    /// held up between its two closes, and what is tested is the verdict, not the machine.
    public static FerryProcess servePatiently() {
        return servePausing("50ms");
    }

    /// The same with a verdict pause of its own.
    public static FerryProcess servePausing(String pause) {
        try {
            Path config = Files.createTempFile("ferry-it", ".yaml");
            config.toFile().deleteOnExit();
            Files.writeString(config, "ftp:\n  verdict-pause: " + pause + "\n");
            return serve("--config", config.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same in another environment.
    ///
    /// @param environment what is set in it; to nothing what shall not be in it
    public static FerryProcess serveWith(Map<String, String> environment, String... options) {
        try {
            Path data = Files.createTempDirectory("ferry-it");
            return started(new FerryProcess(data, true, List.of(options), environment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Serves `data`, which is left where it is at the end.
    public static FerryProcess serveIn(Path data, String... options) {
        return started(new FerryProcess(data, false, List.of(options), Map.of()));
    }

    private static FerryProcess started(FerryProcess ferry) {
        try {
            ferry.start();
            return ferry;
        } catch (RuntimeException | Error e) {
            ferry.close();
            throw e;
        }
    }

    /// Starts again after [#kill] or [#terminate]: the same folder, the same options, perhaps
    /// another port. Blocks until the server is ready.
    public void start() {
        if (process != null && process.isAlive()) throw new IllegalStateException("it runs");
        var words = new ArrayList<String>();
        words.addAll(List.of("serve", "--data", data.toString()));
        if (!options.contains("--bind")) words.addAll(List.of("--bind", "127.0.0.1"));
        if (!options.contains("--ftp-port")) words.addAll(List.of("--ftp-port", "0"));
        // 2022 would be taken by the next server beside this one.
        if (!options.contains("--sftp-port")) words.addAll(List.of("--sftp-port", "off"));
        words.addAll(options);
        awaitReader(); // its last line says that a process has ended, and means the one before
        int mark = mark();
        Process begun = launch(words, environment);
        process = begun;
        reader = Thread.ofPlatform().daemon().name("ferry-log").start(() -> readLog(begun));
        String line = awaitLog(mark, it -> it.startsWith("ferry ready"));
        Matcher ready = READY.matcher(line);
        if (!ready.find()) throw new AssertionError("no address in: " + line);
        String host = ready.group(1);
        int port = Integer.parseInt(ready.group(2));
        address = new InetSocketAddress(host.equals("*") ? "127.0.0.1" : host, port);
        Matcher sftp = SFTP.matcher(line);
        sftpPort = sftp.find() ? Integer.parseInt(sftp.group(1)) : 0;
    }

    private void awaitReader() {
        if (reader == null) return;
        try {
            if (!reader.join(PATIENCE)) throw new AssertionError("the log of before has no end");
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private void readLog(Process from) {
        try (BufferedReader lines = from.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) add(line);
        } catch (IOException _) {
            // killed
        }
        add("(the process has ended)");
    }

    private void add(String line) {
        lock.lock();
        try {
            log.add(line);
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ---- where it is

    /// Where clients connect.
    public InetSocketAddress address() {
        InetSocketAddress known = address;
        if (known == null) throw new IllegalStateException("not started");
        return known;
    }

    /// As text, for the command lines of clients; never in brackets.
    public String host() {
        InetAddress host = address().getAddress();
        return host.getHostAddress();
    }

    public int port() {
        return address().getPort();
    }

    /// Where it listens for SFTP; 0 where it does not.
    public int sftpPort() {
        return sftpPort;
    }

    public Path data() {
        return data;
    }

    /// The folder an account has where nothing else was said.
    public Path home(String account) {
        return data.resolve("homes").resolve(account);
    }

    /// The server's process number.
    public long pid() {
        return running().pid();
    }

    private Process running() {
        Process it = process;
        if (it == null) throw new IllegalStateException("not started");
        return it;
    }

    // ---- accounts

    /// Adds an account by `ferry user add`.
    ///
    /// @param more options of it, such as `--home DIR`
    public void addUser(String name, String password, String... more) {
        var words = new ArrayList<String>();
        words.addAll(List.of("user", "add", name, "--password-stdin", "--data", data.toString()));
        words.addAll(List.of(more));
        mustRun(password, words);
    }

    /// Runs any verb on this data folder: `user`, `disable`, `anna`.
    public void run(String... verb) {
        var words = new ArrayList<String>(List.of(verb));
        words.addAll(List.of("--data", data.toString()));
        mustRun("", words);
    }

    private static void mustRun(String input, List<String> words) {
        Outcome outcome = ferry(input, words.toArray(String[]::new));
        if (outcome.exitCode() != 0) {
            throw new AssertionError("ferry " + String.join(" ", words) + ": " + outcome);
        }
    }

    /// Runs `./ferry` with any words to its end.
    ///
    /// @param input its standard input
    public static Outcome ferry(String input, String... words) {
        return ferryWith(Map.of(), input, words);
    }

    /// The same in another environment.
    public static Outcome ferryWith(
            Map<String, String> environment, String input, String... words) {
        Process verb = launch(List.of(words), environment);
        try {
            try (var in = verb.outputWriter(UTF_8)) {
                in.write(input + "\n");
            } catch (IOException _) {
                // it did not care to read
            }
            String output = new String(verb.getInputStream().readAllBytes(), UTF_8);
            return new Outcome(verb.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        } finally {
            verb.destroyForcibly();
        }
    }

    private static Process launch(List<String> words, Map<String, String> environment) {
        Path root = root();
        var line = new ArrayList<String>();
        line.add(root.resolve("ferry").toString());
        line.addAll(words);
        var builder = new ProcessBuilder(line).directory(root.toFile()).redirectErrorStream(true);
        builder.environment().put("FERRY_BUILD", "never");
        builder.environment().put("FERRY_JAVA_HOME", System.getProperty("java.home"));
        environment.forEach((name, value) -> {
            if (value.isEmpty()) builder.environment().remove(name);
            else builder.environment().put(name, value);
        });
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The folder with the launcher.
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            if (Files.isExecutable(at.resolve("ferry"))) return at;
        }
        throw new AssertionError("no ./ferry in or above " + here);
    }

    // ---- the log

    /// Every line it has said so far, on standard output and standard error, restarts included.
    public List<String> log() {
        lock.lock();
        try {
            return List.copyOf(log);
        } finally {
            lock.unlock();
        }
    }

    /// How many lines there are: a place to look from later.
    public int mark() {
        lock.lock();
        try {
            return log.size();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until what `ferry audit` shows with these options holds: events come to the log a
    /// moment after the client has its answer.
    public void awaitAudit(Consumer<String> holds, String... options) {
        var words = new ArrayList<>(List.of("audit", "--data", data.toString()));
        words.addAll(List.of(options));
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> holds.accept(ferry("", words.toArray(String[]::new)).output()));
    }

    /// The lines since `mark` that fit.
    public List<String> logSince(int mark, Predicate<String> fits) {
        lock.lock();
        try {
            return log.subList(mark, log.size()).stream().filter(fits).toList();
        } finally {
            lock.unlock();
        }
    }

    /// The first line since `mark` that fits; waits for it.
    ///
    /// @throws AssertionError if it does not come within a minute, or the process ends before
    public String awaitLog(int mark, Predicate<String> fits) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        lock.lock();
        try {
            int seen = mark;
            while (true) {
                for (; seen < log.size(); seen++) {
                    if (fits.test(log.get(seen))) return log.get(seen);
                    if (log.get(seen).equals("(the process has ended)")) {
                        throw new AssertionError("ferry has ended; it said " + tail(mark));
                    }
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) throw new AssertionError("no such line; ferry said " + tail(mark));
                news.await(left, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private String tail(int mark) {
        List<String> said = log.subList(mark, log.size());
        return String.join("\n    ", said.subList(Math.max(0, said.size() - 40), said.size()));
    }

    // ---- the end

    /// SIGKILL: nothing is finished, nothing is said.
    public void kill() {
        await(running().destroyForcibly());
    }

    /// SIGTERM, and waits for the end.
    ///
    /// @return the exit code
    public int terminate() {
        Process it = running();
        it.destroy();
        return await(it);
    }

    private static int await(Process it) {
        try {
            if (!it.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("ferry does not end");
            }
            return it.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /// Ends the process, and removes the data folder where it is ours.
    @Override
    public void close() {
        if (process != null) kill();
        if (ownData) remove(data);
    }

    private static void remove(Path folder) {
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            Files.deleteIfExists(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(Path it, @Nullable IOException e)
                                throws IOException {
                            Files.deleteIfExists(it);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
