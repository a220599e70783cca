package dev.ferry.server.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// TLS over one connection that is open already, as a server: bytes in, bytes out.
///
/// Holds no buffers while nothing moves: they are lent for the length of a call, and only what has
/// not become a whole record is kept. One thread may read at a time, and any thread may write. What
/// is written before the handshake is over waits for it.
public final class Secured {

    /// The connection underneath.
    public interface Wire {
        /// @return how many bytes; 0 where none are there now, -1 at the end
        int read(ByteBuffer into) throws IOException;

        /// Writes all of it.
        void write(ByteBuffer from) throws IOException;
    }

    private static final byte[] NOTHING = {};
    private static final int WANTING = -2;

    /// Of a record, in bytes; the last two say how long the rest is (RFC 8446 §5.1).
    private static final int HEADER = 5;

    /// What a record may have behind its header, in bytes (RFC 5246 §6.2.3; less since).
    private static final int MOST_OF_RECORD = (1 << 14) + (1 << 11);

    /// Types of records (RFC 8446 §5.1).
    private static final byte CHANGE_CIPHER_SPEC = 20;

    private static final byte APPLICATION_DATA = 23;

    /// Enough for a whole record, and for what becomes of one, in bytes.
    private static final int RECORD = 19 * 1024;

    private static final int MANY = 128 * 1024 + 4 * 1024;
    private static final int MOST = 128;

    /// Records that came, and such that go.
    private static final Buffers IN = Buffers.onHeap(MANY, RECORD, MOST);

    private static final Buffers OUT = Buffers.onHeap(MANY, RECORD, MOST);

    /// Between them and the wire: the JDK's own way there keeps as much for each thread.
    private static final Buffers WIRE = Buffers.direct(MANY, RECORD, MOST);

    private final Tls.Circle circle;
    private final SSLEngine engine;
    private final Wire wire;

    private byte[] record = NOTHING; // came, and is no whole record yet; the reader's
    private byte[] plain = NOTHING; // has been a record, and was not asked for yet; the reader's
    private int taken; // of it
    private volatile boolean noticed; // the client said that no more comes; set by the reader

    private final ReentrantLock writing = new ReentrantLock(); // records go out as they were made
    private final Queue<byte[]> early = new ArrayDeque<>(); // under writing
    private byte[] held = NOTHING; // a ticket for what is said next; under writing
    private volatile boolean heard; // set under writing
    private @Nullable IOException deaf; // under writing: why nothing reaches the client any more
    private volatile boolean established; // set under writing
    private volatile boolean leads; // others resume its session; set under writing

    private Secured(Tls.Circle circle, SSLEngine engine, Wire wire) {
        this.circle = circle;
        this.engine = engine;
        this.wire = wire;
    }

    /// @param circle a control connection begins it, and its data connections belong to it
    public static Secured over(Wire wire, Tls.Circle circle) throws IOException {
        SSLEngine engine = circle.engine();
        engine.beginHandshake();
        return new Secured(circle, engine, wire);
    }

    /// Whether the handshake is over.
    public boolean established() {
        return established;
    }

    /// Reads as a channel does, handshake included: it is gone on with as far as the client has
    /// said its part.
    ///
    /// @return how many bytes, 0 where the wire has none now, -1 where the client said that no more
    ///   will come
    /// @throws TruncatedException if the connection ended without that word
    /// @throws IOException if what came is not TLS, or not as it has to be
    public int read(ByteBuffer into) throws IOException {
        if (taken < plain.length) return give(into);
        if (noticed) return -1;
        boolean wanting = !isWhole(record);
        while (true) {
            // Who waits here has nothing on the heap: there may be thousands.
            ByteBuffer came = WIRE.take(into.remaining());
            ByteBuffer lent;
            ByteBuffer in;
            try {
                if (wanting && receive(came) == 0) return 0;
                int size = record.length + came.flip().remaining();
                lent = IN.take(size);
                in = size > lent.remaining() ? ByteBuffer.allocate(size) : lent;
                in.put(record).put(came).flip();
            } finally {
                WIRE.giveBack(came);
            }
            record = NOTHING;
            try {
                int count = unwrap(in, into);
                if (count != WANTING) return count;
            } catch (SSLException e) {
                alert();
                throw e;
            } finally {
                record = rest(in);
                IN.giveBack(lent);
            }
            wanting = true;
        }
    }

    /// Whether what has come off the wire already is enough for the next [#read].
    public boolean ready() {
        return taken < plain.length || isWhole(record);
    }

    private static boolean isWhole(byte[] record) {
        if (record.length < HEADER) return false;
        int length = ((record[HEADER - 2] & 0xff) << 8) + (record[HEADER - 1] & 0xff);
        return record.length - HEADER >= length;
    }

    private int give(ByteBuffer into) {
        int count = Math.min(into.remaining(), plain.length - taken);
        into.put(plain, taken, count);
        taken += count;
        if (taken == plain.length) {
            plain = NOTHING;
            taken = 0;
        }
        return count;
    }

    private static byte[] rest(ByteBuffer from) {
        if (!from.hasRemaining()) return NOTHING;
        byte[] rest = new byte[from.remaining()];
        from.get(rest);
        return rest;
    }

    /// @return how many bytes, -1 at the end, [#WANTING] where more has to come for any
    private int unwrap(ByteBuffer in, ByteBuffer into) throws IOException {
        int count = 0;
        while (true) {
            if (established && !into.hasRemaining()) return count; // a handshake, and it is over
            boolean direct = into.remaining() >= RECORD;
            if (!direct && count > 0) return count;
            ByteBuffer out = direct ? into : ByteBuffer.allocate(RECORD);
            requireLegal(in);
            SSLEngineResult result = engine.unwrap(in, out);
            if (result.bytesProduced() > 0) {
                if (!direct) {
                    plain = rest(out.flip());
                    settle();
                    return give(into);
                }
                count += result.bytesProduced();
            }
            settle();
            if (result.getStatus() == Status.CLOSED || engine.isInboundDone()) {
                noticed = true;
                return count > 0 ? count : -1;
            }
            switch (result.getStatus()) {
                case BUFFER_UNDERFLOW -> {
                    return count > 0 ? count : WANTING;
                }
                case BUFFER_OVERFLOW -> throw new SSLException("a record is too long");
                case OK, CLOSED -> {}
            }
        }
    }

    /// The engine would take longer records, and then ask for more room to answer than it gets.
    private static void requireLegal(ByteBuffer in) throws SSLException {
        if (in.remaining() < HEADER) return;
        byte type = in.get(in.position());
        if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA) return; // the engine says so
        if (Short.toUnsignedInt(in.getShort(in.position() + HEADER - 2)) > MOST_OF_RECORD) {
            throw new SSLException("a record is too long");
        }
    }

    private int receive(ByteBuffer into) throws IOException {
        if (record.length > RECORD) throw new SSLException("a record is too long");
        int count = wire.read(into);
        if (count < 0) throw new TruncatedException(established);
        return count;
    }

    private void transmit(ByteBuffer from) throws IOException {
        ByteBuffer lent = WIRE.take(from.remaining());
        try {
            while (from.hasRemaining()) {
                int count = Math.min(lent.clear().remaining(), from.remaining());
                lent.put(from.slice(from.position(), count)).flip();
                from.position(from.position() + count);
                wire.write(lent);
            }
        } finally {
            WIRE.giveBack(lent);
        }
    }

    /// Does what the handshake wants of us, or what came after it.
    private void settle() throws IOException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    if (established) throw new SSLException("renegotiation is refused");
                    Runnable task = engine.getDelegatedTask();
                    if (task != null) task.run();
                }
                case NEED_WRAP -> {
                    // A writer that is at work says what is to be said itself.
                    if (established ? !writing.tryLock() : !locked()) return;
                    try {
                        if (!say()) return;
                    } finally {
                        writing.unlock();
                    }
                }
                case NOT_HANDSHAKING -> {
                    if (!established && !engine.isInboundDone()) establish();
                    return;
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN, FINISHED -> {
                    return;
                }
            }
        }
    }

    private boolean locked() {
        writing.lock();
        return true;
    }

    private void establish() throws IOException {
        writing.lock();
        try {
            leads = circle.established(engine.getSession());
            established = true;
            for (byte[] waiting = early.poll(); waiting != null; waiting = early.poll()) {
                send(ByteBuffer.wrap(waiting));
            }
        } finally {
            writing.unlock();
        }
    }

    /// Sends what TLS itself has to say. Under `writing`.
    ///
    /// @return whether it had anything to say
    private boolean say() throws SSLException {
        if (engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) return false;
        ByteBuffer out = OUT.take(RECORD);
        boolean said = false;
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                SSLEngineResult result = engine.wrap(ByteBuffer.wrap(NOTHING), out);
                boolean full = result.getStatus() == Status.BUFFER_OVERFLOW;
                boolean over = result.getHandshakeStatus() == HandshakeStatus.FINISHED;
                if (result.bytesProduced() == 0 && !full && !over) break;
                said = true;
                if (full) flush(out);
                if (over && circle.isBegun() && Tls.isTls13(engine.getSession())) hold(out);
            }
            flush(out);
        } finally {
            OUT.giveBack(out);
        }
        return said;
    }

    /// Keeps the ticket that a data connection gives at the end of its handshake until something
    /// else is said: data, or the answer to the client's last word. At once it would come while a
    /// client is sending, and one that is gone before it has read it answers with a reset, by which
    /// what it had sent is lost.
    private void hold(ByteBuffer out) {
        held = rest(out.flip());
        out.clear();
    }

    /// Whether the client was sent anything that it came for, and so has read what was said before.
    /// One that has sent all it had need not look whether it is answered.
    public boolean isHeard() {
        return heard;
    }

    /// A client that has sent all it had may be gone already, and what it sent is good all the
    /// same: that TLS's own words do not reach it is noted, and told to who has something else to
    /// say.
    private void flush(ByteBuffer out) {
        out.flip();
        try {
            if (out.hasRemaining() && deaf == null) {
                byte[] ticket = held;
                held = NOTHING;
                transmit(ByteBuffer.wrap(ticket));
                transmit(out);
            }
        } catch (IOException e) {
            deaf = e;
        }
        out.clear();
    }

    private void requireHeard() throws IOException {
        IOException why = deaf;
        if (why != null) throw new IOException("nothing can be sent any more", why);
    }

    /// Writes all of `from`, or keeps it until the handshake is over.
    public void write(ByteBuffer from) throws IOException {
        writing.lock();
        try {
            if (established) send(from);
            else early.add(rest(from));
        } finally {
            writing.unlock();
        }
    }

    private void send(ByteBuffer from) throws IOException {
        heard = true;
        int most = engine.getSession().getPacketBufferSize();
        ByteBuffer out = OUT.take(from.remaining());
        try {
            while (from.hasRemaining()) {
                while (from.hasRemaining() && out.remaining() >= most) {
                    SSLEngineResult result = engine.wrap(from, out);
                    if (result.getStatus() == Status.CLOSED) {
                        throw new SSLException("closed already");
                    }
                }
                flush(out);
                requireHeard();
            }
        } finally {
            OUT.giveBack(out);
        }
        var _ = say(); // a ticket
    }

    /// Says that no more will be sent (close_notify). Reading may go on.
    public void finish() throws IOException {
        writing.lock();
        try {
            if (leads) circle.silence();
            if (!noticed) heard = true;
            engine.closeOutbound();
            var _ = say();
            requireHeard();
        } finally {
            writing.unlock();
        }
    }

    /// Tells the client what was wrong, if that can be done.
    private void alert() {
        writing.lock();
        try {
            engine.closeOutbound();
            var _ = say();
        } catch (SSLException _) {
            // the connection ends anyway
        } finally {
            writing.unlock();
        }
    }

    /// What has come behind the client's last word: none of TLS's business. Once.
    public byte[] behind() {
        byte[] rest = record;
        record = NOTHING;
        return rest;
    }

    /// Whether this is of the client of its control connection: it resumed the session of that, or
    /// showed the same certificate.
    public boolean resumes() {
        return circle.ofClient(engine.getSession());
    }
}
