package dev.ferry.files.storage.memory;

import dev.ferry.files.storage.Storage;
import dev.ferry.files.storage.StorageContract;

final class MemoryStorageTest extends StorageContract {

    @Override
    protected Storage storage() {
        return new MemoryStorage();
    }
}
