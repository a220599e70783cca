package dev.ferry.it.structure.planted.server.door;

import dev.ferry.it.structure.planted.files.storage.Storage;

/// Deletes without asking the one who knows the rules.
public final class Around {
    public void delete(Storage storage) {
        storage.delete("anything");
    }
}
