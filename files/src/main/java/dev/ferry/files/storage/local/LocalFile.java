package dev.ferry.files.storage.local;

import dev.ferry.files.Entry;
import dev.ferry.files.storage.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/// A file of the disk held open, read no further than it was long at its opening.
record LocalFile(Entry entry, FileChannel channel) implements OpenFile {

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
        channel.close();
    }
}
