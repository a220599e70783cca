package dev.ferry.server.ftp;

import dev.ferry.server.net.House;
import dev.ferry.server.net.Limits;
import dev.ferry.server.net.Lounge;
import dev.ferry.server.net.Network;
import dev.ferry.server.net.Peer;
import dev.ferry.server.net.ProxyHeader;
import dev.ferry.server.net.Refusal;
import dev.ferry.server.net.Register;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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
    private final Register<Session> sessions = new Register<>("ftp");
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
    /// @param tls with what TLS is spoken where the settings want it; empty where they do not
    /// @throws java.net.BindException if the port is taken or may not be used
    public static FtpServer start(FtpSettings settings, House house, Optional<Tls> tls)
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
                            house,
                            selectors,
                            new ReplyCounts(),
                            crew,
                            watch,
                            new Lounge("ftp-lounge"),
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
        sessions.tend(premises.house(), premises.watch(), premises.settings().stallTimeout());
        for (Door door : doors) {
            String name = door.implicit() ? "ftps-listener" : "ftp-listener";
            acceptors.add(Thread.ofPlatform().name(name).start(() -> accept(door)));
        }
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return doors.getFirst().address();
    }

    /// Where it listens for TLS that begins at once, if it does.
    public Optional<InetSocketAddress> implicitAddress() {
        return doors.stream().filter(Door::implicit).map(Door::address).findFirst();
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
        if (!premises.house().limits().settings().isProxy(peer)) {
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
                premises.house().limits().enter(peer.address(), why -> dismiss(guest.get(), why));
        switch (answer) {
            case Limits.Answer.Refused(Refusal why) ->
                    turnAway(channel, implicit, why, peer.address());
            case Limits.Answer.Admitted(Limits.Place place) -> {
                Session session;
                try {
                    session =
                            new Session(
                                    sessions.nextId(),
                                    channel,
                                    implicit,
                                    peer,
                                    place,
                                    premises,
                                    sessions::remove);
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

    /// Where his session is not there yet, it is ended by its time for logging in.
    private static void dismiss(@Nullable Session session, Refusal why) {
        if (session != null) session.dismiss(why);
    }

    /// A reply of this length fits into any socket's buffer: nothing waits for the client.
    private void turnAway(SocketChannel channel, boolean implicit, Refusal why, InetAddress peer)
            throws IOException {
        Reply reply = Reply.limitReached(why.words());
        try (channel) {
            premises.house().tellTurnedAway(why, peer);
            if (implicit) return; // a reply in clear text would be no TLS
            channel.configureBlocking(false);
            channel.write(ByteBuffer.wrap(reply.wire().getBytes(StandardCharsets.UTF_8)));
            channel.shutdownOutput();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a client left at the door", e);
        }
    }

    /// Who is here.
    public Register<?> sessions() {
        return sessions;
    }

    /// How many replies of each code were given since the start.
    public Map<Integer, Long> replies() {
        return premises.replies().all();
    }

    /// Stops: nobody is let in any more, idle sessions end at once, running transfers may finish
    /// within `grace` and are cut then. Returns when all is closed.
    public void stop(Duration grace) throws IOException, InterruptedException {
        stopping = true;
        for (Door door : doors) door.listener().close();
        for (Thread acceptor : acceptors) acceptor.join();
        sessions.forEach(session -> session.end(Reply.shuttingDown()));
        if (!sessions.awaitNone(grace)) {
            sessions.forEach(session -> session.cut("the server is being stopped"));
            if (!sessions.awaitNone(LAST_WORDS)) {
                sessions.forEach(Session::kill);
                sessions.awaitNone(LAST_WORDS);
            }
        }
        premises.watch().shutdownNow();
        crew.shutdown();
        premises.lounge().close();
        selectors.close();
    }
}
