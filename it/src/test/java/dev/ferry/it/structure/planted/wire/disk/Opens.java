package dev.ferry.it.structure.planted.wire.disk;

/// Names a real file where only words belong.
public record Opens(java.nio.file.Path path) {}
