package dev.ferry.files.storage.local;

import dev.ferry.files.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/// The contract holds where the kernel has no `openat2`, and where nothing is forced to disk.
final class LocalStorageWalkingByNameTest extends LocalStorageTest {

    @Override
    protected Storage storage() throws IOException {
        return LocalStorage.open(
                tree(), new LocalSettings(false, Duration.ofDays(7)), InstantSource.system());
    }

    @Override
    Tree tree() throws IOException {
        return new Tree(root, true);
    }
}
