package dev.ferry.app.serve;

import dev.ferry.app.cli.OwnerOnly;
import dev.ferry.core.account.Account;
import dev.ferry.files.storage.Storage;
import dev.ferry.files.storage.local.LocalSettings;
import dev.ferry.files.storage.local.LocalStorage;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/// The storages of accounts' homes, one for each folder, opened when somebody first logs in to it.
/// Safe for use by many threads.
final class Homes implements Function<Account, Storage>, Closeable {

    private static final System.Logger LOG = System.getLogger(Homes.class.getName());

    private final Path data;
    private final LocalSettings settings;
    private final InstantSource clock;
    private final ConcurrentMap<Path, Storage> open = new ConcurrentHashMap<>();

    /// @param data the data folder: a home below it is made again where somebody removed it
    Homes(Path data, LocalSettings settings, InstantSource clock) throws IOException {
        this.data = data.toRealPath();
        this.settings = settings;
        this.clock = clock;
    }

    /// @throws UncheckedIOException if the home cannot be opened
    @Override
    public Storage apply(Account account) {
        return open.computeIfAbsent(Path.of(account.home()), this::open);
    }

    /// Mends what a crash left in the home: joins to files are cut back, stages of no use removed.
    /// A home that cannot be opened now is not touched; its login says why.
    void mend(Account account) {
        Path home = Path.of(account.home());
        if (Files.notExists(home)) return;
        try {
            LocalStorage.open(home, settings, clock).close();
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "%s: home %s cannot be opened: %s".formatted(account.name(), home, e));
        }
    }

    private Storage open(Path home) {
        try {
            if (home.startsWith(data) && Files.notExists(home)) {
                Files.createDirectories(home, OwnerOnly.folder(home));
            }
            return LocalStorage.open(home, settings, clock);
        } catch (IOException e) {
            throw new UncheckedIOException("home " + home + ": cannot be opened", e);
        }
    }

    @Override
    public void close() throws IOException {
        for (Storage storage : open.values()) storage.close();
    }
}
