package dev.ferry.core.checksum;

import dev.ferry.core.account.OwnerOnly;
import dev.ferry.files.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// The SQLite file `checksums.db` of the data folder. A cache: it may be deleted while the server
/// is down, a damaged one is begun anew, and nothing in it is forced to disk.
///
/// One platform thread talks to SQLite. What is to be kept waits in memory until that thread writes
/// it, with all else that has come by then; what waits there is found, too.
public final class ChecksumFile implements ChecksumStore {

    private static final System.Logger LOG = System.getLogger(ChecksumFile.class.getName());

    private static final int VERSION = 1;
    private static final Duration GATHERING = Duration.ofMillis(300);

    /// What may wait; beyond it nothing is kept until there is room.
    private static final int MOST_WAITING = 20_000;

    /// How much is kept.
    ///
    /// @param mostRows about 150 bytes each
    /// @param mostAge since it was asked for or made; days count
    public record Bounds(long mostRows, Duration mostAge) {
        public static Bounds usual() {
            return new Bounds(500_000, Duration.ofDays(180));
        }
    }

    private record Key(String file, Algorithm algorithm) {}

    private record Kept(String state, String hex) {}

    private final Path file;
    private final Bounds bounds;
    private final InstantSource clock;
    private final Map<Key, Kept> waiting = new ConcurrentHashMap<>();
    private final AtomicBoolean planned = new AtomicBoolean();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("checksums").daemon().factory());
    private @Nullable Connection connection; // of that thread alone, as is what follows
    private @Nullable PreparedStatement lookup; // goes with the connection
    private boolean failed;
    private long untilPruning;

    private ChecksumFile(Path file, Bounds bounds, InstantSource clock) {
        this.file = file;
        this.bounds = bounds;
        this.clock = clock;
    }

    /// Opens the file, or begins it. One that cannot be used is said in the log, and then nothing
    /// is kept beyond this process.
    public static ChecksumFile open(Path file, Bounds bounds, InstantSource clock) {
        var opened = new ChecksumFile(file, bounds, clock);
        opened.thread.execute(opened::connect);
        return opened;
    }

    @Override
    public Optional<Checksum> find(Version version, Algorithm algorithm) {
        Kept waits = waiting.get(new Key(version.file(), algorithm));
        if (waits != null) {
            return waits.state().equals(version.state())
                    ? Optional.of(new Checksum(algorithm, waits.hex()))
                    : Optional.empty();
        }
        try {
            return CompletableFuture.supplyAsync(() -> look(version, algorithm), thread).join();
        } catch (RejectedExecutionException _) {
            return Optional.empty();
        }
    }

    @Override
    public void keep(Version version, Checksum checksum) {
        var key = new Key(version.file(), checksum.algorithm());
        if (waiting.size() >= MOST_WAITING && !waiting.containsKey(key)) return;
        waiting.put(key, new Kept(version.state(), checksum.hex()));
        plan();
    }

    private void plan() {
        if (!planned.compareAndSet(false, true)) return;
        try {
            var _ =
                    thread.schedule(
                            this::writeWaiting, GATHERING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // closed: what is lost will be computed again
        }
    }

    // ---- on the thread

    private void connect() {
        try {
            begin();
        } catch (SQLException | IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    file + ": " + e.getMessage() + "; checksums are gathered anew");
            try {
                disconnect();
                Files.deleteIfExists(file);
                begin();
            } catch (SQLException | IOException again) {
                fail(again);
            }
        }
    }

    private void begin() throws SQLException, IOException {
        restrict();
        var config = new SQLiteConfig();
        config.setBusyTimeout(1_000);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toUri()); // a URI: the path may hold '?' and '%'
        Connection opened = source.getConnection();
        connection = opened;
        try (var statement = opened.createStatement()) {
            int version;
            try (var row = statement.executeQuery("pragma user_version")) {
                version = row.next() ? row.getInt(1) : 0;
            }
            if (version != VERSION) {
                statement.execute("drop table if exists checksum");
                statement.execute(
                        """
                        create table checksum (
                            file      text   not null, -- device and inode
                            algorithm text   not null,
                            state     text   not null, -- size and times
                            hex       text   not null,
                            used      bigint not null, -- epoch day
                            primary key (file, algorithm)
                        ) without rowid\
                        """);
                statement.execute("create index checksum_used on checksum (used)");
                statement.execute("pragma user_version = " + VERSION);
            }
        }
        prune(opened);
    }

    /// For the owner only: what it holds tells of everybody's files. SQLite gives the files beside
    /// it the same mode.
    private void restrict() throws IOException {
        OwnerOnly.file(file);
        for (String beside : List.of("", "-wal", "-shm")) {
            OwnerOnly.restrict(file.resolveSibling(file.getFileName() + beside));
        }
    }

    private Optional<Checksum> look(Version version, Algorithm algorithm) {
        Connection open = connection;
        if (open == null) return Optional.empty();
        try {
            PreparedStatement query = lookup;
            if (query == null) {
                query =
                        open.prepareStatement(
                                "select hex, used from checksum"
                                        + " where file = ? and algorithm = ? and state = ?");
                lookup = query;
            }
            query.setString(1, version.file());
            query.setString(2, algorithm.text());
            query.setString(3, version.state());
            try (var row = query.executeQuery()) {
                if (!row.next()) return Optional.empty();
                var found = new Checksum(algorithm, row.getString(1));
                if (row.getLong(2) != today()) keep(version, found);
                return Optional.of(found);
            }
        } catch (SQLException e) {
            fail(e);
            return Optional.empty();
        }
    }

    private void writeWaiting() {
        planned.set(false);
        List<Map.Entry<Key, Kept>> batch = new ArrayList<>(waiting.entrySet());
        Connection open = connection;
        if (open != null && !batch.isEmpty()) {
            try {
                write(open, batch);
            } catch (SQLException e) {
                fail(e);
            }
        }
        if (connection == null) {
            while (waiting.size() > MOST_WAITING / 2) { // these are all there is
                var first = waiting.keySet().iterator();
                if (first.hasNext()) waiting.remove(first.next());
            }
            return;
        }
        for (var entry : batch) waiting.remove(entry.getKey(), entry.getValue());
    }

    private void write(Connection open, List<Map.Entry<Key, Kept>> batch) throws SQLException {
        open.setAutoCommit(false);
        try (var insert =
                open.prepareStatement(
                        "insert or replace into checksum (file, algorithm, state, hex, used)"
                                + " values (?, ?, ?, ?, ?)")) {
            for (var entry : batch) {
                insert.setString(1, entry.getKey().file());
                insert.setString(2, entry.getKey().algorithm().text());
                insert.setString(3, entry.getValue().state());
                insert.setString(4, entry.getValue().hex());
                insert.setLong(5, today());
                insert.addBatch();
            }
            insert.executeBatch();
            open.commit();
        } finally {
            open.setAutoCommit(true);
        }
        untilPruning -= batch.size();
        if (untilPruning <= 0) prune(open);
    }

    /// What was not asked for in a long time, and of too many the ones not asked for longest.
    private void prune(Connection open) throws SQLException {
        untilPruning = Math.max(1, bounds.mostRows() / 50);
        try (var old = open.prepareStatement("delete from checksum where used < ?");
                var many =
                        open.prepareStatement(
                                """
                                delete from checksum where (file, algorithm) in (
                                    select file, algorithm from checksum order by used
                                    limit max(0, (select count(*) from checksum) - ?))\
                                """)) {
            old.setLong(1, today() - bounds.mostAge().toDays());
            old.executeUpdate();
            many.setLong(1, bounds.mostRows());
            many.executeUpdate();
        }
    }

    private long today() {
        return clock.instant().getEpochSecond() / Duration.ofDays(1).toSeconds();
    }

    private void fail(Exception e) {
        if (!failed) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    file + ": " + e.getMessage() + "; checksums are kept in memory alone");
        }
        failed = true;
        disconnect();
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        lookup = null;
        try {
            if (open != null) open.close();
        } catch (SQLException _) {
            // it is given up anyway
        }
    }

    /// Writes what still waits.
    @Override
    public void close() {
        thread.execute(() -> {
            writeWaiting();
            disconnect();
        });
        thread.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (thread.awaitTermination(10, TimeUnit.SECONDS)) break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
