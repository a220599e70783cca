package dev.ferry.server.ftp;

import dev.ferry.server.net.Network;
import dev.ferry.server.net.Peer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// At most one pending data connection of a session: PASV, EPSV, PORT and EPRT behind one [#take];
/// and at most one that parts. For the session's thread.
final class DataConnections implements Closeable {

    private final InetAddress local;
    private final Peer peer;
    private final List<Network> proxies;
    private final FtpSettings settings;
    private final ScheduledExecutorService sweeper;
    private DataConnection.@Nullable Source pending;
    private final AtomicReference<@Nullable Parting> parting = new AtomicReference<>(); // the last

    /// @param local the control connection's address on this machine
    /// @param peer the control connection's client
    /// @param proxies whose data connections begin with a PROXY header too
    /// @param sweeper where passive ports are looked after, and connections that part
    DataConnections(
            InetAddress local,
            Peer peer,
            List<Network> proxies,
            FtpSettings settings,
            ScheduledExecutorService sweeper) {
        this.local = local;
        this.peer = peer;
        this.proxies = proxies;
        this.settings = settings;
        this.sweeper = sweeper;
    }

    /// The address the client knows us by.
    InetAddress reached() {
        return peer.reached();
    }

    /// The only host data goes to or comes from.
    InetAddress peer() {
        return peer.address();
    }

    /// Opens a port for the client to connect to, in place of whatever was pending.
    ///
    /// @return its number
    int listen() throws IOException {
        discard();
        var port =
                PassivePort.open(
                        local,
                        settings.passivePorts(),
                        Network.plain(peer.address()),
                        proxies,
                        sweeper);
        pending = new DataConnection.Source.Passive(port);
        return port.number();
    }

    /// Notes where to connect, in place of whatever was pending. Nothing leaves yet.
    void call(int port) throws IOException {
        discard();
        pending =
                new DataConnection.Source.Active(
                        local, new InetSocketAddress(peer.address(), port));
    }

    /// Claims the pending one for a transfer.
    ///
    /// @param cover what protects it
    /// @throws NoDataConnectionException if nothing is pending
    DataConnection take(Cover cover) throws NoDataConnectionException {
        DataConnection.Source source = pending;
        if (source == null) {
            throw new NoDataConnectionException("send EPSV, PASV, EPRT or PORT first");
        }
        pending = null;
        return new DataConnection(source, settings.dataTimeout(), cover, this::part);
    }

    /// Leaves the client time for its last word, until the next connection parts. For any thread.
    private void part(SocketChannel channel) throws IOException {
        replace(Parting.from(channel, sweeper));
    }

    private void replace(@Nullable Parting other) {
        Parting last = parting.getAndSet(other);
        if (last != null) last.close();
    }

    /// Forgets what is pending.
    void discard() throws IOException {
        DataConnection.Source source = pending;
        pending = null;
        if (source instanceof DataConnection.Source.Passive(PassivePort port)) port.close();
    }

    @Override
    public void close() throws IOException {
        replace(null);
        discard();
    }
}
