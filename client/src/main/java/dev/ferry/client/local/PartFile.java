package dev.ferry.client.local;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file that is being fetched: `NAME.ferry-part` beside the target, which gets the target's name
/// when it is whole, and `NAME.ferry-part.info`, which says of which version of the source it is a
/// part. Several threads may write at the same time, each where no other does.
public final class PartFile implements AutoCloseable {

    private static final String SUFFIX = ".ferry-part";

    private final Path target;
    private final Path part;
    private final Path info;
    private @Nullable FileChannel channel;
    private boolean informed = true;

    public PartFile(Path target) {
        this.target = target;
        String name = String.valueOf(target.getFileName());
        part = target.resolveSibling(name + SUFFIX);
        info = target.resolveSibling(name + SUFFIX + ".info");
    }

    /// Something done with files, whose trouble is a [Failure.LocalTrouble].
    @FunctionalInterface
    private interface Work<T> {
        T done() throws IOException;
    }

    private <T> T locally(Work<T> work) throws Failure {
        try {
            return work.done();
        } catch (IOException e) {
            throw Failure.LocalTrouble.of(target + ": cannot be written", e);
        }
    }

    /// Bytes that are there; 0 where there is no part.
    public long length() throws Failure {
        return locally(() -> {
            if (!Files.exists(part)) return 0L; // most often, and an exception costs more
            try {
                return Files.size(part);
            } catch (NoSuchFileException _) {
                return 0L;
            }
        });
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
            Files.writeString(info, version + "\n", StandardCharsets.UTF_8);
            informed = true;
            return made();
        });
    }

    /// Drops what is there and begins a part that nobody will go on with.
    public void begin() throws Failure {
        locally(() -> {
            if (Files.exists(info)) Files.delete(info);
            informed = false;
            return made();
        });
    }

    private FileChannel made() throws IOException {
        try {
            return opened(StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException _) {
            Files.delete(part);
            return opened(StandardOpenOption.CREATE_NEW);
        }
    }

    private synchronized FileChannel opened(StandardOpenOption how) throws IOException {
        close();
        FileChannel open =
                FileChannel.open(part, how, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel = open;
        return open;
    }

    private synchronized FileChannel channel() throws IOException {
        FileChannel open = channel;
        return open == null ? opened(StandardOpenOption.WRITE) : open;
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
            close();
            if (modified.isPresent()) {
                Files.setLastModifiedTime(part, FileTime.from(modified.get()));
            }
            try {
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException _) {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            }
            return informed && Files.deleteIfExists(info);
        });
    }

    /// Drops everything.
    public void drop() throws Failure {
        locally(() -> {
            close();
            Files.deleteIfExists(part);
            return Files.deleteIfExists(info);
        });
    }

    /// What is there stays.
    @Override
    public synchronized void close() {
        FileChannel open = channel;
        channel = null;
        if (open == null) return;
        try {
            open.close();
        } catch (IOException _) {
            // what was written, was written
        }
    }
}
