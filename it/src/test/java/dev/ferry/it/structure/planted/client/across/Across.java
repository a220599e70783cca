package dev.ferry.it.structure.planted.client.across;

/// The client uses the server's room.
public record Across(dev.ferry.it.structure.planted.server.tidy.Closes closes) {}
