package dev.ferry.core.work;

import java.util.OptionalLong;

/// How much stands in an account's home, running and interrupted uploads included, and how much
/// may.
public record Usage(long bytes, long files, OptionalLong mostBytes, OptionalLong mostFiles) {}
