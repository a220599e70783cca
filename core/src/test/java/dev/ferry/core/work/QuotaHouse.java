package dev.ferry.core.work;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.AccountLimits;
import dev.ferry.core.checksum.ChecksumSettings;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.checksum.MemoryChecksums;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Sink;
import dev.ferry.files.storage.local.LocalSettings;
import dev.ferry.files.storage.local.LocalStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;

/// Accounts with homes in one folder on disk, which may lie in each other.
final class QuotaHouse implements AutoCloseable {

    /// Far more than any test stores.
    static final long PLENTY = 1L << 40;

    private final Path root;
    private final InstantSource clock;
    private final Checksums checksums =
            new Checksums(ChecksumSettings.defaults(), new MemoryChecksums());
    private final Map<Path, LocalStorage> storages = new HashMap<>();
    private final Map<String, Account> accounts = new HashMap<>();
    Meters meters;

    QuotaHouse(Path root) {
        this(root, InstantSource.system(), Optional.empty());
    }

    QuotaHouse(Path root, InstantSource clock, Optional<Duration> recount) {
        this.root = root;
        this.clock = clock;
        this.meters = new Meters(clock, recount);
    }

    /// Somebody logs in.
    ///
    /// @param home below the folder
    /// @param bytes of the quota; negative for none
    synchronized Workspace login(String name, String home, long bytes) {
        Path folder = root.resolve(home).normalize();
        Account account = account(name, folder, bytes);
        accounts.put(name, account);
        return new Workspace(
                account,
                () -> Optional.of(account),
                storage(folder),
                FileSettings.defaults(),
                checksums,
                new Event.Who(name, "test-1", "127.0.0.1"),
                Events.none(),
                clock,
                meters);
    }

    private synchronized LocalStorage storage(Path folder) {
        return storages.computeIfAbsent(
                folder,
                it -> {
                    try {
                        Files.createDirectories(it);
                        return LocalStorage.open(
                                it, LocalSettings.defaults(), InstantSource.system());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private static Account account(String name, Path home, long bytes) {
        return Account.of(
                        "id-of-" + name,
                        name,
                        home.toString(),
                        Permissions.everywhere(Action.all()))
                .withLimits(
                        new AccountLimits(
                                bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes),
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                AccountLimits.Rates.NONE,
                                OptionalInt.empty(),
                                List.of(),
                                List.of(),
                                Optional.empty()));
    }

    /// As a start of the server: nothing is known.
    synchronized void restart() throws IOException {
        meters.close();
        for (LocalStorage storage : storages.values()) storage.close();
        storages.clear();
        meters = new Meters(clock, Optional.empty());
    }

    /// Counts anew, and waits for that.
    void recount(String name) throws IOException {
        Account account = accounts.get(name);
        if (account == null) throw new AssertionError("nobody is called " + name);
        long number = meters.recount(account, storage(Path.of(account.home())));
        awaitCount(name, number);
    }

    void awaitCount(String name, long number) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (standing(name).finished() < number) {
            if (standing(name).failed() >= number) {
                throw new AssertionError(standing(name).problem());
            }
            if (System.nanoTime() > deadline) throw new AssertionError("no count comes to its end");
            Thread.onSpinWait();
        }
    }

    /// Waits until nothing is counted and nothing will be.
    void awaitRest(String name) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (standing(name).counting()) {
            if (System.nanoTime() > deadline) throw new AssertionError("it counts and counts");
            Thread.onSpinWait();
        }
    }

    Meters.Standing standing(String name) throws IOException {
        Account account = accounts.get(name);
        if (account == null) throw new AssertionError("nobody is called " + name);
        return meters.standing(account).orElseThrow();
    }

    /// Bytes of files and of interrupted uploads, in `home` and below it.
    long onDisk(String home) throws IOException {
        try (Stream<Path> all = Files.walk(root.resolve(home))) {
            return all.filter(Files::isRegularFile)
                    .filter(it -> !it.endsWith("lock") && !it.toString().endsWith(".note"))
                    .mapToLong(it -> it.toFile().length())
                    .sum();
        }
    }

    @Override
    public void close() throws IOException {
        meters.close();
        for (LocalStorage storage : storages.values()) storage.close();
        checksums.close();
    }

    // ---- what people do

    static VirtualPath at(String path) {
        return VirtualPath.of(path);
    }

    static void put(Workspace files, String path, UploadMode mode, int size) throws IOException {
        try (Upload upload = files.upload(at(path), mode)) {
            upload.begin();
            upload.write(ByteBuffer.allocate(size));
            upload.commit(Sink.LastCheck.NONE);
        }
    }

    static void put(Workspace files, String path, int size) throws IOException {
        put(files, path, new UploadMode.Store(), size);
    }

    static void cut(Workspace files, String path, int size) throws IOException {
        try (Upload upload = files.upload(at(path), new UploadMode.Store())) {
            upload.begin();
            upload.write(ByteBuffer.allocate(size));
        }
    }

    static long used(Workspace files) throws IOException {
        return files.usage().orElseThrow().bytes();
    }

    /// Anything that can be done to one of a dozen files in `folder`.
    static void doSomething(Workspace files, String folder, Random random) {
        String path = folder + "/f" + random.nextInt(12);
        int size = 1 + random.nextInt(4000);
        try {
            switch (random.nextInt(7)) {
                case 0 -> files.delete(at(path));
                case 1 -> files.rename(at(path), at(folder + "/f" + random.nextInt(12)));
                case 2 -> put(files, path, new UploadMode.Append(), size);
                case 3 -> cut(files, path, size);
                default -> put(files, path, size);
            }
        } catch (IOException _) {
            // refused, gone, or taken over
        }
    }
}
