package dev.ferry.files.storage.memory;

import dev.ferry.files.Entry;
import dev.ferry.files.Version;
import dev.ferry.files.storage.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;

/// A version of a file in memory, open for reading.
final class MemoryFile implements OpenFile {

    private final Entry entry;
    private final Version version;
    private final Content content;
    private volatile boolean closed;

    MemoryFile(Entry entry, Version version, Content content) {
        this.entry = entry;
        this.version = version;
        this.content = content;
    }

    @Override
    public Entry entry() {
        return entry;
    }

    @Override
    public Optional<Version> opened() {
        return entry.partial() ? Optional.empty() : Optional.of(version);
    }

    @Override
    public Version version() {
        return version;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        requireOpen();
        if (position >= content.length()) return -1;
        ByteBuffer rest = content.from(position);
        rest.limit(rest.position() + Math.min(rest.remaining(), into.remaining()));
        int bytes = rest.remaining();
        into.put(rest);
        return bytes;
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
            throws IOException {
        requireOpen();
        if (position >= content.length()) return 0;
        ByteBuffer rest = content.from(position);
        rest.limit(rest.position() + (int) Math.min(rest.remaining(), count));
        return target.write(rest);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) throw new ClosedChannelException();
    }
}
