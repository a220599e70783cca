package dev.ferry.client.remote;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A file's bytes on their way here. One thread reads.
public interface Incoming extends AutoCloseable {

    /// @return -1 at the end, once the other side has said that it sent everything; where it says
    ///   otherwise, that is the exception
    int read(byte[] into, int offset, int length) throws IOException;

    /// The same into a buffer, best one of [#buffer(int)].
    default int read(ByteBuffer into) throws IOException {
        if (!into.hasArray()) throw new IllegalArgumentException("a buffer without an array");
        int at = into.position();
        int count = read(into.array(), into.arrayOffset() + at, into.remaining());
        if (count > 0) into.position(at + count);
        return count;
    }

    /// A buffer that bytes come into with the least copying, for who does not look at them.
    default ByteBuffer buffer(int capacity) {
        return ByteBuffer.allocate(capacity);
    }

    /// Reads until `into` is full or the end has come.
    ///
    /// @return how many bytes
    default int fill(byte[] into) throws IOException {
        int count = 0;
        while (count < into.length) {
            int more = read(into, count, into.length - count);
            if (more < 0) break;
            count += more;
        }
        return count;
    }

    /// Whether the end came as an end, and not as a connection that was cut. In the clear the two
    /// cannot be told apart, and this is true.
    boolean isEndSaid();

    /// Before the end it gives the rest up.
    @Override
    void close() throws IOException;
}
