package dev.ferry.client.sftp;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An agent, which holds keys and signs with them (draft-miller-ssh-agent), over a socket of this
/// machine. For one thread.
final class AgentSocket implements AutoCloseable {

    private static final int REQUEST_IDENTITIES = 11;
    private static final int IDENTITIES_ANSWER = 12;
    private static final int SIGN_REQUEST = 13;
    private static final int SIGN_RESPONSE = 14;
    private static final int RSA_SHA2_256 = 2;
    private static final int RSA_SHA2_512 = 4;
    private static final int LONGEST = 256 * 1024;
    private static final int MOST_KEYS = 1024;

    /// An agent may ask its user, who takes his time.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final SocketChannel channel;
    private final Selector selector;

    record Key(HostKey key, String comment) {}

    AgentSocket(String path) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector opened = null;
        boolean done = false;
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            channel.configureBlocking(false);
            opened = Selector.open();
            channel.register(opened, 0);
            selector = opened;
            done = true;
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": is no socket: " + e.getMessage(), e);
        } finally {
            if (!done) {
                channel.close();
                if (opened != null) opened.close();
            }
        }
    }

    List<Key> keys() throws IOException {
        ByteBuffer answer = ask(REQUEST_IDENTITIES, new byte[0], IDENTITIES_ANSWER);
        int count = number(answer);
        if (count < 0 || count > MOST_KEYS)
            throw new IOException("the agent has " + count + " keys");
        var keys = new ArrayList<Key>();
        for (int i = 0; i < count; i++) {
            Optional<HostKey> key = HostKey.of(string(answer));
            String comment = new String(string(answer), StandardCharsets.UTF_8);
            if (key.isPresent()) keys.add(new Key(key.get(), comment));
        }
        return keys;
    }

    /// @param algorithm as the server is to hear of it
    byte[] signed(HostKey key, String algorithm, byte[] data) throws IOException {
        int flags =
                switch (algorithm) {
                    case "rsa-sha2-256" -> RSA_SHA2_256;
                    case "rsa-sha2-512" -> RSA_SHA2_512;
                    default -> 0;
                };
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        byte[] wire = key.wire();
        out.writeInt(wire.length);
        out.write(wire);
        out.writeInt(data.length);
        out.write(data);
        out.writeInt(flags);
        ByteBuffer answer = ask(SIGN_REQUEST, bytes.toByteArray(), SIGN_RESPONSE);
        ByteBuffer signature = ByteBuffer.wrap(string(answer));
        String chosen = new String(string(signature), StandardCharsets.US_ASCII);
        if (!chosen.equals(algorithm)) throw new IOException("the agent signs by " + chosen);
        return string(signature);
    }

    private ByteBuffer ask(int type, byte[] body, int expected) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(5 + body.length);
        request.putInt(1 + body.length).put((byte) type).put(body).flip();
        while (request.hasRemaining()) {
            if (channel.write(request) == 0) await(SelectionKey.OP_WRITE);
        }
        int length = filled(4).getInt();
        if (length < 1 || length > LONGEST) throw new IOException("the agent's answer is none");
        ByteBuffer answer = filled(length);
        if (answer.get() != expected) throw new IOException("the agent refuses");
        return answer;
    }

    private ByteBuffer filled(int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        while (into.hasRemaining()) {
            int count = channel.read(into);
            if (count < 0) throw new EOFException("the agent hung up");
            if (count == 0) await(SelectionKey.OP_READ);
        }
        return into.flip();
    }

    private void await(int what) throws IOException {
        channel.keyFor(selector).interestOps(what);
        if (selector.select(PATIENCE.toMillis()) == 0) {
            throw new IOException("the agent does not answer");
        }
        selector.selectedKeys().clear();
    }

    private static int number(ByteBuffer in) throws IOException {
        if (in.remaining() < 4) throw new IOException("the agent's answer is too short");
        return in.getInt();
    }

    private static byte[] string(ByteBuffer in) throws IOException {
        int length = number(in);
        if (length < 0 || length > in.remaining()) {
            throw new IOException("the agent's answer is too short");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
