package dev.ferry.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Connections in which nobody logs in, each from an address of its own, that send a letter now and
/// then: bad peers that want to be everybody. For one thread at a time.
final class Flood implements AutoCloseable {

    private static final int FIRST = 127 << 24 | 64 << 16; // 127.64.0.0 and on

    private final InetSocketAddress server;
    private final List<SocketChannel> open = new ArrayList<>();
    private final ByteBuffer said = ByteBuffer.allocate(4096);
    private int opened;
    private int ended;

    Flood(InetSocketAddress server) {
        this.server = server;
    }

    /// Opens `count` more.
    ///
    /// @param pauseNanos between two of them
    void open(int count, long pauseNanos) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.bind(new InetSocketAddress(address(opened), 0));
                channel.connect(server);
                channel.configureBlocking(false);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            opened++;
            open.add(channel);
            if (pauseNanos > 0) LockSupport.parkNanos(pauseNanos);
        }
    }

    private static InetAddress address(int number) {
        int bits = FIRST + 1 + number;
        byte[] bytes = {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits};
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /// Sends one letter on each that is still open, and hears which were ended.
    void dribble() throws IOException {
        var alive = new ArrayList<SocketChannel>();
        for (SocketChannel channel : open) {
            if (isEnded(channel)) {
                channel.close();
                ended++;
            } else {
                alive.add(channel);
            }
        }
        open.clear();
        open.addAll(alive);
    }

    private boolean isEnded(SocketChannel channel) {
        try {
            channel.write(ByteBuffer.wrap(new byte[] {'N'}));
            int count = 1;
            while (count > 0) count = channel.read(said.clear());
            return count < 0;
        } catch (IOException _) {
            return true;
        }
    }

    int alive() {
        return open.size();
    }

    /// How many the server has ended.
    int ended() {
        return ended;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : open) channel.close();
    }
}
