package dev.ferry.it.structure.planted.core.net;

/// Holds a socket of the older kind.
public record Dials(java.net.Socket socket) {}
