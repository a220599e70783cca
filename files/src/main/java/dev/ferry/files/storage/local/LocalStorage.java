package dev.ferry.files.storage.local;

import dev.ferry.files.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

public final class LocalStorage {
    private LocalStorage() {}

    public static Storage open(Path root, LocalSettings settings, InstantSource clock)
            throws IOException {
        throw new IOException("stand-in");
    }
}
