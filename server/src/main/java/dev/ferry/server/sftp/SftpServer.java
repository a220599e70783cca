package dev.ferry.server.sftp;

import dev.ferry.core.account.Account;
import dev.ferry.core.account.LoginDesk;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.work.Event;
import dev.ferry.core.work.Events;
import dev.ferry.core.work.FileSettings;
import dev.ferry.core.work.Meters;
import dev.ferry.core.work.OnBehalf;
import dev.ferry.files.storage.Storage;
import dev.ferry.server.net.Limits;
import dev.ferry.server.net.LiveSession;
import dev.ferry.server.net.Network;
import dev.ferry.server.net.Peer;
import dev.ferry.server.net.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The SFTP listener and its sessions.
///
/// Threads: those of the transport, which read for all connections; one that looks after all
/// sessions; one for each conversation and for each login under way.
public final class SftpServer implements Reception {

    private static final System.Logger LOG = System.getLogger(SftpServer.class.getName());

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final SftpPremises premises;
    private final ExecutorService crew;
    private final ScheduledExecutorService watch;
    private final SshTransport transport;
    private final Set<SftpSession> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private volatile boolean stopping;

    private SftpServer(
            SftpPremises premises,
            ExecutorService crew,
            ScheduledExecutorService watch,
            List<KeyPair> hostKeys) {
        this.premises = premises;
        this.crew = crew;
        this.watch = watch;
        this.transport = new SshTransport(premises.settings(), hostKeys, this, crew);
    }

    /// Listens, and answers from now on.
    ///
    /// @param hostKeys what the server proves itself with, the best first
    /// @param limits who may be here, and how many, over all protocols
    /// @param meters what sessions of an account share, over all protocols; not closed by this
    /// @param homes the storage behind an account's home; many sessions may share it, and none
    ///   closes it; throws [java.io.UncheckedIOException] where a home cannot be opened
    /// @param checksums not closed by this
    /// @throws java.net.BindException if the port is taken or may not be used
    /// @throws IllegalArgumentException if an algorithm is not known, or is too weak to be taken
    public static SftpServer start(
            SftpSettings settings,
            List<KeyPair> hostKeys,
            Limits limits,
            Meters meters,
            LoginDesk desk,
            Function<Account, Storage> homes,
            FileSettings files,
            Checksums checksums,
            Events events,
            InstantSource clock)
            throws IOException {
        ExecutorService crew =
                Executors.newCachedThreadPool(
                        Thread.ofPlatform().daemon().name("sftp-crew-", 1).factory());
        ScheduledExecutorService watch =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("sftp-watch").factory());
        try {
            var premises =
                    new SftpPremises(
                            settings,
                            SftpBounds.usual(),
                            desk,
                            homes,
                            files,
                            checksums,
                            events,
                            clock,
                            limits,
                            meters,
                            crew,
                            watch);
            var server = new SftpServer(premises, crew, watch, hostKeys);
            server.begin();
            return server;
        } catch (IOException | RuntimeException e) {
            crew.shutdown();
            watch.shutdown();
            throw e;
        }
    }

    private void begin() throws IOException {
        transport.start();
        premises.desk().onChange(this::recheck);
        SftpSettings settings = premises.settings();
        Duration shortest =
                settings.idleTimeout().compareTo(settings.stallTimeout()) < 0
                        ? settings.idleTimeout()
                        : settings.stallTimeout();
        long pause = Math.clamp(shortest.toMillis() / 4, 10, 1_000);
        var _ =
                watch.scheduleWithFixedDelay(
                        () -> forEach(session -> session.tick(System.nanoTime())),
                        pause,
                        pause,
                        TimeUnit.MILLISECONDS);
    }

    private void recheck() {
        premises.limits().reload();
        forEach(SftpSession::recheck);
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return transport.address();
    }

    /// One session's fault keeps nobody from looking after the others.
    private void forEach(Consumer<SftpSession> care) {
        for (SftpSession session : sessions) {
            try {
                OnBehalf.of(session.id(), () -> care.accept(session));
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "looking after a session failed", e);
            }
        }
    }

    @Override
    public boolean isProxy(InetAddress address) {
        return premises.limits().settings().proxies().stream().anyMatch(it -> it.contains(address));
    }

    @Override
    public Arrival arrive(Peer peer, SftpSession.Line line) {
        var guest = new AtomicReference<@Nullable SftpSession>();
        Limits.Answer answer =
                premises.limits().enter(peer.address(), why -> dismiss(guest.get(), why));
        return switch (answer) {
            case Limits.Answer.Refused(Refusal why) -> {
                String address = Network.plain(peer.address()).getHostAddress();
                premises.events().tell(why.event(new Event.Who("", "door", address)));
                yield new Arrival.Refused(why.words());
            }
            case Limits.Answer.Admitted(Limits.Place place) -> {
                String id = "sftp-" + accepted.incrementAndGet();
                var session = new SftpSession(id, peer, place, premises, line, sessions::remove);
                sessions.add(session);
                guest.set(session);
                if (stopping) session.end(STOPPING);
                yield new Arrival.Admitted(session);
            }
        };
    }

    private static final String STOPPING = "The server is being stopped";

    /// Where his session is not there yet, it is ended by its time for logging in.
    private static void dismiss(@Nullable SftpSession session, Refusal why) {
        if (session != null) session.dismiss(why);
    }

    /// How each session stands at this moment.
    public List<LiveSession> live() {
        return sessions.stream().map(SftpSession::live).toList();
    }

    /// Ends the sessions that `which` picks, and what runs in them.
    ///
    /// @param by who wants it, for the log
    /// @return those
    public List<LiveSession> kick(Predicate<LiveSession> which, String by) {
        var kicked = new ArrayList<LiveSession>();
        for (SftpSession session : sessions) {
            LiveSession now = session.live();
            if (!which.test(now)) continue;
            session.kick(by);
            kicked.add(now);
        }
        return kicked;
    }

    /// How many sessions there are.
    public int sessions() {
        return sessions.size();
    }

    /// Stops: whoever comes is sent away, idle sessions end at once, files on their way may arrive
    /// within `grace` and are cut then. Returns when all is closed.
    public void stop(Duration grace) throws IOException, InterruptedException {
        stopping = true;
        long deadline = System.nanoTime() + grace.toNanos();
        while (!sessions.isEmpty() && System.nanoTime() - deadline < 0) {
            forEach(session -> {
                if (!session.isBusy()) session.end(STOPPING);
            });
            Thread.sleep(Duration.ofMillis(10));
        }
        forEach(session -> session.end(STOPPING));
        await(LAST_WORDS);
        transport.stop();
        await(LAST_WORDS);
        watch.shutdownNow();
        crew.shutdown();
    }

    private void await(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!sessions.isEmpty() && System.nanoTime() - deadline < 0) {
            Thread.sleep(Duration.ofMillis(10));
        }
    }
}
