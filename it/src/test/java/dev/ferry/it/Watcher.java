package dev.ferry.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Looks at one name again and again while something happens to it: through a session of another
/// account, and at the disk itself. What it sees must be the old content, whole, or nothing where
/// there was none; the new content, whole, only from [#allowNew] on. Ends, and complains, at close.
final class Watcher implements AutoCloseable {

    private static final long PAUSE_MILLIS = 15;

    /// The name that is watched.
    ///
    /// @param before what stands there; null for nothing
    /// @param after what is to stand there
    /// @param grows whether the new content comes by adding to the old file: whoever goes past the
    ///   server then sees a part of it for a moment
    @SuppressWarnings("ArrayRecordComponent") // a bundle of values, never compared
    record Watched(
            Path onDisk, String path, byte @Nullable [] before, byte[] after, boolean grows) {}

    private final Watched watched;
    private final @Nullable RawFtp session;
    private final Thread thread;
    private volatile boolean over;
    private volatile boolean newAllowed;
    private volatile @Nullable Throwable complaint;
    private final AtomicLong looks = new AtomicLong();

    private Watcher(Watched watched, @Nullable RawFtp session) {
        this.watched = watched;
        this.session = session;
        this.thread = Thread.ofPlatform().daemon().name("watcher").start(this::watch);
    }

    /// Watches the disk, and by `other`, which shares the home.
    static Watcher of(Watched watched, FerryProcess ferry, Login other) throws IOException {
        return new Watcher(watched, other.at(ferry));
    }

    /// Watches the disk alone.
    static Watcher ofDisk(Watched watched) {
        return new Watcher(watched, null);
    }

    /// From here on the new content may be there.
    void allowNew() {
        newAllowed = true;
    }

    private void watch() {
        try {
            while (!over) {
                lookAtDisk();
                if (session != null) lookThrough(session);
                looks.incrementAndGet();
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (IOException | AssertionError | InterruptedException e) {
            complaint = e;
        }
    }

    private void lookAtDisk() throws IOException {
        byte @Nullable [] found = onDisk();
        boolean fits = newAllowed ? isOldOrNew(found) : isOld(found);
        byte[] old = watched.before();
        if (!fits && watched.grows() && found != null && old != null) {
            fits =
                    found.length <= watched.after().length
                            && Arrays.equals(
                                    found, 0, found.length, watched.after(), 0, found.length)
                            && Arrays.equals(found, 0, old.length, old, 0, old.length);
        }
        if (!fits) throw new AssertionError("on disk " + described(found));
    }

    private byte @Nullable [] onDisk() throws IOException {
        try {
            return Files.readAllBytes(watched.onDisk());
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    private void lookThrough(RawFtp other) throws IOException {
        if (watched.before() != null) {
            byte[] found = other.fetch(watched.path());
            if (!(newAllowed ? isOldOrNew(found) : isOld(found))) {
                throw new AssertionError("to another account " + described(found));
            }
            return;
        }
        RawFtp.Reply size = other.say("SIZE " + watched.path());
        boolean isNew = size.code() == 213 && size.sentence().equals("" + watched.after().length);
        boolean fits = size.code() == 550 || (newAllowed && isNew);
        if (!fits) throw new AssertionError("SIZE tells another account " + size.text());
    }

    private boolean isOldOrNew(byte @Nullable [] found) {
        return isOld(found) || Arrays.equals(found, watched.after());
    }

    private boolean isOld(byte @Nullable [] found) {
        return Arrays.equals(found, watched.before());
    }

    private String described(byte @Nullable [] found) {
        byte[] before = watched.before();
        return watched.path()
                + " is "
                + (found == null ? "absent" : found.length + " bytes")
                + "; the old is "
                + (before == null ? "absent" : before.length + " bytes")
                + ", the new "
                + watched.after().length
                + " bytes"
                + (newAllowed ? "" : " and not to be seen yet");
    }

    @Override
    public void close() throws IOException {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        if (session != null) session.close();
        Throwable seen = complaint;
        if (seen != null) throw new AssertionError("the watcher saw: " + seen.getMessage(), seen);
        if (looks.get() == 0) throw new AssertionError("the watcher never looked");
    }
}
