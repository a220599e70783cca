package dev.ferry.fuzz;

import dev.ferry.wire.ftp.BlockReader;
import dev.ferry.wire.ftp.Piece;
import dev.ferry.wire.ftp.RecordCodes;
import java.nio.ByteBuffer;
import java.util.function.Function;

/// MODE B, and the codes of STRU R: wherever the bytes part, the same comes out of them, and no
/// more than went in. The first byte says which and where.
public final class BlockTarget {

    private BlockTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) return;
        int size = 1 + (data[0] & 0x3f);
        boolean blocks = (data[0] & 0x80) == 0;
        String atOnce = read(data, data.length, next(blocks));
        String inPieces = read(data, size, next(blocks));
        Must.hold(atOnce.equals(inPieces), "at once " + atOnce + ", in pieces " + inPieces);
    }

    private static Function<ByteBuffer, Piece> next(boolean blocks) {
        return blocks ? new BlockReader()::next : new RecordCodes.Reader()::next;
    }

    private static String read(byte[] data, int size, Function<ByteBuffer, Piece> next) {
        var said = new StringBuilder();
        int bytes = 0;
        for (int at = 1; at < data.length; at += size) {
            var from = ByteBuffer.wrap(data, at, Math.min(size, data.length - at));
            boolean more = true;
            while (more) {
                switch (next.apply(from)) {
                    case Piece.More _ -> more = false;
                    case Piece.Bytes(ByteBuffer some) -> {
                        bytes += some.remaining();
                        while (some.hasRemaining()) said.append((char) (some.get() & 0xff));
                    }
                    case Piece.Malformed(String why) -> {
                        return said + " malformed: " + why;
                    }
                    case Piece it -> said.append(" <").append(it).append("> ");
                }
            }
        }
        Must.hold(bytes < data.length, "more came out than went in");
        return said.toString();
    }
}
