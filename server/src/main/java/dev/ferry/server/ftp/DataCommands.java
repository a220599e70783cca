package dev.ferry.server.ftp;

import dev.ferry.core.work.ByteRange;
import dev.ferry.server.ftp.State.Coming.Start;
import dev.ferry.server.ftp.State.LoggedIn;
import dev.ferry.server.net.Network;
import dev.ferry.wire.ftp.Command;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// PORT, PASV, EPRT and EPSV, and who may name whom in them (RFC 2577 §3, RFC 2428).
final class DataCommands {

    private static final int FIRST_UNPRIVILEGED = 1024;

    private final DataConnections connections;
    private final PassiveAddress announced;
    private final TlsCommands tls;

    DataCommands(DataConnections connections, PassiveAddress announced, TlsCommands tls) {
        this.connections = connections;
        this.announced = announced;
        this.tls = tls;
    }

    Step port(String verb, Command.HostPort to, LoggedIn in) throws IOException {
        if (in.extendedPassiveOnly()) return say(Reply.onlyExtendedPassiveNow(verb), in);
        InetAddress host = host(to);
        // lftp says :: where it listens on every address; data goes to the peer, whatever it says.
        if (!host.isAnyLocalAddress() && !host.equals(Network.plain(connections.peer()))) {
            return say(Reply.addressRefused(verb, "data goes to your own address alone"), in);
        }
        if (to.port() < FIRST_UNPRIVILEGED) {
            return say(Reply.addressRefused(verb, "port " + to.port() + " is below 1024"), in);
        }
        connections.call(to.port());
        return say(Reply.addressNoted(), in);
    }

    private static InetAddress host(Command.HostPort address) {
        byte[] bytes = new byte[address.host().size()];
        for (int i = 0; i < bytes.length; i++) bytes[i] = address.host().get(i);
        return Network.fromBytes(bytes);
    }

    Step unsupported(LoggedIn in) {
        if (in.extendedPassiveOnly()) return say(Reply.onlyExtendedPassiveNow("EPRT"), in);
        return say(Reply.protocolNotSupported("1,2"), in);
    }

    Step passive(LoggedIn in) throws IOException {
        if (in.extendedPassiveOnly()) return say(Reply.onlyExtendedPassiveNow("PASV"), in);
        InetAddress own = Network.plain(connections.reached());
        if (!(own instanceof Inet4Address)) {
            return say(Reply.addressRefused("PASV", "cannot name an IPv6 address; use EPSV"), in);
        }
        InetAddress told = announced.announcedTo(connections.peer(), own);
        return say(Reply.passive(told.getAddress(), connections.listen()), in);
    }

    Step extended(Command.Epsv.Family family, LoggedIn in) throws IOException {
        boolean four = Network.plain(connections.reached()) instanceof Inet4Address;
        boolean same =
                switch (family) {
                    case SAME_AS_CONTROL -> true;
                    case IPV4 -> four;
                    case IPV6 -> !four;
                    case UNKNOWN -> false;
                };
        if (!same) return say(Reply.protocolNotSupported(four ? "1" : "2"), in);
        return say(Reply.extendedPassive(connections.listen()), in);
    }

    /// The pending data connection, for a transfer.
    DataConnection take(LoggedIn in) throws NoDataConnectionException {
        return connections.take(tls.cover(in));
    }

    /// Nothing is pending any more.
    void forget() throws IOException {
        connections.discard();
    }

    /// What STAT tells of a session.
    List<String> standing(LoggedIn in) {
        var lines = new ArrayList<String>();
        lines.addAll(
                List.of(
                        "Connected from " + Network.plain(connections.peer()).getHostAddress(),
                        "Logged in as " + in.account().name() + ", in " + in.cwd(),
                        in.form().words(),
                        start(in.coming())));
        lines.add(
                "Replies are in %s, names are %s"
                        .formatted(
                                in.preferences().language().word(),
                                in.preferences().text().charset()));
        lines.add(protection(in.preferences().protection()));
        in.preferences().client().ifPresent(client -> lines.add("The client is " + client));
        in.preferences().host().ifPresent(host -> lines.add("It came for " + host));
        return lines;
    }

    private static String protection(Protection now) {
        return "The control connection is %s, data connections are %s"
                .formatted(
                        now.isSecure() ? "over TLS" : "in clear text",
                        now.dataPrivate() ? "over TLS" : "in clear text");
    }

    private static String start(State.Coming coming) {
        return switch (coming.start()) {
            case Start.Beginning() -> "The next transfer starts at the beginning";
            case Start.AtByte(long offset) -> "The next transfer starts at byte " + offset;
            case Start.AtMarker(RestartMarker marker) ->
                    "The next transfer starts at marker " + marker.text();
            case Start.Within(ByteRange range) ->
                    "The next transfer takes bytes " + range.first() + " to " + (range.end() - 1);
        };
    }

    private static Step say(Reply reply, LoggedIn next) {
        return new Step.Answer(reply, next);
    }
}
