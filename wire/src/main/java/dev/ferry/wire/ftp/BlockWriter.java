package dev.ferry.wire.ftp;

import java.nio.ByteBuffer;

/// Writes blocks (RFC 959 §3.4.2) into a buffer of its own, to be taken out with [#take] whenever
/// [#isFull]. The bytes between two ends of records go into one block as far as they fit.
public final class BlockWriter {

    private static final int LONGEST_BLOCK = 0xffff;

    /// For what must not wait: the rest of a block, a marker, the end.
    private static final int RESERVE =
            3 * BlockReader.HEADER + BlockReader.LONGEST_MARKER + BlockReader.HEADER;

    private static final int NONE = -1;

    private final ByteBuffer out;
    private int open = NONE; // where the header of the block that is being filled stands

    /// @param room of the buffer, in bytes
    public BlockWriter(int room) {
        out = ByteBuffer.allocate(room + RESERVE);
    }

    /// Whether the buffer is to be taken out before anything is added.
    public boolean isFull() {
        return out.remaining() <= RESERVE;
    }

    /// Adds of `from` as much as there is room for.
    public void bytes(ByteBuffer from) {
        while (from.hasRemaining() && !isFull()) {
            if (open == NONE) open();
            int filled = out.position() - open - BlockReader.HEADER;
            int room = out.remaining() - RESERVE + BlockReader.HEADER;
            int count = Math.min(from.remaining(), Math.min(room, LONGEST_BLOCK - filled));
            out.put(from.slice(from.position(), count));
            from.position(from.position() + count);
            if (filled + count == LONGEST_BLOCK) close(0);
        }
    }

    private void open() {
        open = out.position();
        out.position(open + BlockReader.HEADER);
    }

    public void endOfRecord() {
        close(BlockReader.EOR);
    }

    public void endOfFile() {
        close(BlockReader.EOF);
    }

    /// @throws IllegalArgumentException if `text` can be none
    public void marker(String text) {
        byte[] bytes = BlockReader.markerBytes(text);
        if (open != NONE) close(0);
        header(out.position(), BlockReader.MARKER, bytes.length);
        out.position(out.position() + BlockReader.HEADER).put(bytes);
    }

    /// Ends the open block, or else adds an empty one.
    private void close(int descriptor) {
        if (open == NONE) open();
        header(open, descriptor, out.position() - open - BlockReader.HEADER);
        open = NONE;
    }

    private void header(int at, int descriptor, int count) {
        out.put(at, (byte) descriptor).putShort(at + 1, (short) count);
    }

    /// What is to be sent, good until something is added.
    public ByteBuffer take() {
        if (open != NONE) close(0);
        ByteBuffer filled = out.duplicate().flip();
        out.clear();
        return filled;
    }
}
