package dev.ferry.client.net;

import dev.ferry.client.failure.Failure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// How connections are made.
///
/// @param from the local address to call from; empty for the system's choice
/// @param proxy who dials for us; empty where we do it ourselves
/// @param patience for each connection to be made, and then for each byte on it
public record Dialer(
        Family family, Optional<InetAddress> from, Optional<Proxy> proxy, Duration patience) {

    private static final int LONGEST_HEAD = 16 * 1024;

    public enum Family {
        ANY,
        IP4,
        IP6
    }

    public Dialer {
        if (!patience.isPositive()) throw new IllegalArgumentException("patience: " + patience);
    }

    public static Dialer direct(Duration patience) {
        return new Dialer(Family.ANY, Optional.empty(), Optional.empty(), patience);
    }

    /// Connects to `host`, trying its addresses in turn.
    ///
    /// @throws Failure.NotConnected if the name is unknown or nobody answers there
    /// @throws Failure.TimedOut if nobody answered in time
    public Connection connect(String host, int port) throws IOException {
        if (proxy.isPresent()) return throughProxy(proxy.get(), host, port);
        return new Connection(
                socket(addresses(host, host), port, host + ":" + port),
                host + ":" + port,
                patience);
    }

    /// Connects a data connection: to the address that the control connection has, or by name
    /// through the proxy.
    public Connection connect(String host, Connection control, int port) throws IOException {
        if (proxy.isPresent()) return throughProxy(proxy.get(), host, port);
        String peer = host + ":" + port;
        return new Connection(socket(List.of(control.remoteAddress()), port, peer), peer, patience);
    }

    /// The same for one that stays in the clear: it can be read and written without a copy of the
    /// bytes, where no proxy is in between.
    public Connection connectInTheClear(String host, Connection control, int port)
            throws IOException {
        if (proxy.isPresent()) return throughProxy(proxy.get(), host, port);
        String peer = host + ":" + port;
        List<InetAddress> address = List.of(control.remoteAddress());
        return new Connection(
                socket(address, port, peer, () -> SocketChannel.open().socket()), peer, patience);
    }

    /// Takes over a socket that was accepted.
    public Connection accepted(Socket socket, String peer) throws IOException {
        return new Connection(socket, peer, patience);
    }

    /// @param name of the host, for people
    private List<InetAddress> addresses(String host, String name) throws IOException {
        try {
            var fitting = new ArrayList<InetAddress>();
            for (InetAddress address : InetAddress.getAllByName(host)) {
                boolean four = address instanceof Inet4Address;
                if (family == Family.ANY || (family == Family.IP4) == four) fitting.add(address);
            }
            if (fitting.isEmpty()) {
                throw new Failure.NotConnected(
                        name + ": has no " + (family == Family.IP4 ? "IPv4" : "IPv6") + " address",
                        null);
            }
            return fitting;
        } catch (UnknownHostException e) {
            throw new Failure.NotConnected(name + ": no such host", e);
        }
    }

    @FunctionalInterface
    private interface Sockets {
        Socket made() throws IOException;
    }

    private Socket socket(List<InetAddress> addresses, int port, String peer) throws IOException {
        return socket(addresses, port, peer, Socket::new);
    }

    private Socket socket(List<InetAddress> addresses, int port, String peer, Sockets sockets)
            throws IOException {
        Failure last = new Failure.NotConnected(peer + ": no address", null);
        for (InetAddress address : addresses) {
            Socket socket = sockets.made();
            try {
                if (from.isPresent()) socket.bind(new InetSocketAddress(from.get(), 0));
                socket.connect(
                        new InetSocketAddress(address, port),
                        Math.clamp(patience.toMillis(), 1, Integer.MAX_VALUE));
                return socket;
            } catch (SocketTimeoutException _) {
                last = new Failure.TimedOut(peer + ": no answer in time");
                socket.close();
            } catch (IOException e) {
                last =
                        Thread.currentThread().isInterrupted()
                                ? new Failure.Interrupted(peer + ": cancelled")
                                : new Failure.NotConnected(
                                        peer + ": cannot connect: " + e.getMessage(), e);
                socket.close();
            }
        }
        throw last;
    }

    private Connection throughProxy(Proxy by, String host, int port) throws IOException {
        String name = "proxy " + by.host() + ":" + by.port();
        Socket socket = socket(addresses(by.host(), name), by.port(), name);
        try {
            socket.setSoTimeout(Math.clamp(patience.toMillis(), 1, Integer.MAX_VALUE));
            switch (by.kind()) {
                case SOCKS5 -> socks(socket, by, name, host, port);
                case HTTP -> http(socket, by, name, host, port);
            }
            return new Connection(socket, host + ":" + port, patience);
        } catch (SocketTimeoutException _) {
            socket.close();
            throw new Failure.TimedOut(name + ": no answer in time");
        } catch (Failure e) {
            socket.close();
            throw e;
        } catch (IOException e) {
            socket.close();
            throw new Failure.NotConnected(name + ": " + e.getMessage(), e);
        }
    }

    /// RFC 1928 and RFC 1929; the proxy looks the name up.
    private static void socks(Socket socket, Proxy by, String name, String host, int port)
            throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        boolean known = by.user().isPresent();
        out.write(known ? new byte[] {5, 2, 0, 2} : new byte[] {5, 1, 0});
        byte[] chosen = exactly(in, 2);
        if (chosen[0] != 5) throw new Failure.NotConnected(name + ": is no SOCKS5 proxy", null);
        if (chosen[1] == 2 && known) {
            byte[] user = by.user().get().name().getBytes(StandardCharsets.UTF_8);
            byte[] password = by.user().get().password().getBytes(StandardCharsets.UTF_8);
            if (user.length > 255 || password.length > 255) {
                throw new Failure.Usage(name + ": user and password have at most 255 bytes");
            }
            var words = new java.io.ByteArrayOutputStream();
            words.write(1);
            words.write(user.length);
            words.writeBytes(user);
            words.write(password.length);
            words.writeBytes(password);
            out.write(words.toByteArray());
            if (exactly(in, 2)[1] != 0) {
                throw new Failure.LoginRefused(name + ": refuses the user or the password", null);
            }
        } else if (chosen[1] != 0) {
            throw new Failure.LoginRefused(name + ": wants a user and a password", null);
        }
        var request = new java.io.ByteArrayOutputStream();
        request.writeBytes(new byte[] {5, 1, 0});
        Optional<InetAddress> literal = literal(host);
        if (literal.isPresent()) {
            byte[] address = literal.get().getAddress();
            request.write(address.length == 4 ? 1 : 4);
            request.writeBytes(address);
        } else {
            byte[] bytes = java.net.IDN.toASCII(host).getBytes(StandardCharsets.US_ASCII);
            if (bytes.length > 255) throw new Failure.Usage(host + ": the name is too long");
            request.write(3);
            request.write(bytes.length);
            request.writeBytes(bytes);
        }
        request.write(port >> 8);
        request.write(port);
        out.write(request.toByteArray());
        byte[] answer = exactly(in, 4);
        if (answer[1] != 0) {
            throw new Failure.NotConnected(
                    host + ":" + port + ": " + name + " says: " + socksReason(answer[1]), null);
        }
        exactly(
                in,
                switch (answer[3]) {
                    case 1 -> 6;
                    case 3 -> exactly(in, 1)[0] % 256 + 2;
                    case 4 -> 18;
                    default -> throw new Failure.NotConnected(name + ": is no SOCKS5 proxy", null);
                });
    }

    private static String socksReason(byte code) {
        return switch (code) {
            case 2 -> "not allowed by its rules";
            case 3 -> "network unreachable";
            case 4 -> "host unreachable";
            case 5 -> "connection refused";
            case 6 -> "time ran out";
            case 7 -> "it cannot connect";
            case 8 -> "it cannot do this kind of address";
            default -> "it failed";
        };
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static byte[] exactly(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count & 0xffff);
        if (bytes.length < count) throw new EOFException("it hung up");
        return bytes;
    }

    /// RFC 9110 §9.3.6.
    private static void http(Socket socket, Proxy by, String name, String host, int port)
            throws IOException {
        String to = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        var request = new StringBuilder();
        request.append("CONNECT ").append(to).append(" HTTP/1.1\r\nHost: ").append(to);
        by.user()
                .ifPresent(user -> {
                    String pair = user.name() + ":" + user.password();
                    request.append("\r\nProxy-Authorization: Basic ")
                            .append(
                                    Base64.getEncoder()
                                            .encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
                });
        request.append("\r\n\r\n");
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
        String head = head(socket.getInputStream(), name);
        String status = head.lines().findFirst().orElse("");
        if (!status.startsWith("HTTP/1.")) {
            throw new Failure.NotConnected(name + ": is no HTTP proxy", null);
        }
        String[] words = status.split(" ", 3);
        String code = words.length > 1 ? words[1] : "";
        if (code.startsWith("2")) return;
        if (code.equals("407")) {
            throw new Failure.LoginRefused(name + ": wants a user and a password", null);
        }
        throw new Failure.NotConnected(to + ": " + name + " says: " + status, null);
    }

    /// Byte by byte: what is behind the empty line belongs to the server.
    private static String head(InputStream in, String name) throws IOException {
        var head = new StringBuilder();
        while (head.length() < LONGEST_HEAD) {
            int next = in.read();
            if (next < 0) throw new EOFException("it hung up");
            head.append((char) next);
            if (next == '\n' && (head.indexOf("\r\n\r\n") >= 0 || head.indexOf("\n\n") >= 0)) {
                return head.toString();
            }
        }
        throw new Failure.NotConnected(name + ": an answer without end", null);
    }
}
