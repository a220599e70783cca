package dev.ferry.client.remote;

import java.util.OptionalLong;

/// How much fits at a site.
///
/// @param free bytes that may still be written
/// @param total bytes, with those that are taken; empty where nobody says
public record Space(long free, OptionalLong total) {}
