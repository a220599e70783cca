package dev.ferry.files.storage;

import dev.ferry.files.Entry;
import dev.ferry.files.Version;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;

/// One version of a file, open for reading and bounded to the length it had when it was opened.
/// Reads block; a thread interrupted in one loses the file (`FileChannel`).
public interface OpenFile extends Closeable {

    /// What was opened. Its size is the bound of all reads.
    Entry entry();

    /// Which bytes stood in it when it was opened; empty for what is not a whole file. Costs no
    /// look at the file.
    Optional<Version> opened();

    /// Which bytes stand in it now, and whether these are all of them.
    ///
    /// @throws dev.ferry.files.FileChangedException if that cannot be told any more
    Version version() throws IOException;

    /// Reads up to `into.remaining()` bytes that stand at `position`.
    ///
    /// @return how many, or -1 at the end
    int read(ByteBuffer into, long position) throws IOException;

    /// Moves up to `count` bytes from `position` to `target`, by the kernel alone where it can.
    ///
    /// @return how many; 0 at the end
    long transferTo(long position, long count, WritableByteChannel target) throws IOException;

    @Override
    void close() throws IOException;
}
