package dev.ferry.it.structure.planted.wire.aside;

/// The room of words uses the room of files.
public record Sideways(dev.ferry.it.structure.planted.files.storage.Storage storage) {}
