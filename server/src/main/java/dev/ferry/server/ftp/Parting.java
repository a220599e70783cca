package dev.ferry.server.ftp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// A connection on which we have said our last word: open until the client has said its own, or a
/// moment is over. What comes to a connection that is closed already is answered with a reset, and
/// that may take from the client what it has not read yet. Nobody waits for it, and any thread may
/// close it before.
final class Parting implements Closeable {

    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration AT_LAST = Duration.ofSeconds(1);
    private static final int PIECE = 8 * 1024;

    /// How much a client may say in a moment, or it is not listened to any more.
    private static final int MOST_PIECES = 32;

    private final SocketChannel channel;
    private final ScheduledExecutorService later;

    private Parting(SocketChannel channel, ScheduledExecutorService later) {
        this.channel = channel;
        this.later = later;
    }

    /// @param later where it is looked at
    static Parting from(SocketChannel channel, ScheduledExecutorService later) throws IOException {
        channel.configureBlocking(false);
        var parting = new Parting(channel, later);
        parting.in(SOON, parting::look);
        return parting;
    }

    private void look() {
        if (isOver()) close();
        else in(AT_LAST, this::close);
    }

    private void in(Duration time, Runnable what) {
        try {
            var _ = later.schedule(what, time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) { // the server is stopped
            close();
        }
    }

    private boolean isOver() {
        var piece = ByteBuffer.allocate(PIECE);
        try {
            for (int i = 0; i < MOST_PIECES; i++) {
                int count = channel.read(piece.clear());
                if (count <= 0) return count < 0;
            }
            return true;
        } catch (IOException _) { // closed, by whomever
            return true;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // it was of no use any more
        }
    }
}
