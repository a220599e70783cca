package dev.ferry.server.sftp;

import dev.ferry.core.checksum.ChecksumSettings;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.checksum.MemoryChecksums;
import dev.ferry.core.work.Event;
import dev.ferry.core.work.FileSettings;
import dev.ferry.core.work.Meters;
import dev.ferry.files.storage.Storage;
import dev.ferry.files.storage.memory.MemoryStorage;
import dev.ferry.server.ftp.TestBans;
import dev.ferry.server.ftp.TestDesk;
import dev.ferry.server.net.House;
import dev.ferry.server.net.LimitSettings;
import dev.ferry.server.net.Limits;
import dev.ferry.server.net.TestFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// An SFTP server on loopback over files in memory, all accounts in one home.
final class SftpTestServer implements AutoCloseable {

    private static final Duration LONG = Duration.ofSeconds(30);

    static final KeyPair HOST_KEY = SshKeys.make(SshKeys.Kind.ED25519);

    final TestDesk desk = new TestDesk();
    final TestBans bans = new TestBans();
    final Storage storage = new MemoryStorage();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final SftpServer server;
    private final Checksums checksums =
            new Checksums(ChecksumSettings.defaults(), new MemoryChecksums());
    private final Meters meters = new Meters(InstantSource.system(), Optional.empty());
    private boolean stopped;

    SftpTestServer() throws IOException {
        this(settings(), LimitSettings.defaults());
    }

    SftpTestServer(SftpSettings settings, LimitSettings limits) throws IOException {
        server =
                SftpServer.start(
                        settings,
                        List.of(HOST_KEY),
                        new House(
                                desk,
                                _ -> storage,
                                FileSettings.defaults(),
                                checksums,
                                events::add,
                                InstantSource.system(),
                                new Limits(limits, 1_000, bans, InstantSource.system()),
                                meters));
    }

    /// On any loopback port, with refusals that cost nothing, and with patience.
    static SftpSettings settings() {
        return settings(LONG, LONG, SftpSettings.Algorithms.modern());
    }

    static SftpSettings settings(
            Duration idle, Duration login, SftpSettings.Algorithms algorithms) {
        return settings(idle, login, LONG, Duration.ZERO, algorithms);
    }

    static SftpSettings stallingFor(Duration patience) {
        return settings(LONG, LONG, patience, Duration.ZERO, SftpSettings.Algorithms.modern());
    }

    static SftpSettings refusingAfter(Duration pause) {
        return settings(LONG, LONG, LONG, pause, SftpSettings.Algorithms.modern());
    }

    private static SftpSettings settings(
            Duration idle,
            Duration login,
            Duration stall,
            Duration refusal,
            SftpSettings.Algorithms algorithms) {
        return new SftpSettings(
                Optional.of(InetAddress.ofLiteral("127.0.0.1")),
                0,
                idle,
                login,
                stall,
                refusal,
                algorithms);
    }

    SftpTestServer file(String path, byte[] content) throws IOException {
        TestFiles.put(storage, path, content);
        return this;
    }

    InetSocketAddress address() {
        return server.address();
    }

    void stop(Duration grace) throws IOException {
        stopped = true;
        try {
            server.stop(grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (!stopped) stop(Duration.ZERO);
        meters.close();
        checksums.close();
    }
}
