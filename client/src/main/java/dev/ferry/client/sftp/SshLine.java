package dev.ferry.client.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The bytes of a conversation, both ways: a channel of SSH. One thread uses it; any may
/// [#cancel()].
interface SshLine extends AutoCloseable {

    /// Sends; the end of it may wait for what comes next, or [#flush()].
    ///
    /// @param bytes with an array
    void write(ByteBuffer bytes) throws IOException;

    void flush() throws IOException;

    /// Waits for bytes.
    ///
    /// @return how many, at least one
    /// @throws dev.ferry.client.failure.Failure.TimedOut after `millis` without a byte
    /// @throws dev.ferry.client.failure.Failure at the end, with the reason
    int read(byte[] into, int offset, int length, long millis) throws IOException;

    /// Whether a read would find something at once, or the end.
    boolean hasSomething();

    /// Whether it stands, as far as can be seen from here.
    boolean isAlive();

    /// Whether the server answers a question beside the conversation, and so is still at work.
    boolean isAnswering();

    /// Ends it at once, from any thread.
    void cancel();

    @Override
    void close();
}
