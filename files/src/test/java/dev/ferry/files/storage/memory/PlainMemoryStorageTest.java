package dev.ferry.files.storage.memory;

import dev.ferry.files.storage.Storage;
import dev.ferry.files.storage.StorageContract;
import java.time.InstantSource;
import java.util.Set;

/// The contract holds for a storage that can nothing but the least.
final class PlainMemoryStorageTest extends StorageContract {

    @Override
    protected Storage storage() {
        return new MemoryStorage(InstantSource.system(), Set.of());
    }
}
