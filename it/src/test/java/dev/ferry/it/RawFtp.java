package dev.ferry.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// A bad peer: FTP by hand on bare sockets, so that every end a connection can come to is at our
/// finger tips. Nothing is done unasked; a reply that was not read stays in the socket. Each has an
/// address of its own where the server is at 127.0.0.1, as clients elsewhere do: two that share one
/// cannot be told apart at a passive port. For one thread.
final class RawFtp implements AutoCloseable {

    static final int PATIENCE_MILLIS = 60_000;

    private static final Pattern EXTENDED = Pattern.compile("\\(\\|\\|\\|(\\d+)\\|\\)");
    private static final Pattern PASSIVE =
            Pattern.compile("\\((\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+)\\)");
    private static final Pattern SO_FAR = Pattern.compile("(\\d+) bytes so far");
    private static final InetAddress FIRST = loopback(1);
    private static final AtomicInteger CLIENTS = new AtomicInteger(1);
    private static final int IAC = 255;
    private static final int INTERRUPT_PROCESS = 244;
    private static final int DATA_MARK = 242;

    private Socket control;
    private InputStream in;
    private @Nullable SSLSocketFactory tls; // once it is spoken

    /// @param text all lines of it, codes and line ends included
    record Reply(int code, String text) {
        /// The last line without its code.
        String sentence() {
            String[] lines = text.split("\r\n");
            return lines[lines.length - 1].substring(4);
        }
    }

    private RawFtp(Socket control) throws IOException {
        this.control = control;
        this.in = new BufferedInputStream(control.getInputStream());
    }

    /// Connects and reads the greeting.
    static RawFtp to(InetSocketAddress server) throws IOException {
        return server.getAddress().equals(FIRST) ? to(server, another()) : to(server, new Socket());
    }

    /// Connects from that address and reads the greeting.
    static RawFtp to(InetSocketAddress server, InetAddress from) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        return to(server, socket);
    }

    private static RawFtp to(InetSocketAddress server, Socket socket) throws IOException {
        socket.connect(server, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        var client = new RawFtp(socket);
        client.require(220, client.reply());
        return client;
    }

    /// Connects and logs in, for bytes as they are.
    static RawFtp to(InetSocketAddress server, String user, String password) throws IOException {
        RawFtp client = to(server);
        client.logIn(user, password);
        return client;
    }

    void logIn(String user, String password) throws IOException {
        say(331, "USER " + user);
        say(230, "PASS " + password);
        say(200, "TYPE I");
    }

    /// From now on TLS is spoken, here and where data goes, with whoever that is. Data connections
    /// do not resume the session: the server has to be content with that.
    void secure() throws IOException {
        say(234, "AUTH TLS");
        tls = trusting().getSocketFactory();
        control = over(control);
        in = new BufferedInputStream(control.getInputStream());
        say(200, "PBSZ 0");
        say(200, "PROT P");
    }

    /// Shakes hands when something is read or written first.
    private Socket over(Socket bare) throws IOException {
        SSLSocketFactory factory = tls;
        if (factory == null) return bare;
        return factory.createSocket(bare, "127.0.0.1", bare.getPort(), true);
    }

    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static InetAddress another() {
        return loopback(1 + CLIENTS.incrementAndGet() % 0xfffff0);
    }

    /// 127.x.y.z.
    private static InetAddress loopback(int number) {
        byte[] bytes = {127, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    // ---- talking

    /// Sends one line and reads one reply.
    Reply say(String line) throws IOException {
        send(line);
        return reply();
    }

    /// The same, and insists on the code.
    Reply say(int code, String line) throws IOException {
        return require(code, say(line));
    }

    void send(String line) throws IOException {
        sendHalf(line + "\r\n");
    }

    /// Sends text as it is, without an end of line.
    void sendHalf(String text) throws IOException {
        sendBytes(text.getBytes(UTF_8));
    }

    void sendBytes(byte[] bytes) throws IOException {
        control.getOutputStream().write(bytes);
        control.getOutputStream().flush();
    }

    /// Telnet's Interrupt Process and Synch, the last with urgent data, as clients of Berkeley's
    /// line do before ABOR: IAC IP, then IAC as the urgent byte, then DM.
    void synch() throws IOException {
        sendBytes(new byte[] {(byte) IAC, (byte) INTERRUPT_PROCESS});
        control.sendUrgentData(IAC);
        sendBytes(new byte[] {(byte) DATA_MARK});
    }

    Reply reply(int code) throws IOException {
        return require(code, reply());
    }

    Reply reply() throws IOException {
        var all = new StringBuilder();
        String first = line();
        all.append(first).append("\r\n");
        if (first.length() < 4) throw new AssertionError("no reply: " + first);
        if (first.charAt(3) == '-') {
            String end = first.substring(0, 3) + " ";
            String line;
            do {
                line = line();
                all.append(line).append("\r\n");
            } while (!line.startsWith(end));
        }
        return new Reply(Integer.parseInt(first.substring(0, 3)), all.toString());
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) throw new EOFException("the control connection ended");
            line.write(b);
        }
        String text = line.toString(UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private Reply require(int code, Reply reply) {
        if (reply.code() != code) {
            throw new AssertionError("expected " + code + ", was told " + reply.text());
        }
        return reply;
    }

    /// Asks STAT until the server has taken `count` bytes off the data connection.
    void awaitReceived(long count) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        while (true) {
            String text = say(211, "STAT").text();
            Matcher soFar = SO_FAR.matcher(text);
            if (soFar.find() && Long.parseLong(soFar.group(1)) >= count) return;
            if (System.nanoTime() > deadline) {
                throw new AssertionError(count + " bytes do not arrive; STAT says " + text);
            }
        }
    }

    // ---- data

    /// EPSV, and the connection to where it leads.
    Data extended() throws IOException {
        Matcher port = EXTENDED.matcher(say(229, "EPSV").text());
        if (!port.find()) throw new AssertionError("no port");
        return connect(Integer.parseInt(port.group(1)), 0);
    }

    /// The same with a receive buffer of `window` bytes: a slow reader.
    Data extended(int window) throws IOException {
        Matcher port = EXTENDED.matcher(say(229, "EPSV").text());
        if (!port.find()) throw new AssertionError("no port");
        return connect(Integer.parseInt(port.group(1)), window);
    }

    /// PASV, and the connection to where it leads.
    Data passive() throws IOException {
        Matcher at = PASSIVE.matcher(say(227, "PASV").text());
        if (!at.find()) throw new AssertionError("no address");
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) address[i] = (byte) Integer.parseInt(at.group(i + 1));
        int port = Integer.parseInt(at.group(5)) * 256 + Integer.parseInt(at.group(6));
        return connect(InetAddress.getByAddress(address), port, 0);
    }

    /// PORT, and where the server's connection will come in.
    Incoming active() throws IOException {
        var listener = new ServerSocket(0, 1, control.getLocalAddress());
        listener.setSoTimeout(PATIENCE_MILLIS);
        int port = listener.getLocalPort();
        String host = control.getLocalAddress().getHostAddress().replace('.', ',');
        say(200, "PORT " + host + "," + port / 256 + "," + port % 256);
        return new Incoming(listener);
    }

    private Data connect(int port, int window) throws IOException {
        return connect(control.getInetAddress(), port, window);
    }

    private Data connect(InetAddress host, int port, int window) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(control.getLocalAddress(), 0));
        if (window > 0) socket.setReceiveBufferSize(window);
        socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return new Data(over(socket));
    }

    /// A data connection that has not come yet.
    record Incoming(ServerSocket listener) implements AutoCloseable {
        Data accept() throws IOException {
            Socket socket = listener.accept();
            socket.setSoTimeout(PATIENCE_MILLIS);
            return new Data(socket);
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    /// A data connection, and its ends.
    record Data(Socket socket) implements AutoCloseable {

        void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        void write(byte[] bytes, int from, int to) throws IOException {
            socket.getOutputStream().write(bytes, from, to - from);
        }

        int read(byte[] into) throws IOException {
            return socket.getInputStream().read(into);
        }

        byte[] readAll() throws IOException {
            return socket.getInputStream().readAllBytes();
        }

        /// In good order: the end of the file.
        void fin() throws IOException {
            socket.shutdownOutput();
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /// Whether the server has ended the control connection, and said nothing more. Waits for one of
    /// the two.
    boolean isOver() throws IOException {
        return in.read() < 0;
    }

    // ---- the ends of the control connection

    /// In good order, whatever was left unread: a close on unread bytes would be a reset.
    void fin() throws IOException {
        control.shutdownOutput();
    }

    void reset() throws IOException {
        control.setSoLinger(true, 0);
        control.close();
    }

    @Override
    public void close() throws IOException {
        control.close();
    }

    // ---- whole conversations

    /// Uploads, and insists on 226.
    ///
    /// @param verb with its path
    void store(String verb, byte[] bytes) throws IOException {
        try (Data data = extended()) {
            say(150, verb);
            data.write(bytes);
        }
        reply(226);
    }

    /// Downloads, and insists on 226.
    byte[] fetch(String path) throws IOException {
        return fetch(path, 0);
    }

    byte[] fetch(String path, long offset) throws IOException {
        byte[] bytes;
        try (Data data = extended()) {
            if (offset > 0) say(350, "REST " + offset);
            say(150, "RETR " + path);
            bytes = data.readAll();
        }
        reply(226);
        return bytes;
    }

    /// What a listing says, line by line.
    List<String> list(String command) throws IOException {
        byte[] bytes;
        try (Data data = extended()) {
            say(150, command);
            bytes = data.readAll();
        }
        reply(226);
        String text = new String(bytes, UTF_8);
        return text.isEmpty() ? List.of() : Arrays.asList(text.split("\r\n"));
    }

    /// The names (without blanks) in a folder, sorted: what LIST, NLST and MLSD show, with and
    /// without `-a`. Insists that all say the same.
    List<String> names(String folder) throws IOException {
        List<String> said = null;
        for (String asked : new String[] {"MLSD ", "LIST ", "LIST -a ", "NLST ", "NLST -a "}) {
            List<String> names =
                    list(asked + folder).stream()
                            .filter(line -> !line.contains("type=cdir"))
                            .filter(line -> !line.contains("type=pdir"))
                            .filter(line -> !line.startsWith("total "))
                            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                            .map(word -> word.substring(word.lastIndexOf('/') + 1))
                            .filter(name -> !name.equals(".") && !name.equals(".."))
                            .sorted()
                            .toList();
            if (said == null) said = names;
            if (!said.equals(names)) {
                throw new AssertionError(asked + "shows " + names + " where MLSD shows " + said);
            }
        }
        return said == null ? List.of() : said;
    }

    long size(String path) throws IOException {
        return Long.parseLong(say(213, "SIZE " + path).sentence());
    }
}
