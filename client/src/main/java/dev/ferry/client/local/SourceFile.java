package dev.ferry.client.local;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/// A file of this machine that is being sent, as it was when it was opened.
public final class SourceFile implements Content, AutoCloseable {

    private static final int AT_ONCE = 256 * 1024;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final Instant modified;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private ByteBuffer outside = ByteBuffer.allocate(0);

    private SourceFile(Path path, FileChannel channel, long size, Instant modified) {
        this.path = path;
        this.channel = channel;
        this.size = size;
        this.modified = modified;
    }

    public static SourceFile open(Path path) throws Failure {
        try {
            BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class);
            if (facts.isDirectory()) {
                throw new Failure.LocalTrouble(path + ": is a folder; -r takes folders too", null);
            }
            return new SourceFile(
                    path,
                    FileChannel.open(path, StandardOpenOption.READ),
                    facts.size(),
                    facts.lastModifiedTime().toInstant());
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw trouble(path, e);
        }
    }

    public static Failure trouble(Path path, IOException e) {
        return switch (e) {
            case Failure failure -> failure;
            case NoSuchFileException _ -> new Failure.LocalTrouble(path + ": no such file here", e);
            default -> Failure.LocalTrouble.of(path, e);
        };
    }

    public long size() {
        return size;
    }

    public Instant modified() {
        return modified;
    }

    /// Whether somebody has changed it since it was opened.
    public boolean isChanged() throws Failure {
        try {
            BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class);
            return facts.size() != size || !facts.lastModifiedTime().toInstant().equals(modified);
        } catch (IOException e) {
            throw trouble(path, e);
        }
    }

    /// @return bytes read, -1 at the end
    public int read(byte[] into, int length, long position) throws Failure {
        return read(ByteBuffer.wrap(into, 0, length), position);
    }

    @Override
    public ByteBuffer buffer(int size) {
        if (buffer.capacity() < size) buffer = ByteBuffer.allocate(size);
        return buffer.clear().limit(size);
    }

    @Override
    public int read(ByteBuffer into, long position) throws Failure {
        try {
            return channel.read(into, position);
        } catch (IOException e) {
            throw trouble(path, e);
        }
    }

    @Override
    public long send(WritableByteChannel to, long position, long count) throws IOException {
        ByteBuffer some = outside(count).clear();
        int read = read(some.limit((int) Math.min(some.capacity(), count)), position);
        if (read <= 0) return 0;
        some.flip();
        while (some.hasRemaining()) to.write(some);
        return read;
    }

    /// A buffer outside the heap is dear to make, and a small one copied twice is not.
    private ByteBuffer outside(long count) {
        if (outside.capacity() >= Math.min(count, AT_ONCE)) return outside;
        outside =
                count < AT_ONCE
                        ? ByteBuffer.allocate((int) count)
                        : ByteBuffer.allocateDirect(AT_ONCE);
        return outside;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // it was read
        }
    }
}
