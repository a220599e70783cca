package dev.ferry.core.checksum;

/// The sum of some bytes.
///
/// @param hex in lower-case hexadecimal digits
public record Checksum(Algorithm algorithm, String hex) {}
