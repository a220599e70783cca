package dev.ferry.it.structure.planted.core.work;

import java.nio.channels.SocketChannel;

/// Holds a socket where only rules belong.
public record Listens(SocketChannel channel) {}
