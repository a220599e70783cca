package dev.ferry.server.sftp;

import dev.ferry.server.net.Peer;
import java.net.InetAddress;

/// Whom a transport asks about a connection, before anything else happens on it. Nothing here
/// blocks.
interface Reception {

    /// What comes of a connection.
    sealed interface Arrival {
        record Admitted(SftpSession session) implements Arrival {}

        /// @param words for the client
        record Refused(String words) implements Arrival {}
    }

    /// Whether whoever connects from there says first whom he speaks for.
    boolean isProxy(InetAddress address);

    /// @param line to say something on, later
    Arrival arrive(Peer peer, SftpSession.Line line);
}
