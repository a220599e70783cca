package dev.ferry.core.work;

import dev.ferry.core.checksum.Algorithm;
import dev.ferry.core.checksum.Checksum;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.checksum.Checksums.Gate;
import dev.ferry.core.checksum.FileSum;
import dev.ferry.files.FileBusyException;
import dev.ferry.files.FileChangedException;
import dev.ferry.files.Version;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.OpenFile;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A question for a checksum: answered at once where it is known, else by reading. For one thread,
/// but for [#done]. Close it.
public final class Hashing implements Closeable {

    /// The clocks of most file systems have moved on by then.
    private static final int LOOKS = 5;

    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(5);

    private final VirtualPath path;
    private final OpenFile file;
    private final Algorithm algorithm;
    private final ByteRange range;
    private final Checksums checksums;
    private final Event.Who who;
    private final Events events;
    private final InstantSource clock;
    private volatile long done;

    /// @param range within the file
    Hashing(
            VirtualPath path,
            OpenFile file,
            Algorithm algorithm,
            ByteRange range,
            Checksums checksums,
            Event.Who who,
            Events events,
            InstantSource clock) {
        this.path = path;
        this.file = file;
        this.algorithm = algorithm;
        this.range = range;
        this.checksums = checksums;
        this.who = who;
        this.events = events;
        this.clock = clock;
    }

    public VirtualPath path() {
        return path;
    }

    /// What of the file it is about.
    public ByteRange range() {
        return range;
    }

    /// Bytes read so far; 0 before it was this question's turn. From any thread.
    public long done() {
        return done;
    }

    /// @param gate passed now and then while this takes its time
    /// @throws FileBusyException if the file was changed meanwhile
    public Checksum compute(Gate gate) throws IOException {
        Instant began = clock.instant();
        Checksum sum = known().orElse(null);
        if (sum == null) {
            try (var _ = checksums.turn(gate)) {
                sum = known().orElse(null); // another question may have been the same
                if (sum == null) sum = read(gate);
            }
        }
        var took = Duration.between(began, clock.instant());
        events.tell(new Event.Hashed(who, path, algorithm, done, took));
        return sum;
    }

    private Optional<Checksum> known() throws IOException {
        return isWhole() ? checksums.find(version(), algorithm) : Optional.empty();
    }

    private boolean isWhole() {
        return !file.entry().partial() && range.length() == file.entry().size();
    }

    private Checksum read(Gate gate) throws IOException {
        Version before = version();
        for (int look = 1; look < LOOKS && isWhole() && !before.settled(); look++) {
            LockSupport.parkNanos(BETWEEN_LOOKS);
            before = version();
        }
        Checksum sum;
        try {
            sum = FileSum.of(file, range.first(), range.end(), algorithm, gate, now -> done = now);
        } catch (EOFException _) {
            throw changing();
        }
        if (!version().same(before)) throw changing();
        if (isWhole()) checksums.keep(before, sum);
        return sum;
    }

    private Version version() throws IOException {
        try {
            return file.version();
        } catch (FileChangedException _) {
            throw changing();
        }
    }

    private FileBusyException changing() {
        return new FileBusyException(path, "is being changed; ask again when that is done");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
