package dev.ferry.server.ftp;

import dev.ferry.files.OffsetPastEndException;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A file counted as [AsciiOut] would send it: what SIZE and REST mean in TYPE A (RFC 3659 §4, §5).
/// Reads the file, so it takes its time.
final class AsciiCount {

    private static final int PIECE = 128 * 1024;

    /// Where a byte of the converted text stands in the file.
    ///
    /// @param offset of the next byte of the file
    /// @param afterReturn whether the byte sent before it is a CR
    /// @param returnIsStored whether that CR stands in the file, and not only on the wire
    record Place(long offset, boolean afterReturn, boolean returnIsStored) {

        /// Where an upload goes on that is told of that CR, and so decides again what it is.
        long beforeReturn() {
            return returnIsStored ? offset - 1 : offset;
        }
    }

    private final VirtualPath path;
    private final OpenFile file;
    private final Gate gate;

    /// Asked now and then; throws to end the count.
    @FunctionalInterface
    interface Gate {
        void pass() throws IOException;
    }

    AsciiCount(VirtualPath path, OpenFile file, Gate gate) {
        this.path = path;
        this.file = file;
        this.gate = gate;
    }

    /// Bytes of the whole converted text.
    long size() throws IOException {
        return walk(Long.MAX_VALUE).sent;
    }

    /// Where the byte stands that comes after `sent` bytes of the converted text.
    ///
    /// @throws OffsetPastEndException if it has fewer
    Place place(long sent) throws IOException {
        Walk end = walk(sent);
        if (end.sent < sent) throw new OffsetPastEndException(path, sent, end.sent);
        return new Place(end.offset, end.afterReturn, end.returnIsStored);
    }

    private record Walk(long sent, long offset, boolean afterReturn, boolean returnIsStored) {}

    private Walk walk(long stop) throws IOException {
        var piece = ByteBuffer.allocateDirect(PIECE);
        long sent = 0;
        long offset = 0;
        boolean afterReturn = false;
        while (sent < stop && file.read(piece.clear(), offset) > 0) {
            gate.pass();
            piece.flip();
            while (piece.hasRemaining() && sent < stop) {
                byte b = piece.get();
                if (b == '\n' && !afterReturn && ++sent == stop) {
                    return new Walk(sent, offset, true, false); // between the CR and its LF
                }
                sent++;
                offset++;
                afterReturn = b == '\r';
            }
        }
        return new Walk(sent, offset, afterReturn, afterReturn);
    }
}
