package dev.ferry.client.local;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
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
import java.util.Optional;
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

    private final Path target;
    private final Path part;
    private final Path info;
    private @Nullable FileChannel channel;
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

    /// Takes the part that is there, or a new one, for this transfer alone.
    ///
    /// @throws Failure.LocalTrouble also where another transfer has it
    public synchronized void claim() throws Failure {
        FileChannel open = channel;
        if (open == null || !open.isOpen()) channel = locally(this::claimed);
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
        for (int i = 0; i < ATTEMPTS; i++) {
            Optional<Object> before = Optional.empty();
            FileChannel open;
            try {
                open = opened(StandardOpenOption.CREATE_NEW);
            } catch (FileAlreadyExistsException _) {
                try {
                    before = key();
                    open = opened(StandardOpenOption.WRITE);
                } catch (NoSuchFileException _) { // whole, just now
                    continue;
                }
            }
            if (isOurs(open, before)) {
                made = before.isEmpty();
                return open;
            }
        }
        throw new BusyException(part);
    }

    private FileChannel opened(StandardOpenOption how) throws IOException {
        return FileChannel.open(
                part,
                how,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
    }

    /// Whether `open`, which is locked from then on, is still what has the name: its owner gives it
    /// the target's before it lets go of it.
    ///
    /// @param before what had the name before it was opened; empty where it was made
    /// @throws BusyException if another transfer has it
    private boolean isOurs(FileChannel open, Optional<Object> before) throws IOException {
        boolean ours = false;
        try {
            if (!isLocked(open)) throw new BusyException(part);
            ours = before.isEmpty() || before.equals(key());
        } catch (NoSuchFileException _) {
            // whole, just now
        } finally {
            if (!ours) open.close();
        }
        return ours;
    }

    private static boolean isLocked(FileChannel open) {
        try {
            return open.tryLock() != null;
        } catch (OverlappingFileLockException _) { // by this program
            return false;
        } catch (IOException _) { // a file system that knows no locks
            return true;
        }
    }

    /// What tells files apart; empty where the file system has none.
    private Optional<Object> key() throws IOException {
        return Optional.ofNullable(
                Files.readAttributes(part, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .fileKey());
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
        open.close();
        FileChannel empty = claimed();
        channel = empty;
        return empty;
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
        try (open) {
            if (!published && open.size() == 0) {
                Files.deleteIfExists(info);
                Files.deleteIfExists(part);
            }
        } catch (IOException _) {
            // what was written, was written
        }
    }
}
