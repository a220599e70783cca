package dev.ferry.client.net;

import dev.ferry.client.failure.Failure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// TLS over the streams of a socket. Not an `SSLSocket`, because that one does not tell an end that
/// was said (close_notify) from a connection that was cut.
///
/// One thread reads and one may write at the same time.
final class TlsLayer {

    private final TlsSession session;
    private final SSLEngine engine;
    private final InputStream in;
    private final OutputStream out;
    private final ByteBuffer incoming;
    private final ByteBuffer plain;
    private final byte[] outgoing;
    private boolean endSaid;

    TlsLayer(TlsSession session, InputStream in, OutputStream out) {
        this.session = session;
        this.in = in;
        this.out = out;
        engine = session.engine();
        int packet = engine.getSession().getPacketBufferSize();
        int application = engine.getSession().getApplicationBufferSize();
        incoming = ByteBuffer.allocate(Math.max(64 * 1024, 2 * packet)).flip();
        plain = ByteBuffer.allocate(application + 1024).flip();
        outgoing = new byte[4 * packet];
    }

    /// @throws Failure.NotTrusted if the server's certificate was refused
    void handshake() throws IOException {
        try {
            engine.beginHandshake();
            while (true) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_WRAP -> {
                        wrap(ByteBuffer.allocate(0));
                        out.flush();
                    }
                    case NEED_TASK -> runTasks();
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                        if (!unwrap()) {
                            throw new EOFException("the connection ended within the TLS handshake");
                        }
                    }
                    case FINISHED, NOT_HANDSHAKING -> {
                        return;
                    }
                }
            }
        } catch (SSLException e) {
            sayGoodbye();
            Optional<Failure> refusal = session.refusal();
            if (refusal.isPresent()) throw refusal.get();
            throw e;
        }
    }

    String protocol() {
        return engine.getSession().getProtocol();
    }

    /// @return -1 at the end, said or not
    int read(byte[] into, int offset, int length) throws IOException {
        while (!plain.hasRemaining()) {
            if (endSaid || !unwrap()) return -1;
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) runTasks();
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) answer();
        }
        int count = Math.min(length, plain.remaining());
        plain.get(into, offset, count);
        return count;
    }

    /// Bytes that can be read without waiting, as far as is known.
    boolean hasBuffered() {
        return plain.hasRemaining() || incoming.hasRemaining();
    }

    /// Whether the other side said that it has ended.
    boolean isEndSaid() {
        return endSaid;
    }

    void write(byte[] from, int offset, int length) throws IOException {
        var source = ByteBuffer.wrap(from, offset, length);
        while (source.hasRemaining()) wrap(source);
    }

    /// Says that nothing more will be written.
    void finishWriting() throws IOException {
        engine.closeOutbound();
        while (!engine.isOutboundDone()) {
            if (wrap(ByteBuffer.allocate(0)) == 0) break;
        }
        out.flush();
    }

    private void sayGoodbye() {
        try {
            finishWriting();
        } catch (IOException _) {
            // it is over anyway
        }
    }

    /// An answer of the engine's own, such as to a key update.
    private void answer() throws IOException {
        if (wrap(ByteBuffer.allocate(0)) > 0) out.flush();
    }

    private synchronized int wrap(ByteBuffer source) throws IOException {
        var target = ByteBuffer.wrap(outgoing);
        do {
            SSLEngineResult result = engine.wrap(source, target);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED
                    && result.bytesProduced() == 0) {
                if (source.hasRemaining()) throw new SSLException("TLS is closed for writing");
                break;
            }
        } while (source.hasRemaining()
                && target.remaining() >= engine.getSession().getPacketBufferSize());
        if (target.position() > 0) out.write(outgoing, 0, target.position());
        return target.position();
    }

    /// Takes one record apart.
    ///
    /// @return false where the connection ended
    private boolean unwrap() throws IOException {
        while (true) {
            plain.compact();
            SSLEngineResult result;
            try {
                result = engine.unwrap(incoming, plain);
            } finally {
                plain.flip();
            }
            switch (result.getStatus()) {
                case OK -> {
                    return true;
                }
                case CLOSED -> {
                    endSaid = true;
                    return true;
                }
                case BUFFER_OVERFLOW -> throw new SSLException("a TLS record that is too large");
                case BUFFER_UNDERFLOW -> {
                    incoming.compact();
                    int count;
                    try {
                        count =
                                in.read(
                                        incoming.array(),
                                        incoming.position(),
                                        incoming.remaining());
                        if (count > 0) incoming.position(incoming.position() + count);
                    } finally {
                        incoming.flip();
                    }
                    if (count < 0) return false;
                }
            }
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
