package dev.ferry.files.storage.memory;

import dev.ferry.files.StorageFullException;
import dev.ferry.files.VirtualPath;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Bytes that arrive. Only ever made longer, so every [#content()] taken before stays as it was.
/// Guarded by the [Tree]'s lock.
final class Buffer {

    private byte[] bytes;
    private int length;

    Buffer() {
        this(new Content(new byte[0], 0), 0);
    }

    /// Begins with a copy of the first `kept` bytes of `content`.
    Buffer(Content content, int kept) {
        bytes = content.first(kept);
        length = kept;
    }

    int length() {
        return length;
    }

    int append(ByteBuffer source, VirtualPath path) throws StorageFullException {
        int more = source.remaining();
        if (more > Content.MOST - length) throw new StorageFullException(path);
        if (length + more > bytes.length) {
            long roomy = Math.min(Content.MOST, Math.max(length + more, 2L * bytes.length));
            bytes = Arrays.copyOf(bytes, (int) roomy);
        }
        source.get(bytes, length, more);
        length += more;
        return more;
    }

    Content content() {
        return new Content(bytes, length);
    }
}
