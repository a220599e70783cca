package dev.ferry.client.net;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// A TCP connection, later perhaps with TLS on it. Every wait on it ends: a read after `patience`
/// without a byte, a write after `patience` in which the other side took none. One thread reads and
/// one may write; any thread may [#cancel()].
public final class Connection implements AutoCloseable {

    private final Socket socket;
    private final @Nullable SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;
    private final long patienceMillis;
    private final Watchdog.Watch guard;
    private final String peer;
    private @Nullable TlsLayer tls;
    private volatile long readingSince;
    private volatile long writingSince;
    private volatile boolean stalled;
    private volatile boolean cancelled;
    private int readLimit = -1;

    /// Takes the socket over.
    ///
    /// @param peer who it is, for people
    Connection(Socket socket, String peer, Duration patience) throws IOException {
        this.socket = socket;
        channel = socket.getChannel();
        this.peer = peer;
        patienceMillis = Math.max(1, patience.toMillis());
        try {
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
            out = socket.getOutputStream();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        guard = Watchdog.every(Math.clamp(patienceMillis / 4, 10, 1_000), this::look);
    }

    private void look() {
        if (!isTooLong(writingSince) && !isTooLong(readingSince)) return;
        stalled = true;
        closeSocket();
    }

    private boolean isTooLong(long since) {
        return since != 0 && (System.nanoTime() - since) / 1_000_000 >= patienceMillis;
    }

    /// Whether bytes go between the kernel and a buffer or a file without a stop in between.
    public boolean isDirect() {
        return channel != null && tls == null;
    }

    /// Waits for bytes, where it [#isDirect()].
    public int read(ByteBuffer into) throws IOException {
        SocketChannel from = direct();
        readingSince = System.nanoTime() | 1;
        try {
            return from.read(into);
        } catch (IOException e) {
            throw translated(e, "the connection");
        } finally {
            readingSince = 0;
        }
    }

    /// Writes some bytes from where they lie.
    @FunctionalInterface
    public interface Sending {
        /// @return how many; 0 where there are no more
        long to(WritableByteChannel channel) throws IOException;
    }

    /// The same where it [#isDirect()].
    public long write(Sending bytes) throws IOException {
        SocketChannel to = direct();
        writingSince = System.nanoTime() | 1;
        try {
            return bytes.to(to);
        } catch (IOException e) {
            throw translated(e, "the connection");
        } finally {
            writingSince = 0;
        }
    }

    private SocketChannel direct() {
        SocketChannel open = channel;
        if (open == null || tls != null) throw new IllegalStateException("not direct");
        return open;
    }

    /// Puts TLS on it.
    public void secure(TlsSession session) throws IOException {
        var layer = new TlsLayer(session, in, out);
        limitReads(patienceMillis);
        try {
            layer.handshake();
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw translated(e, "the TLS handshake");
        }
        tls = layer;
    }

    public boolean isSecure() {
        return tls != null;
    }

    /// `TLSv1.3`, or the empty string in the clear.
    public String protocol() {
        return tls == null ? "" : tls.protocol();
    }

    /// Waits for bytes.
    ///
    /// @return -1 at the end; whether the other side said so tells [#isEndSaid()]
    public int read(byte[] into, int offset, int length) throws IOException {
        return read(into, offset, length, patienceMillis);
    }

    /// The same with a patience of its own.
    ///
    /// @throws Failure.TimedOut after `millis` without a byte
    public int read(byte[] into, int offset, int length, long millis) throws IOException {
        limitReads(millis);
        try {
            return tls == null ? in.read(into, offset, length) : tls.read(into, offset, length);
        } catch (IOException e) {
            throw translated(e, "the connection");
        }
    }

    private void limitReads(long millis) throws IOException {
        int limit = Math.clamp(millis, 1, Integer.MAX_VALUE);
        if (limit == readLimit) return;
        try {
            socket.setSoTimeout(limit);
        } catch (IOException e) {
            throw translated(e, "the connection");
        }
        readLimit = limit;
    }

    /// Whether a read would find something at once, or the end. What cannot be told is no.
    public boolean hasSomething() {
        try {
            return (tls != null && tls.hasBuffered()) || in.available() > 0;
        } catch (IOException _) {
            return true;
        }
    }

    /// Whether the other side said that it has ended: over TLS by close_notify, in the clear by the
    /// end itself.
    public boolean isEndSaid() {
        return tls == null || tls.isEndSaid();
    }

    public void write(byte[] from, int offset, int length) throws IOException {
        writingSince = System.nanoTime() | 1;
        try {
            if (tls == null) out.write(from, offset, length);
            else tls.write(from, offset, length);
        } catch (IOException e) {
            throw translated(e, "the connection");
        } finally {
            writingSince = 0;
        }
    }

    /// Says that nothing more will be written, and waits until the other side has ended too, but
    /// not longer than `millis`: some servers refuse the next data connection otherwise.
    public void finishWriting(long millis) throws IOException {
        writingSince = System.nanoTime() | 1;
        try {
            if (tls != null) tls.finishWriting();
            if (!socket.isOutputShutdown()) socket.shutdownOutput();
        } catch (IOException e) {
            throw translated(e, "the connection");
        } finally {
            writingSince = 0;
        }
        byte[] rest = new byte[4096];
        long end = System.nanoTime() + millis * 1_000_000;
        try {
            long left;
            while ((left = (end - System.nanoTime()) / 1_000_000) > 0) {
                if (read(rest, 0, rest.length, left) < 0) return;
            }
        } catch (IOException _) {
            // All was written; how the other side ends is its reply's business.
        }
    }

    /// The address at the other end, which is a proxy's where there is one.
    public InetAddress remoteAddress() {
        return socket.getInetAddress();
    }

    public InetAddress localAddress() {
        return socket.getLocalAddress();
    }

    /// Ends it from any thread; whoever reads or writes gets [Failure.Interrupted].
    public void cancel() {
        cancelled = true;
        closeSocket();
    }

    @Override
    public void close() {
        guard.close();
        closeSocket();
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException _) {
            // it is gone
        }
    }

    private Failure translated(IOException e, String what) {
        if (cancelled || Thread.currentThread().isInterrupted()) {
            return new Failure.Interrupted(peer + ": cancelled");
        }
        if (stalled || e instanceof SocketTimeoutException) {
            return new Failure.TimedOut(peer + ": no progress in time on " + what);
        }
        return switch (e) {
            case Failure failure -> failure;
            case ClosedByInterruptException _ -> new Failure.Interrupted(peer + ": cancelled");
            case SSLException _ ->
                    new Failure.ConnectionLost(
                            peer + ": " + what + " failed in TLS: " + e.getMessage(), null, e);
            case SocketException _ ->
                    new Failure.ConnectionLost(
                            peer + ": " + what + " was lost: " + e.getMessage(), null, e);
            default ->
                    new Failure.ConnectionLost(
                            peer + ": " + what + " ended: " + e.getMessage(), null, e);
        };
    }
}
