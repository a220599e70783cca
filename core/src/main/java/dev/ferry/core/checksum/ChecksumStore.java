package dev.ferry.core.checksum;

import dev.ferry.files.Version;
import java.io.Closeable;
import java.util.Optional;

/// Checksums that were computed once, by what they are of. It may forget: that costs no more than
/// another reading. Safe for use by any thread.
public interface ChecksumStore extends Closeable {

    /// The checksum of exactly this version.
    Optional<Checksum> find(Version version, Algorithm algorithm);

    /// Keeps a checksum, in the place of that of an earlier version of the same file. Returns at
    /// once.
    void keep(Version version, Checksum checksum);

    @Override
    void close();
}
