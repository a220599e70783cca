package dev.ferry.app.audit;

import dev.ferry.app.cli.OwnerOnly;
import dev.ferry.app.config.AuditSettings;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/// The finished files of the audit log: compresses them and drops the old ones, on a thread of its
/// own that is in no hurry.
final class AuditShelf implements Closeable {

    private static final System.Logger LOG = System.getLogger(AuditShelf.class.getName());

    private static final String UNFINISHED = ".tmp";

    private final Path folder;
    private final AuditSettings settings;
    private final InstantSource clock;
    private final ExecutorService thread;
    private LocalDate looked = LocalDate.MIN;
    private volatile boolean closing;

    AuditShelf(Path folder, AuditSettings settings, InstantSource clock) {
        this.folder = folder;
        this.settings = settings;
        this.clock = clock;
        this.thread =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("audit-shelf").factory());
    }

    /// Takes up what a crash left. To be called before anything is written.
    void tidy() throws IOException {
        try (var paths = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
            for (Path path : paths) Files.deleteIfExists(path);
        }
        put();
    }

    /// To be called when a file is finished.
    void put() {
        try {
            thread.execute(this::arrange);
        } catch (RejectedExecutionException _) {
            // closed: the next start does it
        }
    }

    /// To be called now and then: files get old also where none is finished.
    void dropOld() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (today.equals(looked)) return;
        looked = today;
        put();
    }

    private void arrange() {
        try {
            List<AuditFile> files = AuditFile.in(folder);
            if (files.isEmpty()) return;
            List<AuditFile> finished = files.subList(0, files.size() - 1);
            Instant oldest = clock.instant().minus(settings.keepFor());
            for (int i = 0; i < finished.size(); i++) {
                AuditFile file = finished.get(i);
                LocalDate lastDay = settings.rotateDaily() ? file.day() : files.get(i + 1).day();
                Instant end = lastDay.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
                boolean tooMany = finished.size() - i > settings.keepFiles();
                if (tooMany || end.isBefore(oldest)) drop(file);
                else if (!file.compressed()) compress(file);
            }
            for (AuditFile file : AuditFile.everyOne(folder)) {
                if (!file.compressed() && Files.exists(file.compressedPath())) {
                    Files.deleteIfExists(file.path());
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "audit log: old files are not put in order", e);
        }
    }

    private static void drop(AuditFile file) throws IOException {
        LOG.log(System.Logger.Level.INFO, "audit log: dropping " + file.path().getFileName());
        Files.deleteIfExists(file.path());
    }

    private void compress(AuditFile file) throws IOException {
        Path whole = file.compressedPath();
        Path part = whole.resolveSibling(whole.getFileName() + UNFINISHED);
        Files.deleteIfExists(part);
        try (FileChannel out =
                        FileChannel.open(
                                part,
                                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                OwnerOnly.file(part));
                var in = Files.newInputStream(file.path())) {
            OutputStream gzip = new GZIPOutputStream(Channels.newOutputStream(out), 64 * 1024);
            byte[] piece = new byte[64 * 1024];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                if (closing) return; // the next start does it
                gzip.write(piece, 0, count);
            }
            gzip.close();
        } catch (IOException e) {
            Files.deleteIfExists(part); // it stays as it is, and is tried again
            throw e;
        }
        try (var out = FileChannel.open(part, StandardOpenOption.WRITE)) {
            out.force(true);
        }
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(file.path());
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (thread.awaitTermination(2, TimeUnit.SECONDS)) return;
            closing = true; // the next start does it
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.DEBUG, "audit log: old files stay as they are");
            }
        } catch (InterruptedException _) {
            closing = true;
            Thread.currentThread().interrupt();
        }
    }
}
