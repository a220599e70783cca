package dev.ferry.core.checksum;

/// When checksums are computed.
///
/// @param whileUploading whether an upload's SHA-256 is computed as it arrives; else at the first
///   question
/// @param atOnce files that are read for a question at one time
public record ChecksumSettings(boolean whileUploading, int atOnce) {

    public ChecksumSettings {
        if (atOnce < 1) {
            throw new IllegalArgumentException("files.hashes-at-once: " + atOnce + " is below 1");
        }
    }

    public static ChecksumSettings defaults() {
        return new ChecksumSettings(true, 2);
    }
}
