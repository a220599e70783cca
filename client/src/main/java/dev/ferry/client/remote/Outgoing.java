package dev.ferry.client.remote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// A file's bytes on their way there. One thread writes.
public interface Outgoing extends AutoCloseable {

    /// Bytes at once, where they are copied.
    int COPIED = 256 * 1024;

    void write(byte[] from, int offset, int length) throws IOException;

    /// Writes `count` bytes of a file from `position` on, which need not be looked at.
    ///
    /// @return how many were there; fewer where the file is at its end
    default long write(Content file, long position, long count) throws IOException {
        long sent = 0;
        while (sent < count) {
            ByteBuffer buffer = file.buffer((int) Math.min(COPIED, count - sent));
            int read = file.read(buffer, position + sent);
            if (read < 0) break;
            write(buffer.array(), buffer.arrayOffset(), read);
            sent += read;
        }
        return sent;
    }

    /// Ends the file and waits for the other side to say that it has it.
    void finish() throws IOException;

    /// The same, and has the file's time set and its length told where that takes no wait of its
    /// own.
    ///
    /// @param modified empty for a time that is nobody's concern
    default Ending finish(Optional<Instant> modified) throws IOException {
        finish();
        return Ending.UNKNOWN;
    }

    /// What is known of a file that was written.
    ///
    /// @param length as the other side says it; empty where it is still to be asked for
    /// @param dated whether it has the time that it was to have
    record Ending(OptionalLong length, boolean dated) {
        public static final Ending UNKNOWN = new Ending(OptionalLong.empty(), false);
    }

    /// Without [#finish()] it gives the rest up; what has arrived may stay, incomplete.
    @Override
    void close() throws IOException;
}
