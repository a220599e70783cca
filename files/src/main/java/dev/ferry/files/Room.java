package dev.ferry.files;

/// How much fits where a folder is.
///
/// @param free bytes that may still be written
/// @param total bytes, with those that are taken
public record Room(long free, long total) {

    /// Of a disk's blocks, however many.
    public static Room of(long block, long free, long total) {
        return new Room(bytes(block, free), bytes(block, total));
    }

    private static long bytes(long block, long blocks) {
        return blocks > Long.MAX_VALUE / Math.max(block, 1) ? Long.MAX_VALUE : blocks * block;
    }
}
