package dev.ferry.core.work;

/// A part of a file.
///
/// @param first where it begins, in bytes
/// @param end where it ends: the first byte behind it; may be beyond the file's end
public record ByteRange(long first, long end) {

    public ByteRange {
        if (first < 0 || end < first) {
            throw new IllegalArgumentException("bytes " + first + " to " + end);
        }
    }

    /// From `first` to wherever the file ends.
    public static ByteRange from(long first) {
        return new ByteRange(first, Long.MAX_VALUE);
    }

    /// What there is of it in a file of `size` bytes.
    public ByteRange within(long size) {
        return new ByteRange(Math.min(first, size), Math.min(end, size));
    }

    /// Bytes in it.
    public long length() {
        return end - first;
    }
}
