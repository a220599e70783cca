package dev.ferry.server.ftp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One control connection and its data connections, byte by byte, for tests that misbehave as well
/// as for those that do not.
final class Client implements AutoCloseable {

    private static final Pattern PASSIVE =
            Pattern.compile("227 .*\\((\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+)\\).*");
    private static final Pattern EXTENDED = Pattern.compile("229 .*\\(\\|\\|\\|(\\d+)\\|\\).*");
    private static final int PATIENCE = 10_000;

    final Socket control;
    private final InputStream in;
    private final ReplyTable.Conversation conversation = new ReplyTable.Conversation();
    private byte[] last = {};
    private @Nullable Socket data;
    private @Nullable ServerSocket listener;

    Client(InetSocketAddress server) throws IOException {
        this(server, server.getAddress());
    }

    /// @param from the address to come from
    Client(InetSocketAddress server, InetAddress from) throws IOException {
        control = new Socket();
        control.bind(new InetSocketAddress(from, 0));
        control.connect(server);
        control.setTcpNoDelay(true);
        control.setSoTimeout(PATIENCE);
        in = control.getInputStream();
    }

    /// Greeting and login behind it.
    static Client loggedIn(TestServer server) throws IOException {
        return loggedIn(server, "admin");
    }

    static Client loggedIn(TestServer server, String name) throws IOException {
        var client = new Client(server.address());
        client.expect("220");
        client.ask("USER " + name, "331");
        client.ask("PASS secret", "230");
        return client;
    }

    void send(String line) throws IOException {
        raw((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    void raw(byte[] bytes) throws IOException {
        conversation.said(bytes);
        control.getOutputStream().write(bytes);
    }

    /// One byte of urgent data, as Telnet's Synch has it.
    void urgent(int b) throws IOException {
        conversation.said(new byte[] {(byte) b});
        control.sendUrgentData(b);
    }

    /// The next line; null where the server has hung up. Follows PASV and EPSV.
    @Nullable String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) return null;
            line.write(b);
        }
        last = line.toByteArray();
        String text = line.toString(StandardCharsets.UTF_8);
        if (!text.endsWith("\r")) throw new AssertionError("no CR in " + text);
        text = text.substring(0, text.length() - 1);
        conversation.heard(text);
        follow(text);
        return text;
    }

    /// The line that came last, a character for each byte, without its end.
    String lastBytes() {
        return new String(last, 0, last.length - 1, StandardCharsets.ISO_8859_1);
    }

    /// The last line of the next reply, which must begin so.
    String expect(String beginning) throws IOException {
        String line = line();
        StringBuilder all = new StringBuilder().append(line);
        while (line != null && !line.matches("\\d\\d\\d .*")) {
            line = line();
            all.append('\n').append(line);
        }
        if (line == null || !line.startsWith(beginning)) {
            throw new AssertionError("expected " + beginning + ", got " + all);
        }
        return line;
    }

    String ask(String command, String beginning) throws IOException {
        send(command);
        return expect(beginning);
    }

    /// All lines of STAT but the last.
    String status() throws IOException {
        send("STAT");
        var all = new StringBuilder();
        String line = String.valueOf(line());
        for (; !line.startsWith("211 "); line = String.valueOf(line())) {
            all.append(line).append('\n');
        }
        return all.toString();
    }

    /// Waits until the running transfer has moved so much.
    void awaitMoved(long bytes) {
        Await.until(() -> status().contains(": " + bytes + " bytes so far"));
    }

    private void follow(String reply) throws IOException {
        Matcher passive = PASSIVE.matcher(reply);
        Matcher extended = EXTENDED.matcher(reply);
        if (passive.matches()) {
            int port =
                    Integer.parseInt(passive.group(5)) * 256 + Integer.parseInt(passive.group(6));
            call(port);
        } else if (extended.matches()) {
            call(Integer.parseInt(extended.group(1)));
        }
    }

    private void call(int port) throws IOException {
        data = new Socket();
        data.bind(new InetSocketAddress(control.getLocalAddress(), 0));
        data.connect(new InetSocketAddress(control.getInetAddress(), port));
        data.setSoTimeout(PATIENCE);
    }

    /// Listens for a data connection, and says where: for PORT and EPRT.
    InetSocketAddress listen() throws IOException {
        listener = new ServerSocket(0, 1, control.getLocalAddress());
        listener.setSoTimeout(PATIENCE);
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /// The data connection.
    Socket data() throws IOException {
        if (data == null && listener != null) {
            data = listener.accept();
            data.setSoTimeout(PATIENCE);
            listener.close();
            listener = null;
        }
        if (data == null) throw new AssertionError("no data connection");
        return data;
    }

    byte[] readData() throws IOException {
        try (Socket socket = data()) {
            data = null;
            return socket.getInputStream().readAllBytes();
        }
    }

    void writeData(byte[] bytes) throws IOException {
        data().getOutputStream().write(bytes);
    }

    void closeData() throws IOException {
        data().close();
        data = null;
    }

    /// Closes with a reset instead of an end in good order.
    static void reset(Socket socket) throws IOException {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        control.close();
        if (data != null) data.close();
        if (listener != null) listener.close();
    }
}
