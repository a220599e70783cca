package dev.ferry.core.checksum;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;

/// A way to sum up bytes. The names are those of IANA's "Hash Function Textual Names", and go into
/// the store.
public enum Algorithm {
    SHA_256("SHA-256"),
    SHA_512("SHA-512"),
    SHA_1("SHA-1"),
    MD5("MD5"),
    CRC_32("CRC32");

    private final String text;

    Algorithm(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /// A sum of no bytes yet. For one thread at a time.
    Sum begin() {
        return this == CRC_32 ? new Crc() : new Digest(digest(text));
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JDK has these
        }
    }

    /// A sum in progress.
    sealed interface Sum {
        void add(byte[] bytes, int from, int count);

        /// In lower-case hexadecimal digits. Called once.
        String finish();
    }

    private record Digest(MessageDigest digest) implements Sum {
        @Override
        public void add(byte[] bytes, int from, int count) {
            digest.update(bytes, from, count);
        }

        @Override
        public String finish() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    private record Crc(CRC32 crc) implements Sum {
        Crc() {
            this(new CRC32());
        }

        @Override
        public void add(byte[] bytes, int from, int count) {
            crc.update(bytes, from, count);
        }

        @Override
        public String finish() {
            return HexFormat.of().toHexDigits((int) crc.getValue());
        }
    }
}
