package dev.ferry.server.ftp;

import dev.ferry.server.net.Network;
import dev.ferry.server.net.PortRange;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A port on which one data connection is waited for.
///
/// Accepts on a thread of its own from the moment it is announced: strangers are hung up on however
/// many they are, so none of them fills the queue before the client comes (port stealing and its
/// opposite, RFC 2577 §8). The first connection of the client's host is kept, and the port closed.
final class PassivePort implements Closeable {

    private static final System.Logger LOG = System.getLogger(PassivePort.class.getName());

    private static final int BACKLOG = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ServerSocketChannel listener;
    private final InetAddress peer;
    private final Thread acceptor;
    private final CompletableFuture<SocketChannel> arrival = new CompletableFuture<>();

    private PassivePort(ServerSocketChannel listener, InetAddress peer) {
        this.listener = listener;
        this.peer = peer;
        this.acceptor = Thread.ofVirtual().name("ftp-passive").unstarted(this::accept);
    }

    /// @param local the address to listen on: the control connection's
    /// @param peer the only host let in
    /// @throws NoDataConnectionException if no port can be had
    static PassivePort open(InetAddress local, PortRange range, InetAddress peer)
            throws IOException {
        try {
            var port = new PassivePort(listen(local, range), peer);
            port.acceptor.start();
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
        if (range.isAny()) {
            return bind(new InetSocketAddress(local, 0));
        }
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

    private static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            return listener.bind(address, BACKLOG);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    int number() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    private void accept() {
        try (listener) {
            while (true) {
                SocketChannel came = listener.accept();
                if (isPeer(came)) {
                    listener.close(); // before anybody knows: the port is free for the next PASV
                    if (!arrival.complete(came)) came.close();
                    return;
                }
                came.close();
            }
        } catch (IOException e) {
            arrival.completeExceptionally(e);
        }
    }

    private boolean isPeer(SocketChannel came) throws IOException {
        return came.getRemoteAddress() instanceof InetSocketAddress from
                && Network.plain(from.getAddress()).equals(peer);
    }

    /// The client's connection, from now on the caller's. Another thread ends the wait by closing
    /// this.
    SocketChannel await(Duration patience) throws IOException {
        try {
            return arrival.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new NoDataConnectionException(
                    "nobody connected within " + patience.toSeconds() + " seconds");
        } catch (ExecutionException e) {
            var failure = new NoDataConnectionException("the passive port was closed");
            failure.initCause(e);
            throw failure;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new NoDataConnectionException("the server is being stopped");
        }
    }

    /// Closes the port, and the connection that came to it unless [#await] gave it away.
    @Override
    public void close() throws IOException {
        listener.close();
        awaitAcceptor();
        if (!arrival.completeExceptionally(new IOException("closed"))
                && !arrival.isCompletedExceptionally()) {
            arrival.join().close();
        }
    }

    /// The port is not free before the thread has left it.
    private void awaitAcceptor() {
        try {
            acceptor.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
