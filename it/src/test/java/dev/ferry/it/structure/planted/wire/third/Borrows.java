package dev.ferry.it.structure.planted.wire.third;

import org.slf4j.Logger;

/// A third party in a room that has none.
public record Borrows(Logger log) {}
