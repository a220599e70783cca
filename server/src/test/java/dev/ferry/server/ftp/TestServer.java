package dev.ferry.server.ftp;

import dev.ferry.core.account.Account;
import dev.ferry.core.checksum.ChecksumSettings;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.checksum.MemoryChecksums;
import dev.ferry.core.work.Event;
import dev.ferry.core.work.FileSettings;
import dev.ferry.core.work.Meters;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Storage;
import dev.ferry.files.storage.memory.MemoryStorage;
import dev.ferry.server.net.House;
import dev.ferry.server.net.LimitSettings;
import dev.ferry.server.net.Limits;
import dev.ferry.server.net.PortRange;
import dev.ferry.server.net.TestFiles;
import dev.ferry.server.net.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A server on loopback over files in memory, all accounts in one home.
final class TestServer implements AutoCloseable {

    final TestDesk desk = new TestDesk();
    final TestBans bans = new TestBans();
    final Storage storage;
    final Checksums checksums;

    /// What happened to files.
    final List<Event> events = new CopyOnWriteArrayList<>();

    /// What happened to sessions.
    final List<Event> visits = new CopyOnWriteArrayList<>();

    final Meters meters = new Meters(InstantSource.system(), FileSettings.defaults().recount());

    final FtpServer server;
    private boolean stopped;

    TestServer(FtpSettings settings) throws IOException {
        this(settings, new MemoryStorage());
    }

    TestServer(FtpSettings settings, Storage storage) throws IOException {
        this(settings, storage, new Checksums(ChecksumSettings.defaults(), new MemoryChecksums()));
    }

    /// @param checksums closed with this
    TestServer(FtpSettings settings, Storage storage, Checksums checksums) throws IOException {
        this(settings, LimitSettings.defaults(), storage, checksums, Optional.empty());
    }

    TestServer(FtpSettings settings, LimitSettings limits) throws IOException {
        this(
                settings,
                limits,
                new MemoryStorage(),
                new Checksums(ChecksumSettings.defaults(), new MemoryChecksums()),
                Optional.empty());
    }

    /// One that speaks TLS.
    TestServer(FtpSettings settings, Tls tls) throws IOException {
        this(
                settings,
                LimitSettings.defaults(),
                new MemoryStorage(),
                new Checksums(ChecksumSettings.defaults(), new MemoryChecksums()),
                Optional.of(tls));
    }

    /// The same with limits.
    TestServer(FtpSettings settings, LimitSettings limits, Tls tls) throws IOException {
        this(
                settings,
                limits,
                new MemoryStorage(),
                new Checksums(ChecksumSettings.defaults(), new MemoryChecksums()),
                Optional.of(tls));
    }

    private TestServer(
            FtpSettings settings,
            LimitSettings limits,
            Storage storage,
            Checksums checksums,
            Optional<Tls> tls)
            throws IOException {
        this.storage = storage;
        this.checksums = checksums;
        server =
                FtpServer.start(
                        settings,
                        new House(
                                desk,
                                (Account _) -> storage,
                                FileSettings.defaults(),
                                checksums,
                                this::hear,
                                InstantSource.system(),
                                new Limits(
                                        limits,
                                        settings.maxSessions(),
                                        bans,
                                        InstantSource.system()),
                                meters),
                        tls);
    }

    private void hear(Event event) {
        switch (event) {
            case Event.OfFiles of -> events.add(of);
            case Event.OfSession of -> visits.add(of);
        }
    }

    private static final Duration LONG = Duration.ofSeconds(30);

    /// On any loopback port, with refusals that cost nothing, and with patience.
    static FtpSettings settings() {
        return settings(InetAddress.ofLiteral("127.0.0.1"));
    }

    static FtpSettings settings(InetAddress bind) {
        return new FtpSettings(
                Optional.of(bind),
                0,
                PortRange.ANY,
                new PassiveAddress.None(),
                LONG,
                LONG,
                LONG,
                LONG,
                1_000,
                Duration.ZERO,
                Duration.ofMillis(2),
                "Ferry",
                List.of(),
                List.of(),
                true,
                "0.1",
                TlsSettings.defaults());
    }

    static FtpSettings announcing(PortRange range, PassiveAddress address) {
        return changed(range, address, LONG, LONG, LONG, LONG, 1_000);
    }

    static FtpSettings idleFor(Duration patience) {
        return changed(PortRange.ANY, new PassiveAddress.None(), patience, LONG, LONG, LONG, 1_000);
    }

    static FtpSettings loginWithin(Duration patience) {
        return changed(PortRange.ANY, new PassiveAddress.None(), LONG, patience, LONG, LONG, 1_000);
    }

    static FtpSettings dataWithin(Duration patience) {
        return changed(PortRange.ANY, new PassiveAddress.None(), LONG, LONG, patience, LONG, 1_000);
    }

    static FtpSettings failingAfter(Duration data, Duration stall) {
        return changed(PortRange.ANY, new PassiveAddress.None(), LONG, LONG, data, stall, 1_000);
    }

    static FtpSettings stallingFor(Duration patience) {
        return changed(PortRange.ANY, new PassiveAddress.None(), LONG, LONG, LONG, patience, 1_000);
    }

    static FtpSettings sessions(int most) {
        return changed(PortRange.ANY, new PassiveAddress.None(), LONG, LONG, LONG, LONG, most);
    }

    /// Leaves clients on a busy machine time to end both their connections.
    static FtpSettings pausing(Duration beforeTheVerdict) {
        FtpSettings base = settings();
        return new FtpSettings(
                base.bind(),
                0,
                base.passivePorts(),
                base.passiveAddress(),
                LONG,
                LONG,
                LONG,
                LONG,
                base.maxSessions(),
                base.refusalPause(),
                beforeTheVerdict,
                base.banner(),
                base.hosts(),
                base.charsets(),
                base.deflating(),
                base.version(),
                base.tls());
    }

    private static FtpSettings changed(
            PortRange range,
            PassiveAddress address,
            Duration idle,
            Duration login,
            Duration data,
            Duration stall,
            int sessions) {
        FtpSettings base = settings();
        return new FtpSettings(
                base.bind(),
                0,
                range,
                address,
                idle,
                login,
                data,
                stall,
                sessions,
                base.refusalPause(),
                base.verdictPause(),
                base.banner(),
                base.hosts(),
                base.charsets(),
                base.deflating(),
                base.version(),
                base.tls());
    }

    InetSocketAddress address() {
        return server.address();
    }

    TestServer file(String path, String content) throws IOException {
        return file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    TestServer file(String path, byte[] content) throws IOException {
        TestFiles.put(storage, path, content);
        return this;
    }

    TestServer folder(String path) throws IOException {
        storage.makeFolder(VirtualPath.of(path), 0755);
        return this;
    }

    /// What a file holds; empty where there is none.
    Optional<String> content(String path) throws IOException {
        return TestFiles.content(storage, path);
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
