package dev.ferry.it.structure.planted.app.two;

/// The other half.
public record Two(dev.ferry.it.structure.planted.app.one.One one) {}
