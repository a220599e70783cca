package dev.ferry.client;

import dev.ferry.client.remote.Sum;
import dev.ferry.wire.ftp.HashFunction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;

/// Sums up bytes as they come.
final class Digests {

    private static final int CHUNK = 256 * 1024;

    private final HashFunction function;
    private final MessageDigest digest;
    private final CRC32 crc = new CRC32();

    Digests(HashFunction function) {
        this.function = function;
        try {
            digest =
                    MessageDigest.getInstance(
                            switch (function) {
                                case SHA_256, CRC32 -> "SHA-256";
                                case SHA_512 -> "SHA-512";
                                case SHA_1 -> "SHA-1";
                                case MD5 -> "MD5";
                            });
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void add(byte[] bytes, int from, int length) {
        if (function == HashFunction.CRC32) crc.update(bytes, from, length);
        else digest.update(bytes, from, length);
    }

    /// The sum of all so far; it begins anew.
    Sum sum() {
        String hex =
                function == HashFunction.CRC32
                        ? "%08x".formatted(crc.getValue())
                        : HexFormat.of().formatHex(digest.digest());
        return new Sum(function, hex);
    }

    /// Of the first `length` bytes of a file of this machine.
    static Sum of(HashFunction function, Path file, long length) throws IOException {
        var digests = new Digests(function);
        var chunk = ByteBuffer.allocate(CHUNK);
        try (FileChannel channel = FileChannel.open(file)) {
            long left = length;
            while (left > 0) {
                chunk.clear().limit((int) Math.min(CHUNK, left));
                int count = channel.read(chunk);
                if (count < 0) break;
                digests.add(chunk.array(), 0, count);
                left -= count;
            }
        }
        return digests.sum();
    }
}
