package dev.ferry.it.structure.planted.cellar;

/// In no room of the plan.
public record Nowhere() {}
