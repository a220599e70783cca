package dev.ferry.server.ftp;

import dev.ferry.files.storage.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/// How long a file is as [Outgoing] would send it: what SIZE means in STRU R (RFC 3659 §4). Reads
/// the file, so it takes its time.
final class RecordCount {

    private static final int PIECE = 64 * 1024;

    private RecordCount() {}

    static long size(OpenFile file, Form form, AsciiCount.Gate gate) throws IOException {
        var counted = new Counted();
        try (Outgoing out = Outgoing.of(form, Outgoing.Beginning.OF_FILE, counted)) {
            var piece = ByteBuffer.allocate(PIECE);
            long offset = 0;
            for (int n = file.read(piece, 0); n > 0; n = file.read(piece.clear(), offset)) {
                gate.pass();
                offset += n;
                out.head().bytes(piece.flip());
            }
            out.head().end();
        }
        return counted.size;
    }

    private static final class Counted implements Flow.Outlet {

        private long size;

        @Override
        public void bytes(ByteBuffer some) {
            size += some.remaining();
        }

        @Override
        public void end() {}
    }
}
