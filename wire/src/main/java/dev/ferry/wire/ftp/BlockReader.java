package dev.ferry.wire.ftp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Reads blocks: a descriptor, a count of two bytes, and as many bytes (RFC 959 §3.4.2). What comes
/// may part anywhere; nothing of it is copied but markers.
public final class BlockReader {

    static final int EOR = 128;
    static final int EOF = 64;
    static final int SUSPECT = 32;
    static final int MARKER = 16;

    static final int HEADER = 3;

    /// Of a marker, in characters; the RFC names no limit.
    static final int LONGEST_MARKER = 128;

    private enum At {
        HEADER,
        BYTES,
        MARKER,
        END_OF_RECORD,
        END_OF_FILE,
        OVER,
        LOST
    }

    private At at = At.HEADER;
    private int header;
    private int headerBytes;
    private int descriptor;
    private int left;
    private final StringBuilder marker = new StringBuilder();
    private Piece.Malformed trouble = new Piece.Malformed("");

    /// The next piece of what is in `from`; to be asked until there is no [Piece.More].
    public Piece next(ByteBuffer from) {
        while (true) {
            switch (at) {
                case HEADER -> {
                    if (!from.hasRemaining()) return Piece.MORE;
                    header = header << 8 | (from.get() & 0xff);
                    if (++headerBytes < HEADER) continue;
                    begin();
                    if (at == At.BYTES && (descriptor & SUSPECT) != 0) return Piece.SUSPECT;
                }
                case BYTES -> {
                    if (left > 0) return bytes(from);
                    at = At.END_OF_RECORD;
                }
                case MARKER -> {
                    if (!from.hasRemaining()) return Piece.MORE;
                    int c = from.get() & 0xff;
                    if (c <= ' ' || c > '~') {
                        return lost("a restart marker has byte " + c + ", which is not printable");
                    }
                    marker.append((char) c);
                    if (--left > 0) continue;
                    at = At.END_OF_RECORD;
                    return new Piece.Marker(marker.toString());
                }
                case END_OF_RECORD -> {
                    at = At.END_OF_FILE;
                    if ((descriptor & EOR) != 0) return Piece.END_OF_RECORD;
                }
                case END_OF_FILE -> {
                    at = (descriptor & EOF) != 0 ? At.OVER : At.HEADER;
                    if (at == At.OVER) return Piece.END_OF_FILE;
                }
                case OVER -> {
                    if (!from.hasRemaining()) return Piece.MORE;
                    return lost("bytes follow the block that was marked as the last");
                }
                case LOST -> {
                    return trouble;
                }
            }
        }
    }

    private void begin() {
        descriptor = header >> 16 & 0xff;
        left = header & 0xffff;
        header = 0;
        headerBytes = 0;
        int unknown = descriptor & ~(EOR | EOF | SUSPECT | MARKER);
        boolean marks = (descriptor & MARKER) != 0;
        if (unknown != 0) {
            lost("a block's descriptor has bits that mean nothing: " + unknown);
        } else if (marks && (left == 0 || left > LONGEST_MARKER)) {
            lost("a restart marker has " + left + " bytes, not 1 to " + LONGEST_MARKER);
        } else {
            marker.setLength(0);
            at = marks ? At.MARKER : At.BYTES;
        }
    }

    private Piece bytes(ByteBuffer from) {
        int count = Math.min(left, from.remaining());
        if (count == 0) return Piece.MORE;
        left -= count;
        ByteBuffer bytes = from.slice(from.position(), count);
        from.position(from.position() + count);
        return new Piece.Bytes(bytes);
    }

    private Piece lost(String why) {
        at = At.LOST;
        trouble = new Piece.Malformed(why);
        return trouble;
    }

    /// Whether `text` can be a marker.
    public static boolean isMarker(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_MARKER
                && text.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    static byte[] markerBytes(String text) {
        if (!isMarker(text)) throw new IllegalArgumentException("no marker: " + text);
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
