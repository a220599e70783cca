package dev.ferry.it.structure.planted.ssh.across;

/// What both sides of SSH share uses the room of files.
public record Across(dev.ferry.it.structure.planted.files.storage.Storage storage) {}
