package dev.ferry.server.ftp;

import dev.ferry.server.net.Network;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/// At most one pending data connection of a session: PASV, EPSV, PORT and EPRT behind one
/// [#take()]. For the session's thread.
final class DataConnections implements Closeable {

    private final InetAddress local;
    private final InetAddress peer;
    private final FtpSettings settings;
    private final ScheduledExecutorService sweeper;
    private DataConnection.@Nullable Source pending;

    /// @param local the control connection's address on this machine
    /// @param peer the control connection's client
    /// @param sweeper where passive ports are looked after
    DataConnections(
            InetAddress local,
            InetAddress peer,
            FtpSettings settings,
            ScheduledExecutorService sweeper) {
        this.local = local;
        this.peer = peer;
        this.settings = settings;
        this.sweeper = sweeper;
    }

    InetAddress local() {
        return local;
    }

    /// The only host data goes to or comes from.
    InetAddress peer() {
        return peer;
    }

    /// Opens a port for the client to connect to, in place of whatever was pending.
    ///
    /// @return its number
    int listen() throws IOException {
        discard();
        var port = PassivePort.open(local, settings.passivePorts(), Network.plain(peer), sweeper);
        pending = new DataConnection.Source.Passive(port);
        return port.number();
    }

    /// Notes where to connect, in place of whatever was pending. Nothing leaves yet.
    void call(int port) throws IOException {
        discard();
        pending = new DataConnection.Source.Active(local, new InetSocketAddress(peer, port));
    }

    /// Claims the pending one for a transfer.
    ///
    /// @throws NoDataConnectionException if nothing is pending
    DataConnection take() throws NoDataConnectionException {
        DataConnection.Source source = pending;
        if (source == null) {
            throw new NoDataConnectionException("send EPSV, PASV, EPRT or PORT first");
        }
        pending = null;
        return new DataConnection(source, settings.dataTimeout());
    }

    /// Forgets what is pending.
    void discard() throws IOException {
        DataConnection.Source source = pending;
        pending = null;
        if (source instanceof DataConnection.Source.Passive(PassivePort port)) port.close();
    }

    @Override
    public void close() throws IOException {
        discard();
    }
}
