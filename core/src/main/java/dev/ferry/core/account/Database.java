package dev.ferry.core.account;

import java.io.Closeable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteException;

/// The SQLite file, and the three platform threads that talk to it: one that writes, two that read.
/// SQLite's calls are native and would hold a virtual thread's carrier. The file may be open in
/// other processes at the same time. Whoever asks waits, interrupted or not. Safe for use by any
/// thread.
final class Database implements Closeable {

    private final Path file;
    private final Jdbi jdbi;
    private final ExecutorService writer = threads("ferry-db-write-", 1);
    private final ExecutorService readers = threads("ferry-db-read-", 2);
    private final Deque<Handle> idle = new ConcurrentLinkedDeque<>();

    /// Something done with a connection, on a thread of ours.
    interface Work<T> {
        T in(Handle connection) throws AccountException;
    }

    /// @param file a database whose tables are up to date
    Database(Path file) {
        this.file = file;
        this.jdbi = Jdbi.create(source(file));
    }

    /// Connections to `file`, which is there. Whatever is committed stays, a power cut included.
    static DataSource source(Path file) {
        var config = new SQLiteConfig();
        config.setBusyTimeout(5_000);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        // Else a transaction that reads before it writes can be told "busy" without any waiting.
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toUri()); // a URI: the path may hold '?' and '%'
        return source;
    }

    /// A look-up: one statement, which sees one state of the database.
    <T> T read(Work<T> work) throws AccountException {
        return result(readers.submit(() -> with(work)));
    }

    /// A transaction: all of `work`, or nothing where it throws.
    <T> T write(Work<T> work) throws AccountException {
        return result(writer.submit(() -> with(transaction(work))));
    }

    /// A connection of the caller's own. Close it.
    Handle connect() throws AccountException {
        try {
            return jdbi.open();
        } catch (JdbiException e) {
            throw failed(file, e);
        }
    }

    private static <T> Work<T> transaction(Work<T> work) {
        return connection -> connection.inTransaction(work::in);
    }

    private <T> T with(Work<T> work) throws AccountException {
        Handle connection = null;
        boolean sound = false;
        try {
            connection = idle.pollFirst();
            if (connection == null) connection = jdbi.open();
            T result = work.in(connection);
            sound = true;
            return result;
        } catch (AccountException e) {
            sound = true;
            throw e;
        } catch (JdbiException e) {
            throw failed(file, e);
        } finally {
            if (connection != null && sound) idle.addFirst(connection);
            else if (connection != null) discard(connection);
        }
    }

    private static void discard(Handle connection) {
        try {
            connection.close();
        } catch (JdbiException _) {
            // what broke it is being told already
        }
    }

    private static <T> T result(Future<T> work) throws AccountException {
        try {
            return Waiting.uninterrupted(work);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AccountException told) throw told;
            throw Waiting.unchecked(e);
        }
    }

    /// What went wrong with the database `file`, for the operator.
    static AccountException failed(Path file, Throwable e) {
        int code = 0;
        String detail = String.valueOf(e.getMessage());
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) detail = String.valueOf(sql.getMessage());
            if (cause instanceof SQLiteException sqlite) code = sqlite.getResultCode().code & 0xff;
        }
        String what =
                switch (code) {
                    case 5, 6 -> "is locked by another program; try again";
                    case 3, 14, 23 -> "cannot be opened; run Ferry as the user who owns it";
                    case 8 -> "cannot be written; run Ferry as the user who owns it";
                    case 10 -> "cannot be read or written: the disk failed (" + detail + ")";
                    case 11, 26 ->
                            "is damaged or not a database; put back a backup,"
                                    + " or move it away to begin with no accounts";
                    case 13 -> "cannot be written: the disk is full";
                    default -> "failed: " + detail;
                };
        return new AccountException(file + ": " + what, e);
    }

    private static ExecutorService threads(String name, int most) {
        var threads =
                new ThreadPoolExecutor(
                        most,
                        most,
                        30,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().name(name, 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /// Waits for what was begun.
    @Override
    public void close() {
        writer.close();
        readers.close();
        for (Handle connection; (connection = idle.pollFirst()) != null; ) connection.close();
    }
}
