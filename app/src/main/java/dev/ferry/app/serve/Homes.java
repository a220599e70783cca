package dev.ferry.app.serve;

import dev.ferry.core.account.Account;
import dev.ferry.files.storage.Storage;
import dev.ferry.files.storage.local.LocalSettings;
import dev.ferry.files.storage.local.LocalStorage;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/// The storages of accounts' homes, one for each folder, opened when somebody first logs in to it.
/// Safe for use by many threads.
final class Homes implements Function<Account, Storage>, Closeable {

    private final LocalSettings settings;
    private final InstantSource clock;
    private final ConcurrentMap<Path, Storage> open = new ConcurrentHashMap<>();

    Homes(LocalSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /// @throws UncheckedIOException if the home cannot be opened
    @Override
    public Storage apply(Account account) {
        return open.computeIfAbsent(
                Path.of(account.home()),
                root -> {
                    try {
                        return LocalStorage.open(root, settings, clock);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    @Override
    public void close() throws IOException {
        for (Storage storage : open.values()) storage.close();
    }
}
