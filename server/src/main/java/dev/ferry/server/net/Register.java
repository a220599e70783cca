package dev.ferry.server.net;

import dev.ferry.core.work.OnBehalf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The sessions of one protocol, from being let in to their end, and who looks after them. Safe for
/// use by many threads.
public final class Register<S extends Register.Tended> {

    private static final System.Logger LOG = System.getLogger(Register.class.getName());

    private static final Duration LOOK = Duration.ofMillis(10);

    private final String protocol;
    private final Set<S> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();

    /// A session. All of this is for any thread.
    public interface Tended {
        String id();

        /// How it stands.
        LiveSession live();

        /// Ends it and what runs in it, because somebody wants that.
        ///
        /// @param by who, for the log
        void kick(String by);

        /// Ends it where its account or its address may be here no longer.
        void recheck();

        /// Ends what has stood still for too long.
        ///
        /// @param now of [System#nanoTime()]
        void tick(long now);
    }

    /// @param protocol what the names of its sessions begin with
    public Register(String protocol) {
        this.protocol = protocol;
    }

    /// The name of the next session: `ftp-17`.
    public String nextId() {
        return protocol + "-" + accepted.incrementAndGet();
    }

    public void add(S session) {
        sessions.add(session);
    }

    public void remove(S session) {
        sessions.remove(session);
    }

    /// How many there are.
    public int size() {
        return sessions.size();
    }

    /// Looks after all from now on: whenever accounts or bans have changed, and now and then.
    ///
    /// @param watch whose thread looks now and then
    /// @param shortest of the times that a session may stand still: several looks fall into it
    public void tend(House house, ScheduledExecutorService watch, Duration shortest) {
        house.desk()
                .onChange(() -> {
                    house.limits().reload();
                    forEach(Tended::recheck);
                });
        long pause = Math.clamp(shortest.toMillis() / 4, 10, 1_000);
        var _ =
                watch.scheduleWithFixedDelay(
                        () -> forEach(session -> session.tick(System.nanoTime())),
                        pause,
                        pause,
                        TimeUnit.MILLISECONDS);
    }

    /// One session's fault keeps nobody from looking after the others.
    public void forEach(Consumer<? super S> care) {
        for (S session : sessions) {
            try {
                OnBehalf.of(session.id(), () -> care.accept(session));
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "looking after a session failed", e);
            }
        }
    }

    /// How each stands at this moment.
    public List<LiveSession> live() {
        return sessions.stream().map(Tended::live).toList();
    }

    /// Ends the sessions that `which` picks, and what runs in them.
    ///
    /// @param by who wants it, for the log
    /// @return those
    public List<LiveSession> kick(Predicate<LiveSession> which, String by) {
        var kicked = new ArrayList<LiveSession>();
        for (S session : sessions) {
            LiveSession now = session.live();
            if (!which.test(now)) continue;
            session.kick(by);
            kicked.add(now);
        }
        return kicked;
    }

    /// Waits until there is none.
    ///
    /// @return false where there still are some after `patience`
    public boolean awaitNone(Duration patience) throws InterruptedException {
        return awaitNone(patience, () -> {});
    }

    /// The same.
    ///
    /// @param meanwhile done before each look
    public boolean awaitNone(Duration patience, Runnable meanwhile) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!sessions.isEmpty()) {
            if (System.nanoTime() - deadline > 0) return false;
            meanwhile.run();
            Thread.sleep(LOOK);
        }
        return true;
    }
}
