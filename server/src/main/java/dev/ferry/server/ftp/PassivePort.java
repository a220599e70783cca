package dev.ferry.server.ftp;

import static java.util.Objects.requireNonNull;

import dev.ferry.server.net.Network;
import dev.ferry.server.net.PortRange;
import dev.ferry.server.net.ProxyHeader;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A port on which one data connection is waited for.
///
/// The transfer's thread accepts. Until there is one, the port is swept now and then: strangers are
/// hung up on however many they are, so that they do not fill the queue before the client comes
/// (port stealing and its opposite, RFC 2577 §8). The first connection of the client's host is
/// kept, and the port closed. Any thread may close it at any time.
final class PassivePort implements Closeable {

    private static final System.Logger LOG = System.getLogger(PassivePort.class.getName());

    /// How many may wait between two sweeps; the kernel takes its own bound where that is lower.
    private static final int BACKLOG = 4096;

    private static final Duration FIRST_SWEEP = Duration.ofMillis(50);
    private static final Duration LAST_SWEEP = Duration.ofSeconds(1);

    /// Where no range is configured: the upper half of what systems choose from, above what people
    /// give to their servers.
    private static final PortRange EPHEMERAL = new PortRange(32_768, 60_999);

    private static final int CHOICES = 32;

    /// How long a proxy may take to say whom it speaks for.
    private static final Duration HEADER = Duration.ofSeconds(5);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ServerSocketChannel listener;
    private final InetAddress peer;
    private final List<Network> proxies;

    private final ReentrantLock lock = new ReentrantLock();
    private boolean awaited; // under lock: the transfer's thread accepts
    private @Nullable SocketChannel arrived; // under lock

    private PassivePort(ServerSocketChannel listener, InetAddress peer, List<Network> proxies) {
        this.listener = listener;
        this.peer = peer;
        this.proxies = proxies;
    }

    /// @param local the address to listen on: the control connection's
    /// @param peer the only host let in
    /// @param proxies whose connections say in a PROXY header whom they come from; where there are
    ///   any, nobody is let in before a transfer waits, since a header may keep one waiting
    /// @param sweeper where the port is looked after until a transfer waits at it
    /// @throws NoDataConnectionException if no port can be had
    static PassivePort open(
            InetAddress local,
            PortRange range,
            InetAddress peer,
            List<Network> proxies,
            ScheduledExecutorService sweeper)
            throws IOException {
        try {
            var port = new PassivePort(listen(local, range), peer, proxies);
            if (proxies.isEmpty()) port.sweepLater(sweeper, FIRST_SWEEP);
            return port;
        } catch (NoDataConnectionException e) {
            throw e;
        } catch (IOException e) { // no descriptors, or no ports at all
            LOG.log(System.Logger.Level.WARNING, "cannot listen for data connections", e);
            throw new NoDataConnectionException("the server cannot listen now; try again");
        }
    }

    private static ServerSocketChannel listen(InetAddress local, PortRange range)
            throws IOException {
        if (range.isAny()) return listen(local);
        int first = RANDOM.nextInt(range.size());
        for (int i = 0; i < range.size(); i++) {
            int port = range.from() + (first + i) % range.size();
            try {
                return bind(new InetSocketAddress(local, port));
            } catch (BindException _) {
                // taken: the next one
            }
        }
        throw new NoDataConnectionException("every passive port is in use; try again");
    }

    /// On any port: of our own choice, since the kernel's takes milliseconds once most ports have
    /// had a connection in the last minute, and keeps returning to the few others.
    private static ServerSocketChannel listen(InetAddress local) throws IOException {
        for (int tries = 0; tries < CHOICES; tries++) {
            int port = EPHEMERAL.from() + RANDOM.nextInt(EPHEMERAL.size());
            try {
                return bind(new InetSocketAddress(local, port));
            } catch (BindException _) {
                // taken: another one
            }
        }
        return bind(new InetSocketAddress(local, 0));
    }

    private static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.configureBlocking(false);
            return listener.bind(address, BACKLOG);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    int number() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    private void sweepLater(ScheduledExecutorService sweeper, Duration pause) {
        Duration next = pause.compareTo(LAST_SWEEP) < 0 ? pause.multipliedBy(2) : pause;
        try {
            var _ =
                    sweeper.schedule(
                            () -> {
                                if (sweep()) sweepLater(sweeper, next);
                            },
                            pause.toMillis(),
                            TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // the server is being stopped
        }
    }

    /// Takes in the client's connection if it is there, and hangs up on whoever else is.
    ///
    /// @return whether to look again
    private boolean sweep() {
        lock.lock();
        try {
            if (awaited || arrived != null || !listener.isOpen()) return false;
            takeIn();
            return arrived == null;
        } catch (IOException _) {
            return false; // closed meanwhile, or out of descriptors, which the transfer will tell
        } finally {
            lock.unlock();
        }
    }

    /// Takes in the client's connection if it is there.
    private void takeIn() throws IOException {
        SocketChannel came = listener.accept();
        while (came != null && !admit(came)) came = listener.accept();
    }

    /// Keeps the client's connection, and closes the port before anybody knows: it is free for the
    /// next PASV.
    private boolean admit(SocketChannel came) throws IOException {
        if (!isPeer(came)) {
            came.close();
            return false;
        }
        return keep(came);
    }

    private boolean keep(SocketChannel came) throws IOException {
        listener.close();
        arrived = came;
        return true;
    }

    private boolean isPeer(SocketChannel came) throws IOException {
        return came.getRemoteAddress() instanceof InetSocketAddress from
                && Network.plain(from.getAddress()).equals(peer);
    }

    /// The client's connection, from now on the caller's. Another thread ends the wait by closing
    /// this.
    SocketChannel await(Duration patience) throws IOException {
        try {
            lock.lock();
            try {
                awaited = true;
                if (arrived == null && proxies.isEmpty()) takeIn();
                if (arrived != null) return given();
            } finally {
                lock.unlock();
            }
            long deadline = System.nanoTime() + patience.toNanos();
            listener.configureBlocking(true);
            while (true) {
                SocketChannel came = accept(deadline);
                if (!introduces(came, deadline)) {
                    came.close();
                    continue;
                }
                lock.lock();
                try {
                    if (proxies.isEmpty() ? admit(came) : keep(came)) return given();
                } finally {
                    lock.unlock();
                }
            }
        } catch (SocketTimeoutException _) {
            throw new NoDataConnectionException(
                    "nobody connected within " + patience.toSeconds() + " seconds");
        } catch (IOException e) {
            var failure = new NoDataConnectionException("the passive port was closed");
            failure.initCause(e);
            throw failure;
        }
    }

    /// Whether the connection may be the client's as far as its PROXY header says.
    private boolean introduces(SocketChannel came, long deadline) throws IOException {
        if (proxies.isEmpty()) return true; // looked at by [#admit]
        if (!(came.getRemoteAddress() instanceof InetSocketAddress from)) return false;
        InetAddress source = from.getAddress();
        if (proxies.stream().noneMatch(it -> it.contains(source))) return isPeer(came);
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        Duration patience = left.compareTo(HEADER) < 0 ? left : HEADER;
        try {
            return switch (ProxyHeader.read(came, patience)) {
                case ProxyHeader.Named(InetAddress client, _) -> Network.plain(client).equals(peer);
                case ProxyHeader.Own() -> isPeer(came);
            };
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "data connection of proxy %s refused: %s"
                            .formatted(source.getHostAddress(), e.getMessage()));
            return false;
        }
    }

    private SocketChannel accept(long deadline) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) throw new SocketTimeoutException();
        listener.socket().setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
        return listener.socket().accept().getChannel();
    }

    private SocketChannel given() {
        SocketChannel came = requireNonNull(arrived);
        arrived = null;
        return came;
    }

    /// Closes the port, and the connection that came to it unless [#await] gave it away.
    @Override
    public void close() throws IOException {
        listener.close();
        lock.lock();
        try {
            if (arrived != null) given().close();
        } finally {
            lock.unlock();
        }
    }
}
