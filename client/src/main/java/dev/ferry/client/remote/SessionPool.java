package dev.ferry.client.remote;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The sessions to one server: those at work and those that wait. A server that says it has too
/// many lowers their number by itself. Safe for use by many threads; whoever leases one gives it
/// back.
public final class SessionPool<S extends SessionPool.Session> implements AutoCloseable {

    /// What is done over one connection, by one thread at a time.
    public interface Session extends AutoCloseable {
        /// Whether the other side has not hung up, as far as can be seen without asking it.
        boolean isAlive();

        /// Whether it is good for more.
        boolean isUsable();

        /// Ends it from any thread.
        void cancel();

        @Override
        void close();
    }

    @FunctionalInterface
    public interface Opener<S> {
        S opened() throws IOException;
    }

    /// Something done with a session.
    @FunctionalInterface
    public interface Use<S, T> {
        T with(S session) throws IOException;
    }

    private final String address;
    private final Opener<S> opener;
    private final BooleanSupplier wasConnected;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
    private final ArrayDeque<S> idle = new ArrayDeque<>();
    private final Set<S> busy = new HashSet<>();
    private int opening;
    private int most;
    private boolean cancelled;
    private boolean closed;

    /// @param address of the server, for people
    /// @param most at one time
    /// @param wasConnected whether somebody was ever let in, so that a refused connection may be a
    ///   passing trouble
    public SessionPool(String address, int most, Opener<S> opener, BooleanSupplier wasConnected) {
        this.address = address;
        this.most = most;
        this.opener = opener;
        this.wasConnected = wasConnected;
    }

    public int most() {
        lock.lock();
        try {
            return most;
        } finally {
            lock.unlock();
        }
    }

    /// Leases a session for `use`, which is tried again where what failed may pass.
    ///
    /// @param kept whether the session stays with what `use` answers, which gives it back later
    public <T> T attempt(Retries retries, boolean kept, Use<? super S, T> use) throws IOException {
        Retries.Count count = retries.begin();
        while (true) {
            S session = lease(count);
            boolean keep = false;
            Failure why;
            try {
                T result = use.with(session);
                keep = kept;
                return result;
            } catch (Failure e) {
                why = e;
            } finally {
                // Once and no later: the next moment it may be somebody else's.
                if (!keep) giveBack(session);
            }
            count.again(why);
        }
    }

    /// Waits for a session or opens one; what may pass is tried again.
    public S lease(Retries.Count count) throws IOException {
        while (true) {
            S waiting = waitingOrRoom();
            if (waiting != null) {
                if (waiting.isAlive()) return waiting;
                giveBack(waiting);
                continue;
            }
            try {
                return opened();
            } catch (Failure.TooManySessions e) {
                if (fewer()) continue;
                count.again(e);
            } catch (Failure.NotConnected e) {
                if (!wasConnected.getAsBoolean()) throw e;
                count.again(new Failure.ConnectionLost(String.valueOf(e.getMessage()), null, e));
            } catch (Failure e) {
                count.again(e);
            }
        }
    }

    /// @return null where there is room for another, which is then counted as being opened
    private @Nullable S waitingOrRoom() throws IOException {
        lock.lock();
        try {
            while (true) {
                if (cancelled || closed) throw over();
                S session = idle.pollLast();
                if (session != null) {
                    busy.add(session);
                    return session;
                }
                if (busy.size() + opening < most) {
                    opening++;
                    return null;
                }
                returned.await(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Failure.Interrupted(address + ": cancelled");
        } finally {
            lock.unlock();
        }
    }

    private S opened() throws IOException {
        S session = null;
        try {
            session = opener.opened();
        } finally {
            lock.lock();
            try {
                opening--;
                if (session != null) busy.add(session);
                returned.signalAll();
            } finally {
                lock.unlock();
            }
        }
        if (isOver()) {
            giveBack(session);
            throw over();
        }
        return session;
    }

    private boolean isOver() {
        lock.lock();
        try {
            return cancelled || closed;
        } finally {
            lock.unlock();
        }
    }

    private Failure over() {
        return new Failure.Interrupted(address + ": cancelled");
    }

    /// Makes do with the sessions there are.
    ///
    /// @return false where there is none
    private boolean fewer() {
        lock.lock();
        try {
            int now = busy.size() + idle.size();
            if (now == 0) return false;
            most = Math.min(most, now);
            return true;
        } finally {
            lock.unlock();
        }
    }

    public void giveBack(S session) {
        boolean keep;
        lock.lock();
        try {
            if (!busy.remove(session)) return;
            keep = session.isUsable() && !cancelled && !closed && idle.size() < most;
            if (keep) idle.addLast(session);
            returned.signalAll();
        } finally {
            lock.unlock();
        }
        if (!keep) session.close();
    }

    public void cancel() {
        Set<S> all;
        lock.lock();
        try {
            cancelled = true;
            all = new HashSet<>(busy);
            all.addAll(idle);
            idle.clear();
            returned.signalAll();
        } finally {
            lock.unlock();
        }
        all.forEach(Session::cancel);
    }

    @Override
    public void close() {
        Set<S> working;
        ArrayDeque<S> waiting;
        lock.lock();
        try {
            closed = true;
            working = new HashSet<>(busy);
            waiting = new ArrayDeque<>(idle);
            idle.clear();
            returned.signalAll();
        } finally {
            lock.unlock();
        }
        waiting.forEach(Session::close);
        working.forEach(Session::cancel);
    }
}
