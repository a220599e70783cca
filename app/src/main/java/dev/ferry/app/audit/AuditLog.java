package dev.ferry.app.audit;

import dev.ferry.app.cli.OwnerOnly;
import dev.ferry.app.config.AuditSettings;
import dev.ferry.core.checksum.Checksum;
import dev.ferry.core.work.EventQueue;
import dev.ferry.files.Version;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes the audit log. What cannot be written is counted, and how much it was stands in the first
/// line that can be. For one thread at a time.
public final class AuditLog implements EventQueue.Listener, Closeable {

    private static final System.Logger LOG = System.getLogger(AuditLog.class.getName());

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int ENOUGH = 256 * 1024;

    private final Path folder;
    private final AuditSettings settings;
    private final AuditLine lines;
    private final InstantSource clock;
    private final AuditShelf shelf;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(ENOUGH);
    private int buffered; // lines
    private @Nullable Open open;
    private long size; // of that file
    private int number;
    private long looked = System.nanoTime();
    private boolean dirty;
    private long lost;
    private Instant lostSince = Instant.EPOCH;
    private String lostWhy = "";

    /// The file that is written.
    private record Open(AuditFile file, FileChannel channel) {}

    private AuditLog(
            Path data,
            AuditSettings settings,
            Function<Version, Optional<Checksum>> sums,
            InstantSource clock) {
        this.folder = data.resolve(AuditFile.FOLDER);
        this.settings = settings;
        this.lines = new AuditLine(sums);
        this.clock = clock;
        this.shelf = new AuditShelf(folder, settings, clock);
    }

    /// Goes on with the log of a data folder, or begins it.
    ///
    /// @param sums what is known of files that went out
    /// @param version of the program, for the log
    public static AuditLog open(
            Path data,
            AuditSettings settings,
            Function<Version, Optional<Checksum>> sums,
            InstantSource clock,
            String version) {
        var log = new AuditLog(data, settings, sums, clock);
        log.begin();
        log.say(
                AuditKind.AUDIT_OPENED,
                json -> {
                    AuditLine.text(json, "version", version);
                    json.writeNumberField("pid", ProcessHandle.current().pid());
                });
        return log;
    }

    /// How the queue in front of this is to behave: whoever tells waits where it is full, so that
    /// nothing is lost to a disk that is slow for a moment, and goes on after some seconds, so that
    /// one that hangs does not stop the server.
    public static EventQueue.Manner manner(AuditSettings settings) {
        boolean each = settings.flush() == AuditSettings.Flush.EACH;
        return new EventQueue.Manner(
                8_192, each ? Duration.ZERO : Duration.ofMillis(20), Duration.ofSeconds(5), each);
    }

    private void begin() {
        try {
            Files.createDirectories(folder, OwnerOnly.folder(folder));
            shelf.tidy();
            List<AuditFile> files = AuditFile.in(folder);
            if (files.isEmpty()) return;
            AuditFile last = files.getLast();
            number = last.number();
            if (!last.compressed() && isOf(last, today(clock.instant()))) goOn(last);
        } catch (IOException e) {
            failed(0, e);
        }
    }

    private boolean isOf(AuditFile file, LocalDate day) {
        return !settings.rotateDaily() || file.day().equals(day);
    }

    private void goOn(AuditFile file) throws IOException {
        var last = ByteBuffer.allocate(1);
        try (FileChannel there = FileChannel.open(file.path(), StandardOpenOption.READ)) {
            if (there.size() > 0) there.read(last, there.size() - 1);
        }
        open = new Open(file, FileChannel.open(file.path(), StandardOpenOption.APPEND));
        size = open.channel.size();
        boolean cut = last.position() > 0 && last.get(0) != '\n'; // by a crash
        if (cut) write(ByteBuffer.wrap(new byte[] {'\n'}));
    }

    @Override
    public void take(List<EventQueue.Told> told) {
        for (EventQueue.Told one : told) {
            makeReady(one.at());
            lines.write(one.at(), one.event(), buffer);
            buffered++;
            if (buffer.size() >= ENOUGH) flush();
        }
        flush();
        settle();
    }

    @Override
    public void lost(long count) {
        if (lost == 0) {
            lostSince = clock.instant();
            lostWhy = "they came faster than they could be written";
            LOG.log(System.Logger.Level.ERROR, "audit log: events are lost, " + lostWhy);
        }
        lost += count;
    }

    @Override
    public void quiet() {
        if (lost > 0) {
            makeReady(clock.instant());
            flush();
        }
        settle();
    }

    /// Sees to it that there is a file for a line of this time, and room in it.
    private void makeReady(Instant at) {
        Open now = open;
        if (now != null && isFull(now, at)) {
            flush();
            finish();
            now = null;
        }
        if (now == null) beginFile(at);
        if (lost > 0 && buffered == 0 && open != null) sayLost();
    }

    private boolean isFull(Open now, Instant at) {
        long all = size + buffer.size();
        if (all == 0) return false;
        if (all >= settings.rotateSize().orElse(Long.MAX_VALUE)) return true;
        return !isOf(now.file, today(at)) && today(at).isAfter(now.file.day());
    }

    private static LocalDate today(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    private void beginFile(Instant at) {
        try {
            Files.createDirectories(folder, OwnerOnly.folder(folder));
            AuditFile file = AuditFile.named(folder, number + 1, today(at));
            FileChannel channel =
                    FileChannel.open(
                            file.path(),
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND),
                            OwnerOnly.file(file.path()));
            number++;
            open = new Open(file, channel);
            size = 0;
            shelf.put(); // the one before is finished now
        } catch (FileAlreadyExistsException _) {
            number++; // somebody put it there; the next one then
        } catch (IOException e) {
            failed(0, e);
        }
    }

    private void sayLost() {
        AuditLine.line(
                clock.instant(),
                AuditKind.LOST,
                "cut",
                json -> {
                    json.writeNumberField("lost", lost);
                    json.writeStringField("since", lostSince.toString());
                    AuditLine.text(json, "reason", lostWhy);
                },
                buffer);
    }

    private void say(AuditKind kind, AuditLine.Facts facts) {
        makeReady(clock.instant());
        AuditLine.line(clock.instant(), kind, "ok", facts, buffer);
        buffered++;
        flush();
        settle();
    }

    /// Writes what is in the buffer, all of it or nothing.
    private void flush() {
        if (buffer.size() == 0) return;
        int count = buffered;
        byte[] bytes = buffer.toByteArray();
        buffer.reset();
        buffered = 0;
        Open now = open;
        if (now == null) {
            lost += count; // why was said when there was no file
            return;
        }
        try {
            write(ByteBuffer.wrap(bytes));
            if (settings.flush() == AuditSettings.Flush.EACH) now.channel.force(false);
            else dirty = true;
            recovered();
        } catch (IOException e) {
            failed(count, e);
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        Open now = open;
        if (now == null) throw new IOException("no file is open");
        long before = now.channel.size();
        try {
            while (bytes.hasRemaining()) now.channel.write(bytes);
            size = now.channel.size();
        } catch (IOException e) {
            takeBack(now, before);
            throw e;
        }
    }

    /// Half a line is worth nothing, and the next one would stand behind it.
    private static void takeBack(Open now, long size) {
        try {
            now.channel.truncate(size);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "audit log: half a line stays", e);
        }
    }

    private void failed(int count, IOException e) {
        if (lostWhy.isEmpty()) {
            lostSince = clock.instant();
            lostWhy = String.valueOf(e.getMessage());
            LOG.log(
                    System.Logger.Level.ERROR,
                    "audit log: %s cannot be written (%s); the server goes on, and what happens is not recorded until that is mended"
                            .formatted(folder, e));
        }
        lost += count;
    }

    private void recovered() {
        if (lostWhy.isEmpty()) return;
        LOG.log(
                System.Logger.Level.WARNING,
                "audit log: it is written again; %d events since %s were not recorded"
                        .formatted(lost, lostSince));
        lost = 0;
        lostWhy = "";
    }

    /// Once a second: on disk with it, and a look whether the file is still there.
    private void settle() {
        Open now = open;
        if (now == null || System.nanoTime() - looked < SECOND) return;
        looked = System.nanoTime();
        try {
            if (dirty && settings.flush() == AuditSettings.Flush.SECOND) now.channel.force(false);
            dirty = false;
            if (!Files.exists(now.file.path())) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "audit log: somebody removed %s; another file is begun"
                                .formatted(now.file.path()));
                finish();
            }
        } catch (IOException e) {
            failed(0, e);
        }
        shelf.dropOld();
    }

    /// Nothing more comes into this file.
    private void finish() {
        Open now = open;
        open = null;
        dirty = false;
        if (now == null) return;
        try (now.channel) {
            if (settings.flush() != AuditSettings.Flush.SYSTEM) now.channel.force(true);
        } catch (IOException e) {
            failed(0, e);
        }
    }

    /// Says that this is the end, and closes the file.
    @Override
    public void close() {
        say(AuditKind.AUDIT_CLOSED, _ -> {});
        Open now = open;
        open = null;
        if (now != null) {
            try (now.channel) {
                now.channel.force(true);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.ERROR, "audit log: not closed in good order", e);
            }
        }
        shelf.close();
    }
}
