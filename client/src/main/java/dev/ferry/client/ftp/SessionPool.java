package dev.ferry.client.ftp;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Retries;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The sessions to one server: those at work and those that wait. A server that says it has too
/// many lowers their number by itself. Safe for use by many threads; whoever leases one gives it
/// back.
final class SessionPool implements AutoCloseable {

    private final FtpSettings settings;
    private final SiteMemory memory = new SiteMemory();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
    private final ArrayDeque<Session> idle = new ArrayDeque<>();
    private final Set<Session> busy = new HashSet<>();
    private int opening;
    private int most;
    private boolean cancelled;
    private boolean closed;

    SessionPool(FtpSettings settings) {
        this.settings = settings;
        most = settings.sessions();
    }

    SiteMemory memory() {
        return memory;
    }

    int most() {
        lock.lock();
        try {
            return most;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a session or opens one; what may pass is tried again.
    Session lease(Retries.Count count) throws IOException {
        while (true) {
            Session waiting = waitingOrRoom();
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
                if (!memory.wasConnected()) throw e;
                count.again(new Failure.ConnectionLost(String.valueOf(e.getMessage()), null, e));
            } catch (Failure e) {
                count.again(e);
            }
        }
    }

    /// @return null where there is room for another, which is then counted as being opened
    private @Nullable Session waitingOrRoom() throws IOException {
        lock.lock();
        try {
            while (true) {
                if (cancelled || closed) throw over();
                Session session = idle.pollLast();
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
            throw new Failure.Interrupted(settings.address() + ": cancelled");
        } finally {
            lock.unlock();
        }
    }

    private Session opened() throws IOException {
        Session session = null;
        try {
            session = new Session(settings, memory);
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
        return new Failure.Interrupted(settings.address() + ": cancelled");
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

    void giveBack(Session session) {
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

    void cancel() {
        Set<Session> all;
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
        Set<Session> working;
        ArrayDeque<Session> waiting;
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
