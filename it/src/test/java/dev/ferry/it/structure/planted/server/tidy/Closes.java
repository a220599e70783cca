package dev.ferry.it.structure.planted.server.tidy;

import dev.ferry.it.structure.planted.files.storage.Storage;

/// Closes what it opened, which is its right.
public final class Closes {
    public void end(Storage storage) {
        storage.close();
    }
}
