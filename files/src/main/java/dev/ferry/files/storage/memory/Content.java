package dev.ferry.files.storage.memory;

import dev.ferry.files.StorageFullException;
import dev.ferry.files.VirtualPath;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// One version of a file's bytes: the first `length` of `bytes`, which never change again. More may
/// be written behind them by the [Buffer] they are a view of.
final class Content {

    /// The longest file there can be, in bytes.
    static final int MOST = Integer.MAX_VALUE - 8;

    private final byte[] bytes;
    private final int length;

    Content(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    int length() {
        return length;
    }

    /// The first `kept` bytes of this, and all of `more` after them.
    Content joined(int kept, Content more, VirtualPath path) throws StorageFullException {
        if (more.length > MOST - kept) throw new StorageFullException(path);
        byte[] longer = Arrays.copyOf(bytes, kept + more.length);
        System.arraycopy(more.bytes, 0, longer, kept, more.length);
        return new Content(longer, longer.length);
    }

    /// A copy of the first `kept` bytes.
    byte[] first(int kept) {
        return Arrays.copyOf(bytes, kept);
    }

    ByteBuffer from(long position) {
        return ByteBuffer.wrap(bytes, (int) position, length - (int) position).asReadOnlyBuffer();
    }
}
