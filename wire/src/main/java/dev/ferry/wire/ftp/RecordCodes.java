package dev.ferry.wire.ftp;

import java.nio.ByteBuffer;

/// The ends of records and of the file in a stream of bytes: an escape of all ones, and a code
/// behind it (RFC 959 §3.4.1).
public final class RecordCodes {

    private static final int ESCAPE = 0xff;
    private static final int EOR = 1;
    private static final int EOF = 2;
    private static final int BOTH = 3;

    private RecordCodes() {}

    /// Adds of `from` as much as there is room for, its escapes doubled.
    public static void bytes(ByteBuffer from, ByteBuffer to) {
        while (from.hasRemaining() && to.remaining() >= 2) {
            byte b = from.get();
            if ((b & 0xff) == ESCAPE) to.put(b);
            to.put(b);
        }
    }

    /// @param to with room for two bytes
    public static void endOfRecord(ByteBuffer to) {
        to.put((byte) ESCAPE).put((byte) EOR);
    }

    /// @param to with room for two bytes
    public static void endOfFile(ByteBuffer to) {
        to.put((byte) ESCAPE).put((byte) EOF);
    }

    /// Reads them. What comes may part anywhere; nothing of it is copied.
    public static final class Reader {

        private boolean afterEscape;
        private boolean endIsNext;
        private boolean over;
        private boolean lost;
        private Piece trouble = Piece.MORE;

        /// The next piece of what is in `from`; to be asked until there is no [Piece.More].
        public Piece next(ByteBuffer from) {
            if (endIsNext) return end();
            if (lost) return trouble;
            if (!from.hasRemaining()) return Piece.MORE;
            if (over) return lost("bytes follow the code that ends the file");
            if (!afterEscape && (from.get(from.position()) & 0xff) != ESCAPE) return bytes(from, 0);
            if (!afterEscape) {
                from.get();
                afterEscape = true;
                if (!from.hasRemaining()) return Piece.MORE;
            }
            int code = from.get(from.position()) & 0xff;
            afterEscape = false;
            if (code == ESCAPE) return bytes(from, 1);
            from.get();
            return switch (code) {
                case EOR -> Piece.END_OF_RECORD;
                case EOF -> end();
                case BOTH -> {
                    endIsNext = true;
                    yield Piece.END_OF_RECORD;
                }
                default -> lost("byte 255 is followed by " + code + ", which is no code");
            };
        }

        private Piece end() {
            endIsNext = false;
            over = true;
            return Piece.END_OF_FILE;
        }

        private Piece lost(String why) {
            lost = true;
            trouble = new Piece.Malformed(why);
            return trouble;
        }

        /// What stands before the next escape.
        ///
        /// @param sure bytes of it that are known to be none
        private static Piece bytes(ByteBuffer from, int sure) {
            int begin = from.position();
            int end = begin + sure;
            while (end < from.limit() && (from.get(end) & 0xff) != ESCAPE) end++;
            from.position(end);
            return new Piece.Bytes(from.slice(begin, end - begin));
        }
    }
}
