package dev.ferry.server.net;

import java.net.InetAddress;

/// Who is at the other end of a connection, and as whom he reached us; behind a proxy, as that one
/// says. What limits, bans and rules go by.
///
/// @param address the client's, its zone included
/// @param reached the address it connected to
public record Peer(InetAddress address, InetAddress reached) {}
