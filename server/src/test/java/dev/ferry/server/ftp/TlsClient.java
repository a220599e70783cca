package dev.ferry.server.ftp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A client that speaks TLS over sockets of the JDK.
final class TlsClient implements AutoCloseable {

    private static final int PATIENCE = 10_000;
    private static final Pattern EXTENDED = Pattern.compile("229 .*\\|\\|\\|(\\d+)\\|.*");

    private final InetSocketAddress server;
    private final SSLContext context;
    private final String protocol;
    final Socket plain;
    private Socket control;

    TlsClient(InetSocketAddress server, SSLContext context, String protocol) throws IOException {
        this.server = server;
        this.context = context;
        this.protocol = protocol;
        plain = new Socket(server.getAddress(), server.getPort());
        plain.setSoTimeout(PATIENCE);
        plain.setTcpNoDelay(true);
        control = plain;
    }

    static TlsClient secured(TestServer server, SSLContext context, String protocol)
            throws IOException {
        var client = new TlsClient(server.address(), context, protocol);
        client.expect("220");
        client.ask("AUTH TLS", "234");
        client.shakeHands(null);
        return client;
    }

    static TlsClient loggedIn(TestServer server, SSLContext context, String protocol)
            throws IOException {
        TlsClient client = secured(server, context, protocol);
        client.ask("USER admin", "331");
        client.ask("PASS secret", "230");
        client.ask("PBSZ 0", "200");
        client.ask("PROT P", "200");
        client.ask("TYPE I", "200");
        return client;
    }

    /// @param how what else the client says of itself, if anything
    SSLSocket shakeHands(@Nullable SSLParameters how) throws IOException {
        return shakeHands(how, context);
    }

    SSLSocket shakeHands(@Nullable SSLParameters how, SSLContext other) throws IOException {
        var tls =
                (SSLSocket)
                        other.getSocketFactory()
                                .createSocket(plain, "localhost", server.getPort(), false);
        if (how != null) tls.setSSLParameters(how);
        tls.setEnabledProtocols(new String[] {protocol});
        tls.startHandshake();
        control = tls;
        return tls;
    }

    /// What is said from now on is in clear text.
    void clear() throws IOException {
        control.close();
        control = plain;
    }

    void send(String line) throws IOException {
        control.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Nullable String line() throws IOException {
        var line = new ByteArrayOutputStream();
        InputStream in = control.getInputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) return null;
            if (b != '\r') line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    String expect(String beginning) throws IOException {
        String line = line();
        while (line != null && !line.matches("\\d\\d\\d .*")) line = line();
        if (line == null || !line.startsWith(beginning)) {
            throw new AssertionError("expected " + beginning + ", got " + line);
        }
        return line;
    }

    String ask(String command, String beginning) throws IOException {
        send(command);
        return expect(beginning);
    }

    /// The lines of a reply.
    String all(String command) throws IOException {
        send(command);
        var all = new StringBuilder();
        String line = String.valueOf(line());
        while (true) {
            all.append(line).append('\n');
            if (line.matches("\\d\\d\\d .*") || line.equals("null")) return all.toString();
            line = String.valueOf(line());
        }
    }

    /// A connection to a passive port, in clear text yet. It passes for one to the control port, or
    /// JSSE would not find the session to resume.
    Socket passive() throws IOException {
        return passive(0);
    }

    /// The same with a receive buffer of `window` bytes: a slow reader.
    Socket passive(int window) throws IOException {
        return passive(window, passivePort());
    }

    /// The same, to a port that the server has named already.
    Socket passive(int window, int port) throws IOException {
        Socket data = disguised();
        if (window > 0) data.setReceiveBufferSize(window);
        data.connect(new InetSocketAddress(server.getAddress(), port));
        data.setSoTimeout(PATIENCE);
        return data;
    }

    /// Says EPSV, and does not go there.
    int passivePort() throws IOException {
        var said = EXTENDED.matcher(ask("EPSV", "229"));
        if (!said.matches()) throw new AssertionError("no port");
        return Integer.parseInt(said.group(1));
    }

    private Socket disguised() {
        return new Socket() {
            @Override
            public int getPort() {
                return server.getPort();
            }
        };
    }

    /// The same with TLS on top, whose session is that of the control connection.
    SSLSocket over(Socket data) throws IOException {
        return over(data, context);
    }

    SSLSocket over(Socket data, SSLContext other) throws IOException {
        var tls =
                (SSLSocket)
                        other.getSocketFactory()
                                .createSocket(data, "localhost", server.getPort(), true);
        tls.setEnabledProtocols(new String[] {protocol});
        return tls;
    }

    /// What a client of its own keeps its sessions in.
    SSLContext context() {
        return context;
    }

    /// A connection that the server made, passing for one to its control port as in [#passive].
    Socket disguised(Socket accepted) {
        return new Socket() {
            @Override
            public int getPort() {
                return server.getPort();
            }

            @Override
            public boolean isConnected() {
                return true;
            }

            @Override
            public java.net.InetAddress getInetAddress() {
                return accepted.getInetAddress();
            }

            @Override
            public InputStream getInputStream() throws IOException {
                return accepted.getInputStream();
            }

            @Override
            public java.io.OutputStream getOutputStream() throws IOException {
                return accepted.getOutputStream();
            }

            @Override
            public void shutdownOutput() throws IOException {
                if (!accepted.isOutputShutdown()) accepted.shutdownOutput();
            }

            @Override
            public void setSoLinger(boolean on, int linger) throws java.net.SocketException {
                accepted.setSoLinger(on, linger);
            }

            @Override
            public void close() throws IOException {
                accepted.close();
                super.close(); // JSSE has asked it for options, which opens it
            }
        };
    }

    void upload(String path, byte[] bytes) throws IOException {
        Socket raw = passive();
        ask("STOR " + path, "150");
        try (SSLSocket data = over(raw)) {
            data.startHandshake();
            data.getOutputStream().write(bytes);
            data.shutdownOutput();
            if (data.getInputStream().read() >= 0) throw new AssertionError("not the end");
        }
        expect("226");
    }

    /// Waits until the running transfer has moved so much.
    void awaitMoved(long bytes) {
        Await.until(() -> all("STAT").contains(": " + bytes + " bytes so far"));
    }

    byte[] download(String path) throws IOException {
        Socket raw = passive();
        ask("RETR " + path, "150");
        byte[] came;
        try (SSLSocket data = over(raw)) {
            came = data.getInputStream().readAllBytes();
        }
        expect("226");
        return came;
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }
}
