package dev.ferry.client.remote;

import java.io.IOException;

/// A file's bytes on their way there. One thread writes.
public interface Outgoing extends AutoCloseable {

    void write(byte[] from, int offset, int length) throws IOException;

    /// Ends the file and waits for the other side to say that it has it.
    void finish() throws IOException;

    /// Without [#finish()] it gives the rest up; what has arrived may stay, incomplete.
    @Override
    void close() throws IOException;
}
