package dev.ferry.server.sftp;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.account.Account;
import dev.ferry.core.checksum.ChecksumSettings;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.checksum.MemoryChecksums;
import dev.ferry.core.work.Event;
import dev.ferry.core.work.FileSettings;
import dev.ferry.core.work.Meters;
import dev.ferry.core.work.Workspace;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Storage;
import dev.ferry.files.storage.memory.MemoryStorage;
import dev.ferry.server.net.TestFiles;
import dev.ferry.wire.sftp.RequestParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// Files in memory, and an account that may do what a test says.
final class SftpHouse implements AutoCloseable {

    final Storage storage;
    final List<Event> events = new CopyOnWriteArrayList<>();
    final SftpBounds bounds;

    /// Handles of all conversations: they are of one session.
    final AtomicInteger handles = new AtomicInteger();

    private final Checksums checksums =
            new Checksums(ChecksumSettings.defaults(), new MemoryChecksums());
    private final Meters meters = new Meters(InstantSource.system(), Optional.empty());
    private volatile Account account;

    SftpHouse(Set<Action> allowed) {
        this(allowed, SftpBounds.usual());
    }

    SftpHouse(Set<Action> allowed, SftpBounds bounds) {
        this(allowed, bounds, new MemoryStorage());
    }

    /// @param storage stays open
    SftpHouse(Set<Action> allowed, SftpBounds bounds, Storage storage) {
        this.storage = storage;
        this.bounds = bounds;
        this.account = Account.of("id-anna", "anna", "/home", Permissions.everywhere(allowed));
    }

    static SftpHouse open() {
        return new SftpHouse(Action.all());
    }

    SftpHouse account(UnaryOperator<Account> change) {
        account = change.apply(account);
        return this;
    }

    Workspace files() {
        return new Workspace(
                account,
                () -> Optional.of(account),
                storage,
                FileSettings.defaults(),
                checksums,
                new Event.Who("anna", "sftp-1", "127.0.0.1"),
                events::add,
                InstantSource.system(),
                meters);
    }

    Exchange exchange() {
        return new Exchange(
                files(),
                bounds,
                handles,
                new SftpErrors("sftp-1"),
                InstantSource.system(),
                RequestParser.LONGEST,
                () -> false);
    }

    SftpHouse file(String path, String content) throws IOException {
        TestFiles.put(storage, path, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    SftpHouse folder(String path) throws IOException {
        storage.makeFolder(VirtualPath.of(path), 0755);
        return this;
    }

    /// What a file holds; empty where there is none.
    Optional<String> content(String path) throws IOException {
        return TestFiles.content(storage, path);
    }

    /// How many bytes the account's interrupted upload of that name holds.
    Optional<Long> partial(String path) throws IOException {
        return storage.partials()
                .find(VirtualPath.of(path), account.id())
                .map(entry -> entry.size());
    }

    @Override
    public void close() {
        meters.close();
        checksums.close();
    }
}
