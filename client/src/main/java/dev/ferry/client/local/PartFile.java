package dev.ferry.client.local;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A file that is being fetched: `NAME.ferry-part` beside the target, which gets the target's name
/// when it is whole, and `NAME.ferry-part.info`, which says of which version of the source it is a
/// part. One transfer has it at a time, among all programs on this machine: from [#claim()] to
/// [#close()]. Several threads of that transfer may write at the same time, each where no other
/// does.
public final class PartFile implements AutoCloseable {

    private static final String SUFFIX = ".ferry-part";

    /// How often a part may vanish while it is being taken.
    private static final int ATTEMPTS = 10;

    /// Keys of the parts that transfers of this program have; guarded by itself. Such a file is not
    /// even opened a second time: that would give up the lock, which the system lets go of as soon
    /// as any descriptor of the same program is closed.
    private static final Set<Object> HELD = new HashSet<>();

    private final Path target;
    private final Path part;
    private final Path info;
    private @Nullable FileChannel channel;
    private @Nullable FileLock lock; // none where the file system knows none
    private @Nullable Object key; // tells files apart; none where the file system has none
    private boolean made; // here and now, not left from before
    private boolean published;
    private boolean informed = true;

    public PartFile(Path target) {
        this.target = target;
        String name = LocalName.text(target);
        part = target.resolveSibling(LocalName.path(name + SUFFIX));
        info = target.resolveSibling(LocalName.path(name + SUFFIX + ".info"));
    }

    /// Something done with files, whose trouble is a [Failure.LocalTrouble].
    @FunctionalInterface
    private interface Work<T> {
        T done() throws IOException;
    }

    private <T> T locally(Work<T> work) throws Failure {
        try {
            return work.done();
        } catch (BusyException e) {
            throw new Failure.LocalTrouble(target + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw Failure.LocalTrouble.of(target + ": cannot be written", e);
        }
    }

    /// Takes the part that is there, or a new one, for this transfer alone; among several programs
    /// only where the file system has locks.
    ///
    /// @throws Failure.LocalTrouble also where another transfer has it
    public synchronized void claim() throws Failure {
        FileChannel open = channel;
        if (open != null && open.isOpen()) return;
        close();
        locally(this::claimed);
    }

    /// Another transfer has the part.
    private static final class BusyException extends IOException {
        BusyException(Path part) {
            super(
                    "another transfer is writing "
                            + part.getFileName()
                            + "; wait for its end, or give this one another name");
        }
    }

    private FileChannel claimed() throws IOException {
        synchronized (HELD) {
            for (int i = 0; i < ATTEMPTS; i++) {
                if (isTaken()) return channel();
            }
        }
        throw new BusyException(part);
    }

    /// @return false where what was there has become whole, or gone, meanwhile
    private boolean isTaken() throws IOException {
        Object before = null;
        boolean fresh = false;
        FileChannel open;
        try {
            open = opened(StandardOpenOption.CREATE_NEW);
            fresh = true;
        } catch (FileAlreadyExistsException _) {
            try {
                before = keyThere();
                if (before != null && HELD.contains(before)) throw new BusyException(part);
                open = opened(StandardOpenOption.WRITE);
            } catch (NoSuchFileException _) {
                return false;
            }
        }
        boolean ours = false;
        try {
            lock = locked(open);
            key = keyThere();
            ours = fresh || Objects.equals(before, key);
        } catch (NoSuchFileException _) {
            // its owner gives it the target's name before it lets go of it
        } finally {
            if (!ours) open.close();
        }
        if (!ours) return false;
        channel = open;
        made = fresh;
        if (key != null) HELD.add(key);
        return true;
    }

    private FileChannel opened(StandardOpenOption how) throws IOException {
        return FileChannel.open(
                part,
                how,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
    }

    /// @return null where the file system knows no locks
    /// @throws BusyException if another transfer has it
    private @Nullable FileLock locked(FileChannel open) throws BusyException {
        FileLock taken;
        try {
            taken = open.tryLock();
        } catch (OverlappingFileLockException _) { // by this program
            taken = null;
        } catch (IOException _) {
            return null;
        }
        if (taken == null) throw new BusyException(part);
        return taken;
    }

    private @Nullable Object keyThere() throws IOException {
        return Files.readAttributes(part, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /// Whatever was done with the part by its name may have let go of the lock, and another program
    /// may have taken the part meanwhile.
    private void requireStillOurs() throws IOException {
        FileLock held = lock;
        if (held == null) return;
        held.release();
        lock = locked(channel());
        try {
            if (Objects.equals(key, keyThere())) return;
        } catch (NoSuchFileException _) {
            // as below
        }
        throw new BusyException(part);
    }

    private synchronized FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open == null) throw new ClosedChannelException();
        return open;
    }

    /// Bytes that are there.
    public long length() throws Failure {
        return locally(() -> channel().size());
    }

    /// Of which version of the source this is a part; empty where nobody said.
    public Optional<String> version() throws Failure {
        return locally(() -> {
            try {
                return Optional.of(Files.readString(info, StandardCharsets.UTF_8).strip());
            } catch (NoSuchFileException _) {
                return Optional.empty();
            }
        });
    }

    /// Drops what is there and begins a part of that version.
    public void begin(String version) throws Failure {
        locally(() -> {
            FileChannel empty = emptied();
            Files.writeString(info, version + "\n", StandardCharsets.UTF_8);
            informed = true;
            return empty;
        });
    }

    /// Drops what is there and begins a part that nobody will go on with.
    public void begin() throws Failure {
        locally(() -> {
            FileChannel empty = emptied();
            if (Files.exists(info)) Files.delete(info);
            informed = false;
            return empty;
        });
    }

    /// One that was left from before may be somebody else's, so it makes way for a new one.
    private synchronized FileChannel emptied() throws IOException {
        FileChannel open = channel();
        if (made) return open.truncate(0);
        Files.delete(part);
        letGo(open);
        return claimed();
    }

    public void write(byte[] bytes, int from, int length, long position) throws Failure {
        write(ByteBuffer.wrap(bytes, from, length), position);
    }

    /// Writes what is left in `source`.
    public void write(ByteBuffer source, long position) throws Failure {
        locally(() -> {
            FileChannel to = channel();
            long at = position;
            while (source.hasRemaining()) at += to.write(source, at);
            return at;
        });
    }

    /// Reads exactly `length` bytes, or as many as there are.
    public byte[] read(long position, int length) throws Failure {
        return locally(() -> {
            var into = ByteBuffer.allocate(length);
            long at = position;
            while (into.hasRemaining()) {
                int count = channel().read(into, at);
                if (count < 0) break;
                at += count;
            }
            byte[] all = new byte[into.position()];
            into.flip().get(all);
            return all;
        });
    }

    public void truncate(long length) throws Failure {
        locally(() -> channel().truncate(length));
    }

    public Path path() {
        return part;
    }

    /// Gives it the target's name, over whatever has it. The bytes are not forced to the disk: that
    /// costs more than a small file does, and who fetches has the source still.
    ///
    /// @param modified its time; empty for now
    public void publish(Optional<Instant> modified) throws Failure {
        locally(() -> {
            if (modified.isPresent()) {
                Files.setLastModifiedTime(part, FileTime.from(modified.get()));
            }
            requireStillOurs();
            boolean told = informed && Files.deleteIfExists(info);
            try {
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException _) {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            }
            published = true;
            close(); // not before, or another transfer might take it for a part
            return told;
        });
    }

    /// Drops what is there, and keeps the name.
    public void drop() throws Failure {
        locally(() -> {
            FileChannel empty = channel().truncate(0);
            Files.deleteIfExists(info);
            return empty;
        });
    }

    /// Lets go of it. What is there stays; nothing is no part.
    @Override
    public synchronized void close() {
        FileChannel open = channel;
        channel = null;
        if (open == null) return;
        try {
            if (!published && open.size() == 0) {
                Files.deleteIfExists(info);
                Files.deleteIfExists(part);
            }
        } catch (IOException _) {
            // what was written, was written
        } finally {
            letGo(open);
        }
    }

    private void letGo(FileChannel open) {
        synchronized (HELD) {
            try {
                open.close();
            } catch (IOException _) {
                // what was written, was written
            }
            if (key != null) HELD.remove(key);
        }
    }
}
