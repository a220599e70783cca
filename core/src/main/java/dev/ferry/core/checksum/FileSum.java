package dev.ferry.core.checksum;

import dev.ferry.files.storage.OpenFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/// Sums up what stands in a file. Reads into memory outside the heap and copies from there: quicker
/// than what the JDK's digests do with such memory themselves.
public final class FileSum {

    private static final int PIECE = 128 * 1024;

    private FileSum() {}

    /// @param end the first byte that does not count
    /// @param progress told how many bytes were read so far
    public static Checksum of(
            OpenFile file,
            long first,
            long end,
            Algorithm algorithm,
            Checksums.Gate gate,
            LongConsumer progress)
            throws IOException {
        var piece = ByteBuffer.allocateDirect(Math.clamp(end - first, 1, PIECE));
        byte[] bytes = new byte[piece.capacity()];
        Algorithm.Sum sum = algorithm.begin();
        long at = first;
        while (at < end) {
            gate.pass();
            piece.clear().limit((int) Math.min(end - at, bytes.length));
            int count = file.read(piece, at);
            if (count < 0) throw new EOFException("ended at byte " + at + " instead of " + end);
            piece.flip().get(bytes, 0, count);
            sum.add(bytes, 0, count);
            at += count;
            progress.accept(at - first);
        }
        return new Checksum(algorithm, sum.finish());
    }
}
