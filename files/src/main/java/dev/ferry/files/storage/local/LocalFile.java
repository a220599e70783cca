package dev.ferry.files.storage.local;

import dev.ferry.files.Entry;
import dev.ferry.files.FileChangedException;
import dev.ferry.files.Version;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file of the disk held open, read no further than it was long at its opening.
final class LocalFile implements OpenFile {

    private final LocalStorage storage;
    private final VirtualPath path;
    private final Entry entry;
    private final FileChannel channel;
    private final Optional<Stat> atOpening;
    private final Holding holding;
    private @Nullable Fd held;

    /// Opens the same file once more, by O_PATH: the JDK hides the number of its own descriptor.
    /// Only who asks for a version pays for it.
    @FunctionalInterface
    interface Holding {
        Fd open() throws IOException, Errno;
    }

    /// @param atOpening empty for what is not a whole file
    LocalFile(
            LocalStorage storage,
            VirtualPath path,
            Entry entry,
            FileChannel channel,
            Optional<Stat> atOpening,
            Holding holding) {
        this.storage = storage;
        this.path = path;
        this.entry = entry;
        this.channel = channel;
        this.atOpening = atOpening;
        this.holding = holding;
    }

    @Override
    public Entry entry() {
        return entry;
    }

    @Override
    public Optional<Version> opened() {
        return atOpening.filter(stat -> stat.size() == entry.size()).map(storage::version);
    }

    @Override
    public Version version() throws IOException {
        try {
            Fd fd = held;
            if (fd == null) held = fd = holding.open();
            Stat now = Posix.stat(fd.number());
            if (!now.key().unique().equals(entry.unique())) throw new FileChangedException(path);
            Version version = storage.version(now);
            boolean whole = now.size() == entry.size() && storage.length(now) == entry.size();
            return whole
                    ? version
                    : new Version(version.file(), version.content(), version.change(), false);
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        long left = entry.size() - position;
        if (left <= 0) return -1;
        if (left >= into.remaining()) return channel.read(into, position);
        int limit = into.limit();
        into.limit(into.position() + (int) left);
        try {
            return channel.read(into, position);
        } finally {
            into.limit(limit);
        }
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
            throws IOException {
        long left = Math.min(count, entry.size() - position);
        return left <= 0 ? 0 : channel.transferTo(position, left, target);
    }

    @Override
    public void close() throws IOException {
        if (held != null) held.close();
        channel.close();
    }
}
