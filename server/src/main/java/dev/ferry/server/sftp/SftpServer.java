package dev.ferry.server.sftp;

import dev.ferry.server.net.House;
import dev.ferry.server.net.Limits;
import dev.ferry.server.net.Peer;
import dev.ferry.server.net.Refusal;
import dev.ferry.server.net.Register;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The SFTP listener and its sessions.
///
/// Threads: those of the transport, which read for all connections; those at the door, some, which
/// see to connections before their login and at their end; one that looks after all sessions; one
/// for each conversation and for each login under way.
public final class SftpServer implements Reception {

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /// So many may have to wait, for a disk or the audit log, before others do that come or leave.
    private static final int AT_THE_DOOR = 32;

    private static final Duration DOOR_LEAVES = Duration.ofSeconds(10);

    private final SftpPremises premises;
    private final ExecutorService crew;
    private final ExecutorService door;
    private final ScheduledExecutorService watch;
    private final SshTransport transport;
    private final Register<SftpSession> sessions = new Register<>("sftp");
    private volatile boolean stopping;

    private SftpServer(
            SftpPremises premises,
            ExecutorService crew,
            ExecutorService door,
            ScheduledExecutorService watch,
            List<KeyPair> hostKeys) {
        this.premises = premises;
        this.crew = crew;
        this.door = door;
        this.watch = watch;
        this.transport = new SshTransport(premises.settings(), hostKeys, this, crew, door);
    }

    /// Listens, and answers from now on.
    ///
    /// @param hostKeys what the server proves itself with, the best first
    /// @throws java.net.BindException if the port is taken or may not be used
    /// @throws IllegalArgumentException if an algorithm is not known, or is too weak to be taken
    public static SftpServer start(SftpSettings settings, List<KeyPair> hostKeys, House house)
            throws IOException {
        ExecutorService crew =
                Executors.newCachedThreadPool(
                        Thread.ofPlatform().daemon().name("sftp-crew-", 1).factory());
        ExecutorService door = door();
        ScheduledExecutorService watch =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("sftp-watch").factory());
        try {
            var premises = new SftpPremises(settings, SftpBounds.usual(), house, crew, watch);
            var server = new SftpServer(premises, crew, door, watch, hostKeys);
            server.begin();
            return server;
        } catch (IOException | RuntimeException e) {
            crew.shutdown();
            door.shutdown();
            watch.shutdown();
            throw e;
        }
    }

    private static ExecutorService door() {
        var door =
                new ThreadPoolExecutor(
                        AT_THE_DOOR,
                        AT_THE_DOOR,
                        DOOR_LEAVES.toSeconds(),
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name("sftp-door-", 1).factory());
        door.allowCoreThreadTimeOut(true);
        return door;
    }

    private void begin() throws IOException {
        transport.start();
        SftpSettings settings = premises.settings();
        Duration shortest =
                settings.idleTimeout().compareTo(settings.stallTimeout()) < 0
                        ? settings.idleTimeout()
                        : settings.stallTimeout();
        sessions.tend(premises.house(), watch, shortest);
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return transport.address();
    }

    @Override
    public boolean isProxy(InetAddress address) {
        return premises.house().limits().settings().isProxy(address);
    }

    @Override
    public Arrival arrive(Peer peer, SftpSession.Line line) {
        var guest = new AtomicReference<@Nullable SftpSession>();
        Limits.Answer answer =
                premises.house().limits().enter(peer.address(), why -> dismiss(guest.get(), why));
        return switch (answer) {
            case Limits.Answer.Refused(Refusal why) -> {
                premises.house().tellTurnedAway(why, peer.address());
                yield new Arrival.Refused(why.words());
            }
            case Limits.Answer.Admitted(Limits.Place place) -> {
                var session =
                        new SftpSession(
                                sessions.nextId(), peer, place, premises, line, sessions::remove);
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

    /// Who is here.
    public Register<?> sessions() {
        return sessions;
    }

    /// Stops: whoever comes is sent away, idle sessions end at once, files on their way may arrive
    /// within `grace` and are cut then. Returns when all is closed.
    public void stop(Duration grace) throws IOException, InterruptedException {
        stopping = true;
        sessions.awaitNone(
                grace,
                () ->
                        sessions.forEach(session -> {
                            if (!session.isBusy()) session.end(STOPPING);
                        }));
        sessions.forEach(session -> session.end(STOPPING));
        sessions.awaitNone(LAST_WORDS);
        transport.stop();
        sessions.awaitNone(LAST_WORDS);
        watch.shutdownNow();
        crew.shutdown();
        door.shutdown();
    }
}
