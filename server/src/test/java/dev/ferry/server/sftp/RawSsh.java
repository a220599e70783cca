package dev.ferry.server.sftp;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A client that speaks SSH before any keys are agreed on, by RFC 4253 alone.
final class RawSsh implements AutoCloseable {

    static final int DISCONNECT = 1;
    static final int IGNORE = 2;
    static final int KEXINIT = 20;

    private final Socket socket;
    private final DataInputStream in;

    RawSsh(InetSocketAddress server) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Up to the end of the line.
    String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = in.readUnsignedByte(); octet != '\n'; octet = in.readUnsignedByte()) {
            line.write(octet);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    /// The next packet's payload.
    ByteBuffer packet() throws IOException {
        int length = in.readInt();
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return ByteBuffer.wrap(bytes, 1, length - 1 - bytes[0]);
    }

    void packet(byte[] payload) throws IOException {
        int padding = 8 - (payload.length + 5) % 8;
        if (padding < 4) padding += 8;
        send(
                ByteBuffer.allocate(5 + payload.length + padding)
                        .putInt(1 + payload.length + padding)
                        .put((byte) padding)
                        .put(payload)
                        .array());
    }

    /// The words with which the server hangs up, whatever it says before.
    String farewell() throws IOException {
        while (true) {
            ByteBuffer packet = packet();
            if (packet.get() != DISCONNECT) continue;
            var _ = packet.getInt();
            byte[] words = new byte[packet.getInt()];
            packet.get(words);
            return new String(words, StandardCharsets.UTF_8);
        }
    }

    /// Whether the server has hung up, without another word or after some.
    boolean isOver() throws IOException {
        try {
            while (true) {
                var _ = in.readByte();
            }
        } catch (EOFException | SocketException _) {
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
