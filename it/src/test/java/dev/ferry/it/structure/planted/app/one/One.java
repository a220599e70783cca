package dev.ferry.it.structure.planted.app.one;

/// Half of a circle.
public record One(dev.ferry.it.structure.planted.app.two.Two two) {}
