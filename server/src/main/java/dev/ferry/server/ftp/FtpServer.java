package dev.ferry.server.ftp;

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
import dev.ferry.server.net.Lounge;
import dev.ferry.server.net.Network;
import dev.ferry.server.net.Peer;
import dev.ferry.server.net.ProxyHeader;
import dev.ferry.server.net.Refusal;
import dev.ferry.server.net.Selectors;
import dev.ferry.server.net.Tls;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The FTP listeners and their sessions.
///
/// Threads: one for each listener that accepts (they keep the program running), one that looks
/// after all sessions, one that watches the silent ones, and a crew: one for each session whose
/// client speaks, two where a transfer takes its time.
public final class FtpServer {

    private static final System.Logger LOG = System.getLogger(FtpServer.class.getName());

    private static final int BACKLOG = 1024;

    /// How long a proxy may take to say whom it speaks for.
    private static final Duration HEADER = Duration.ofSeconds(5);

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final List<Door> doors;
    private final Premises premises;
    private final Selectors selectors;
    private final Crew crew;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final List<Thread> acceptors = new ArrayList<>();
    private final AtomicInteger introducing = new AtomicInteger();
    private volatile boolean stopping;

    /// Where clients come in.
    ///
    /// @param implicit whether TLS begins at once
    private record Door(ServerSocketChannel listener, InetSocketAddress address, boolean implicit) {

        static Door at(FtpSettings settings, int port, boolean implicit) throws IOException {
            ServerSocketChannel listener = ServerSocketChannel.open();
            try {
                listener.bind(
                        settings.bind()
                                .map(host -> new InetSocketAddress(host, port))
                                .orElseGet(() -> new InetSocketAddress(port)),
                        BACKLOG);
                var address = (InetSocketAddress) listener.getLocalAddress();
                return new Door(listener, address, implicit);
            } catch (IOException | RuntimeException e) {
                listener.close();
                throw e;
            }
        }
    }

    private FtpServer(List<Door> doors, Premises premises, Selectors selectors, Crew crew) {
        this.doors = List.copyOf(doors);
        this.premises = premises;
        this.selectors = selectors;
        this.crew = crew;
    }

    /// Listens, and answers from now on.
    ///
    /// @param homes the storage behind an account's home; many sessions may share it, and none
    ///   closes it; throws [java.io.UncheckedIOException] where a home cannot be opened
    /// @param files how new files come to be
    /// @param checksums not closed by this
    /// @param limits who may be here, and how many, over all protocols
    /// @param meters what sessions of an account share, over all protocols; not closed by this
    /// @param tls with what TLS is spoken where the settings want it; empty where they do not
    /// @throws java.net.BindException if the port is taken or may not be used
    public static FtpServer start(
            FtpSettings settings,
            Limits limits,
            Meters meters,
            LoginDesk desk,
            Function<Account, Storage> homes,
            FileSettings files,
            Checksums checksums,
            Events events,
            InstantSource clock,
            Optional<Tls> tls)
            throws IOException {
        var doors = new ArrayList<Door>();
        try {
            doors.add(Door.at(settings, settings.port(), false));
            OptionalInt implicit = settings.tls().port();
            if (implicit.isPresent()) doors.add(Door.at(settings, implicit.getAsInt(), true));
            var selectors = new Selectors();
            var crew = new Crew();
            var watch =
                    Executors.newSingleThreadScheduledExecutor(
                            Thread.ofPlatform().daemon().name("ftp-watch").factory());
            var premises =
                    new Premises(
                            settings,
                            desk,
                            homes,
                            files,
                            checksums,
                            events,
                            clock,
                            selectors,
                            new ReplyCounts(),
                            crew,
                            watch,
                            new Lounge("ftp-lounge"),
                            limits,
                            meters,
                            tls);
            var server = new FtpServer(doors, premises, selectors, crew);
            server.begin();
            return server;
        } catch (IOException | RuntimeException e) {
            for (Door door : doors) door.listener().close();
            throw e;
        }
    }

    private void begin() {
        premises.desk().onChange(this::recheck);
        long stall = premises.settings().stallTimeout().toMillis();
        long pause = Math.clamp(stall / 4, 10, 1_000);
        var _ =
                premises.watch()
                        .scheduleWithFixedDelay(
                                () -> forEach(session -> session.tick(System.nanoTime())),
                                pause,
                                pause,
                                TimeUnit.MILLISECONDS);
        for (Door door : doors) {
            String name = door.implicit() ? "ftps-listener" : "ftp-listener";
            acceptors.add(Thread.ofPlatform().name(name).start(() -> accept(door)));
        }
    }

    private void recheck() {
        premises.limits().reload();
        forEach(Session::recheck);
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return doors.getFirst().address();
    }

    /// Where it listens for TLS that begins at once, if it does.
    public Optional<InetSocketAddress> implicitAddress() {
        return doors.stream().filter(Door::implicit).map(Door::address).findFirst();
    }

    /// One session's fault keeps nobody from looking after the others.
    private void forEach(Consumer<Session> care) {
        for (Session session : sessions) {
            try {
                OnBehalf.of(session.id(), () -> care.accept(session));
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "looking after a session failed", e);
            }
        }
    }

    private void accept(Door door) {
        while (true) {
            try {
                admit(door.listener().accept(), door.implicit());
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException | OutOfMemoryError e) { // out of descriptors, or of threads
                LOG.log(System.Logger.Level.WARNING, "cannot accept a connection", e);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(50));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void admit(SocketChannel channel, boolean implicit) throws IOException {
        InetAddress peer;
        InetAddress local;
        try {
            peer = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
            local = ((InetSocketAddress) channel.getLocalAddress()).getAddress();
        } catch (IOException e) { // gone before it was let in
            LOG.log(System.Logger.Level.DEBUG, "a client left at the door", e);
            channel.close();
            return;
        }
        List<Network> proxies = premises.limits().settings().proxies();
        if (proxies.stream().noneMatch(it -> it.contains(peer))) {
            admit(channel, implicit, new Peer(peer, local));
        } else if (introducing.incrementAndGet() > premises.settings().maxSessions()) {
            introducing.decrementAndGet();
            turnAway(
                    channel,
                    implicit,
                    new Refusal.ServerFull(premises.settings().maxSessions()),
                    peer);
        } else {
            crew.execute(() -> admitProxied(channel, implicit, new Peer(peer, local)));
        }
    }

    /// Lets in whom a proxy speaks for.
    private void admitProxied(SocketChannel channel, boolean implicit, Peer proxy) {
        try {
            Peer peer =
                    switch (ProxyHeader.read(channel, HEADER)) {
                        case ProxyHeader.Named(InetAddress client, InetAddress reached) ->
                                new Peer(client, reached);
                        case ProxyHeader.Own() -> proxy;
                    };
            admit(channel, implicit, peer);
        } catch (IOException e) {
            String address = Network.plain(proxy.address()).getHostAddress();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "connection of proxy %s refused: %s".formatted(address, e.getMessage()));
            try {
                channel.close();
            } catch (IOException _) {
                // closed well or not
            }
        } finally {
            introducing.decrementAndGet();
        }
    }

    private void admit(SocketChannel channel, boolean implicit, Peer peer) throws IOException {
        var guest = new AtomicReference<@Nullable Session>();
        Limits.Answer answer =
                premises.limits().enter(peer.address(), why -> dismiss(guest.get(), why));
        switch (answer) {
            case Limits.Answer.Refused(Refusal why) ->
                    turnAway(channel, implicit, why, peer.address());
            case Limits.Answer.Admitted(Limits.Place place) -> {
                Session session;
                try {
                    String id = "ftp-" + accepted.incrementAndGet();
                    session =
                            new Session(id, channel, implicit, peer, place, premises, this::closed);
                    session.greet();
                } catch (IOException e) { // gone before it was let in
                    LOG.log(System.Logger.Level.DEBUG, "a client left at the door", e);
                    place.close();
                    channel.close();
                    return;
                }
                sessions.add(session);
                guest.set(session);
                session.goOn();
                if (stopping) session.end(Reply.shuttingDown());
            }
        }
    }

    private void closed(Session session) {
        sessions.remove(session);
    }

    /// Where his session is not there yet, it is ended by its time for logging in.
    private static void dismiss(@Nullable Session session, Refusal why) {
        if (session != null) session.dismiss(why);
    }

    /// A reply of this length fits into any socket's buffer: nothing waits for the client.
    private void turnAway(SocketChannel channel, boolean implicit, Refusal why, InetAddress peer)
            throws IOException {
        Reply reply = Reply.limitReached(why.words());
        try (channel) {
            String address = Network.plain(peer).getHostAddress();
            premises.events().tell(why.event(new Event.Who("", "door", address)));
            if (implicit) return; // a reply in clear text would be no TLS
            channel.configureBlocking(false);
            channel.write(ByteBuffer.wrap(reply.wire().getBytes(StandardCharsets.UTF_8)));
            channel.shutdownOutput();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a client left at the door", e);
        }
    }

    /// How each session stands at this moment.
    public List<LiveSession> live() {
        return sessions.stream().map(Session::live).toList();
    }

    /// Ends the sessions that `which` picks, and what runs in them.
    ///
    /// @param by who wants it, for the log
    /// @return those
    public List<LiveSession> kick(Predicate<LiveSession> which, String by) {
        var kicked = new ArrayList<LiveSession>();
        for (Session session : sessions) {
            LiveSession now = session.live();
            if (!which.test(now)) continue;
            session.kick(by);
            kicked.add(now);
        }
        return kicked;
    }

    /// How many replies of each code were given since the start.
    public Map<Integer, Long> replies() {
        return premises.replies().all();
    }

    /// How many sessions there are.
    public int sessions() {
        return sessions.size();
    }

    /// Stops: nobody is let in any more, idle sessions end at once, running transfers may finish
    /// within `grace` and are cut then. Returns when all is closed.
    public void stop(Duration grace) throws IOException, InterruptedException {
        stopping = true;
        for (Door door : doors) door.listener().close();
        for (Thread acceptor : acceptors) acceptor.join();
        forEach(session -> session.end(Reply.shuttingDown()));
        if (!awaitAll(grace)) {
            forEach(session -> session.cut("the server is being stopped"));
            if (!awaitAll(LAST_WORDS)) {
                forEach(Session::kill);
                awaitAll(LAST_WORDS);
            }
        }
        premises.watch().shutdownNow();
        crew.shutdown();
        premises.lounge().close();
        selectors.close();
    }

    private boolean awaitAll(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!sessions.isEmpty()) {
            if (System.nanoTime() > deadline) return false;
            Thread.sleep(Duration.ofMillis(10));
        }
        return true;
    }
}
