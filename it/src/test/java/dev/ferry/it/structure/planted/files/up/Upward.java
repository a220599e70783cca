package dev.ferry.it.structure.planted.files.up;

/// A low room that uses a high one.
public record Upward(dev.ferry.it.structure.planted.core.work.Listens above) {}
