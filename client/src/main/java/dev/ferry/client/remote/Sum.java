package dev.ferry.client.remote;

import dev.ferry.wire.ftp.HashFunction;

/// A checksum.
///
/// @param hex in lower case
public record Sum(HashFunction function, String hex) {}
