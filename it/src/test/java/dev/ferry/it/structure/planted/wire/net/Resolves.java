package dev.ferry.it.structure.planted.wire.net;

/// Looks up a host where only words belong.
public record Resolves(java.net.InetSocketAddress address) {}
