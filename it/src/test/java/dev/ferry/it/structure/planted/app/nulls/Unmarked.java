package dev.ferry.it.structure.planted.app.nulls;

/// In a package that says nothing of nulls.
public record Unmarked(String name) {}
