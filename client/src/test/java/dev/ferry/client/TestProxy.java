package dev.ferry.client;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A SOCKS5 and HTTP CONNECT proxy in one, on loopback, whatever host is asked for. It can cut
/// connections that carry much, so many times.
public final class TestProxy implements AutoCloseable {

    private static final String USER = "petra";
    private static final String PASSWORD = "geheim";

    /// What was asked for, as `host:port`.
    public final List<String> asked = new CopyOnWriteArrayList<>();

    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile long cutAfter = Long.MAX_VALUE;
    private volatile boolean closedDoor;

    public TestProxy() throws IOException {
        listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        threads.execute(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /// Who wants to be let in says this.
    public String login() {
        return USER + ":" + PASSWORD + "@";
    }

    /// Wants a user and a password from now on.
    public TestProxy closed() {
        closedDoor = true;
        return this;
    }

    /// Cuts the next `times` connections after so many bytes.
    public TestProxy cutting(int times, long bytes) {
        cuts.set(times);
        cutAfter = bytes;
        return this;
    }

    /// How many cuts are still to come.
    public int cutsLeft() {
        return cuts.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            int first = in.read();
            Socket to = first == 5 ? socks(in, out) : first == 'C' ? http(in, out) : null;
            if (to == null) return;
            try (to) {
                threads.execute(() -> pump(to, socket));
                pump(socket, to);
            }
        } catch (IOException _) {
            // somebody has gone
        }
    }

    private @Nullable Socket socks(DataInputStream in, OutputStream out) throws IOException {
        byte[] methods = in.readNBytes(in.read());
        boolean offered = false;
        for (byte method : methods) offered |= method == 2;
        if (closedDoor && !offered) {
            out.write(new byte[] {5, (byte) 0xff});
            return null;
        }
        out.write(new byte[] {5, (byte) (closedDoor ? 2 : 0)});
        if (closedDoor) {
            in.read();
            String user = new String(in.readNBytes(in.read()), StandardCharsets.UTF_8);
            String password = new String(in.readNBytes(in.read()), StandardCharsets.UTF_8);
            boolean right = user.equals(USER) && password.equals(PASSWORD);
            out.write(new byte[] {1, (byte) (right ? 0 : 1)});
            if (!right) return null;
        }
        in.readNBytes(3);
        int kind = in.read();
        String host =
                switch (kind) {
                    case 1 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
                    case 3 -> new String(in.readNBytes(in.read()), StandardCharsets.US_ASCII);
                    default -> InetAddress.getByAddress(in.readNBytes(16)).getHostAddress();
                };
        int port = in.readUnsignedShort();
        asked.add(host + ":" + port);
        try {
            Socket to = new Socket(InetAddress.getLoopbackAddress(), port);
            out.write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
            return to;
        } catch (IOException _) {
            out.write(new byte[] {5, 5, 0, 1, 0, 0, 0, 0, 0, 0});
            return null;
        }
    }

    private @Nullable Socket http(InputStream in, OutputStream out) throws IOException {
        var head = new StringBuilder("C");
        while (head.indexOf("\r\n\r\n") < 0) head.append((char) in.read());
        String to = head.toString().split(" ", -1)[1];
        asked.add(to);
        String login =
                Base64.getEncoder()
                        .encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        if (closedDoor && head.indexOf("Basic " + login) < 0) {
            out.write("HTTP/1.1 407 Who are you\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return null;
        }
        try {
            int port = Integer.parseInt(to.substring(to.lastIndexOf(':') + 1));
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            out.write("HTTP/1.1 200 Go on\r\nX: y\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket;
        } catch (IOException _) {
            out.write("HTTP/1.1 502 Nobody there\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return null;
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] chunk = new byte[64 * 1024];
        long moved = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                out.write(chunk, 0, n);
                moved += n;
                if (moved >= cutAfter && cuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    from.setSoLinger(true, 0);
                    to.setSoLinger(true, 0);
                    from.close();
                    to.close();
                    return;
                }
            }
            to.shutdownOutput();
        } catch (IOException _) {
            // the other pump sees it too
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) socket.close();
        threads.shutdownNow();
    }
}
