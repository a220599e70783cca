package dev.ferry.client.remote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/// The bytes of a file of this machine, for who sends them without looking at them. For one thread.
public interface Content {

    /// An empty buffer of the heap for its bytes on their way, the same one each time.
    ByteBuffer buffer(int size);

    /// @return bytes read, -1 at the end
    int read(ByteBuffer into, long position) throws IOException;

    /// Sends up to `count` bytes with the least copying.
    ///
    /// @return how many; 0 at the end
    long send(WritableByteChannel to, long position, long count) throws IOException;
}
