package dev.ferry.core.checksum;

import dev.ferry.files.Version;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// What all sessions share of checksums: those that are known, and turns to compute others. A
/// checksum is kept only with a version whose next change is sure to show, so one that is found is
/// right. Safe for use by any thread.
public final class Checksums implements Closeable {

    private static final long LOOK_AGAIN_MILLIS = 50;

    private final ChecksumSettings settings;
    private final ChecksumStore store;
    private final Semaphore turns;
    private final ExecutorService helpers;

    /// @param store closed with this
    public Checksums(ChecksumSettings settings, ChecksumStore store) {
        this.settings = settings;
        this.store = store;
        this.turns = new Semaphore(settings.atOnce(), true);
        this.helpers =
                Executors.newFixedThreadPool(
                        Runtime.getRuntime().availableProcessors(),
                        Thread.ofPlatform().name("upload-checksum-", 1).daemon().factory());
    }

    /// Passed now and then by work that takes its time; throws to end it.
    @FunctionalInterface
    public interface Gate {
        void pass() throws IOException;
    }

    /// The right to read a file for its checksum. Close it.
    public interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    public Optional<Checksum> find(Version version, Algorithm algorithm) {
        return version.settled() ? store.find(version, algorithm) : Optional.empty();
    }

    public void keep(Version version, Checksum checksum) {
        if (version.settled()) store.keep(version, checksum);
    }

    /// Keeps for `after` what is known of `before`, where the bytes are sure to be the same.
    public void carry(Version before, Version after) {
        if (!before.keptBy(after) || before.same(after)) return;
        for (Algorithm algorithm : Algorithm.values()) {
            find(before, algorithm).ifPresent(sum -> keep(after, sum));
        }
    }

    /// Waits until few enough files are being read.
    public Turn turn(Gate gate) throws IOException {
        while (true) {
            gate.pass();
            try {
                if (turns.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) break;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for a turn", e);
            }
        }
        return turns::release;
    }

    /// How many are waiting for a turn.
    public int waiting() {
        return turns.getQueueLength();
    }

    /// For an upload that begins with the first byte of its file; empty where checksums are to be
    /// computed on demand.
    public Optional<ArrivingSum> arriving() {
        return settings.whileUploading()
                ? Optional.of(new ArrivingSum(Algorithm.SHA_256, helpers))
                : Optional.empty();
    }

    @Override
    public void close() {
        helpers.shutdown();
        store.close();
    }
}
