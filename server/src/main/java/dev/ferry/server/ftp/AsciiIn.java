package dev.ferry.server.ftp;

import java.nio.ByteBuffer;

/// Text on its way in: CRLF becomes LF, a lone CR stays. Pieces may part anywhere, so a CR at the
/// end of one is held back until the next byte is known.
final class AsciiIn {

    private boolean afterReturn;

    /// From the beginning of a text.
    AsciiIn() {
        this(false);
    }

    /// @param afterReturn whether a CR has come in before the first byte, and is held back
    AsciiIn(boolean afterReturn) {
        this.afterReturn = afterReturn;
    }

    /// Converts all of `from`. The two may share their bytes, `to` beginning one before `from`.
    ///
    /// @param to with room for one byte more
    void convert(ByteBuffer from, ByteBuffer to) {
        while (from.hasRemaining()) {
            byte b = from.get();
            if (afterReturn && b != '\n') to.put((byte) '\r');
            afterReturn = b == '\r';
            if (!afterReturn) to.put(b);
        }
    }

    /// Whether a CR is held back.
    boolean holdsReturn() {
        return afterReturn;
    }

    /// Gives what is still held back, once nothing more will come.
    void finish(ByteBuffer to) {
        if (afterReturn) to.put((byte) '\r');
        afterReturn = false;
    }
}
