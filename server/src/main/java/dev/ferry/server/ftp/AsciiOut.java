package dev.ferry.server.ftp;

import java.nio.ByteBuffer;

/// Text on its way out, in the form of Telnet's virtual terminal (RFC 959 §3.1.1.1): a line's end
/// LF becomes CRLF, and one that is CRLF already stays. Pieces may part anywhere.
final class AsciiOut {

    private boolean afterReturn;

    /// @param afterReturn whether a CR has gone out before the first byte
    AsciiOut(boolean afterReturn) {
        this.afterReturn = afterReturn;
    }

    /// Converts all of `from`.
    ///
    /// @param to with room for twice as many bytes
    void convert(ByteBuffer from, ByteBuffer to) {
        while (from.hasRemaining()) {
            byte b = from.get();
            if (b == '\n' && !afterReturn) to.put((byte) '\r');
            to.put(b);
            afterReturn = b == '\r';
        }
    }
}
