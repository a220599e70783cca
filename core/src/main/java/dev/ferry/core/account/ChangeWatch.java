package dev.ferry.core.account;

import java.io.Closeable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// Looks once a second whether the database was changed through any other connection, of this
/// process or another, and tells so. Needs no help from whoever changed it, unlike [ChangeCounter]:
/// it sees the change of a process that died between commit and increment, and that of a stranger's
/// tool. The first look counts as a change, since nobody knows what came before it. Has a thread
/// and a connection of its own.
final class ChangeWatch implements Closeable {

    private static final System.Logger LOG = System.getLogger(ChangeWatch.class.getName());

    private final Database database;
    private final Runnable changed;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable Handle connection;
    private long last;

    /// @param changed called on the thread of this; must not wait for long, and throws nothing
    ChangeWatch(Database database, Runnable changed) {
        this.database = database;
        this.changed = changed;
        this.thread =
                Thread.ofPlatform().name("ferry-accounts-watch").daemon().start(this::keepLooking);
    }

    private void keepLooking() {
        try {
            do {
                if (looksChanged()) changed.run();
            } while (!closing.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException _) {
            // nobody interrupts this thread but to end it
        } finally {
            disconnect();
        }
    }

    /// Where the database cannot be asked, it may have changed.
    private boolean looksChanged() {
        try {
            boolean first = connection == null;
            if (first) connection = database.connect();
            long before = last;
            last = version(connection);
            return first || last != before;
        } catch (AccountException | JdbiException e) {
            LOG.log(System.Logger.Level.WARNING, "accounts cannot be watched: " + e.getMessage());
            disconnect();
            return true;
        }
    }

    private static long version(@Nullable Handle connection) {
        if (connection == null) throw new IllegalStateException("not connected");
        return connection.createQuery("pragma data_version").mapTo(long.class).one();
    }

    private void disconnect() {
        if (connection != null) connection.close();
        connection = null;
    }

    @Override
    public void close() {
        closing.countDown();
        if (Thread.currentThread().equals(thread)) return;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
