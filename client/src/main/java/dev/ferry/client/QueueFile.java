package dev.ferry.client;

import dev.ferry.client.TransferOptions.Conflict;
import dev.ferry.client.TransferOptions.Verify;
import dev.ferry.client.failure.Failure;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The jobs of a queue as a file, which one program at a time holds. A line `job` begins a job, the
/// lines after it are its orders; each is a word and then pairs `name=value`, in which everything
/// but the plainest characters is `%` and four digits.
final class QueueFile implements AutoCloseable {

    private static final String HEAD = "ferry-queue 1";
    private static final String PLAIN = "-._/:@,*+";

    /// A job as it is kept.
    record Kept(String title, int parallel, List<Order> orders) {}

    private final Path file;
    private final FileChannel channel;

    private QueueFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// @return empty where another program holds it
    static Optional<QueueFile> open(Path file) throws Failure {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(
                            file.resolveSibling(file.getFileName() + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            // Held until the channel is closed.
            FileLock lock = locked(channel);
            if (lock != null) return Optional.of(new QueueFile(file, channel));
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw Failure.LocalTrouble.of(file, e);
        }
    }

    private static @Nullable FileLock locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    List<Kept> read() throws Failure {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw Failure.LocalTrouble.of(file + ": cannot be read", e);
        }
        if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) throw broken(1);
        var jobs = new ArrayList<Kept>();
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            try {
                if (line.startsWith("job ")) {
                    var words = new Words(line);
                    jobs.add(new Kept(words.text("title"), words.number("parallel"), List.of()));
                } else {
                    Kept job = jobs.removeLast();
                    var orders = new ArrayList<>(job.orders());
                    orders.add(order(new Words(line)));
                    jobs.add(new Kept(job.title(), job.parallel(), List.copyOf(orders)));
                }
            } catch (IllegalArgumentException | java.util.NoSuchElementException _) {
                throw broken(i + 1);
            }
        }
        jobs.removeIf(job -> job.orders().isEmpty());
        return jobs;
    }

    private Failure broken(int line) {
        return new Failure.LocalTrouble(
                file + ":" + line + ": is no line of a queue; remove the file to begin anew", null);
    }

    void write(List<Kept> jobs) throws Failure {
        var text = new StringBuilder(HEAD).append('\n');
        for (Kept job : jobs) {
            text.append("job");
            pair(text, "title", job.title());
            pair(text, "parallel", Integer.toString(job.parallel()));
            text.append('\n');
            job.orders().forEach(order -> line(text, order));
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(fresh, text, StandardCharsets.US_ASCII);
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Failure.LocalTrouble.of(file + ": cannot be written", e);
        }
    }

    private static void line(StringBuilder text, Order order) {
        switch (order) {
            case Order.Get get -> {
                text.append("get");
                pair(text, "site", get.site());
                pair(text, "from", get.from().toString());
                pair(text, "to", get.to().toString());
                options(text, get.options());
            }
            case Order.Put put -> {
                text.append("put");
                pair(text, "from", put.from().toString());
                pair(text, "site", put.site());
                pair(text, "to", put.to().toString());
                options(text, put.options());
            }
            case Order.Mirror mirror -> {
                text.append("mirror");
                pair(text, "site", mirror.site());
                pair(text, "there", mirror.there().toString());
                pair(text, "here", mirror.here().toString());
                pair(text, "up", Boolean.toString(mirror.up()));
                mirror.filter().include().forEach(glob -> pair(text, "include", glob));
                mirror.filter().exclude().forEach(glob -> pair(text, "exclude", glob));
                pair(text, "only-newer", Boolean.toString(mirror.onlyNewer()));
                pair(text, "delete", Boolean.toString(mirror.delete()));
                pair(text, "max-delete", Long.toString(mirror.maxDelete()));
                pair(text, "parallel", Integer.toString(mirror.parallel()));
                options(text, mirror.options());
            }
        }
        text.append('\n');
    }

    private static void options(StringBuilder text, TransferOptions options) {
        pair(text, "resume", Boolean.toString(options.resume()));
        pair(text, "atomic", Boolean.toString(options.atomic()));
        pair(text, "conflict", options.conflict().name().toLowerCase(Locale.ROOT));
        pair(text, "preserve", Boolean.toString(options.preserve()));
        pair(text, "verify", options.verify().name().toLowerCase(Locale.ROOT));
        pair(text, "segments", Integer.toString(options.segments()));
    }

    private static void pair(StringBuilder text, String name, String value) {
        text.append(' ').append(name).append('=');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean plain =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || PLAIN.indexOf(c) >= 0;
            if (plain) text.append(c);
            else text.append("%%%04x".formatted((int) c));
        }
    }

    private static Order order(Words words) {
        return switch (words.kind) {
            case "get" ->
                    new Order.Get(
                            words.text("site"),
                            VirtualPath.of(words.text("from")),
                            Path.of(words.text("to")),
                            words.options());
            case "put" ->
                    new Order.Put(
                            Path.of(words.text("from")),
                            words.text("site"),
                            VirtualPath.of(words.text("to")),
                            words.options());
            case "mirror" ->
                    new Order.Mirror(
                            words.text("site"),
                            VirtualPath.of(words.text("there")),
                            Path.of(words.text("here")),
                            words.flag("up"),
                            new SyncFilter(words.all("include"), words.all("exclude")),
                            words.flag("only-newer"),
                            words.flag("delete"),
                            Long.parseLong(words.text("max-delete")),
                            words.number("parallel"),
                            words.options());
            default -> throw new IllegalArgumentException(words.kind);
        };
    }

    /// A line that is read back; what is no such line is an [IllegalArgumentException].
    private static final class Words {
        private final String kind;
        private final Map<String, List<String>> values = new LinkedHashMap<>();

        Words(String line) {
            String[] words = line.split(" ", -1);
            kind = words[0];
            for (int i = 1; i < words.length; i++) {
                int equals = words[i].indexOf('=');
                if (equals < 0) throw new IllegalArgumentException(words[i]);
                values.computeIfAbsent(words[i].substring(0, equals), _ -> new ArrayList<>())
                        .add(plain(words[i].substring(equals + 1)));
            }
        }

        private static String plain(String value) {
            var text = new StringBuilder(value.length());
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c != '%') {
                    text.append(c);
                    continue;
                }
                if (i + 5 > value.length()) throw new IllegalArgumentException(value);
                text.append((char) Integer.parseInt(value.substring(i + 1, i + 5), 16));
                i += 4;
            }
            return text.toString();
        }

        List<String> all(String name) {
            return values.getOrDefault(name, List.of());
        }

        String text(String name) {
            List<String> all = all(name);
            if (all.size() != 1) throw new IllegalArgumentException(name);
            return all.getFirst();
        }

        int number(String name) {
            return Integer.parseInt(text(name));
        }

        boolean flag(String name) {
            return switch (text(name)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(name);
            };
        }

        TransferOptions options() {
            return new TransferOptions(
                    flag("resume"),
                    flag("atomic"),
                    Conflict.valueOf(text("conflict").toUpperCase(Locale.ROOT)),
                    flag("preserve"),
                    Verify.valueOf(text("verify").toUpperCase(Locale.ROOT)),
                    number("segments"));
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // the lock ends with the program, at the latest
        }
    }
}
