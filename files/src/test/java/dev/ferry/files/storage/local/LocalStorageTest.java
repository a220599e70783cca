package dev.ferry.files.storage.local;

import dev.ferry.files.storage.Storage;
import dev.ferry.files.storage.StorageContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest extends StorageContract {

    @TempDir Path root;

    @Override
    protected Storage storage() throws IOException {
        return LocalStorage.open(tree(), LocalSettings.defaults(), InstantSource.system());
    }

    /// Some paths are longer than those who tidy up after tests can delete.
    @AfterEach
    void removeDeepFolders() throws Exception {
        new ProcessBuilder("sh", "-c", "rm -rf \"$0\"/*", root.toString()).start().waitFor();
    }

    /// Each round waits for the disk; `-Dferry.full=true` runs as many as storages in memory do.
    @Override
    public int rounds() {
        return Boolean.getBoolean("ferry.full") ? super.rounds() : 200;
    }

    Tree tree() throws IOException {
        return new Tree(root);
    }

    /// Closing a storage leaves running uploads as they are, which is all that a kill does too.
    @Override
    protected Storage reopened() throws IOException {
        files().close();
        return storage();
    }
}
