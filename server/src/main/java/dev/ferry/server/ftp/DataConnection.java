package dev.ferry.server.ftp;

import dev.ferry.core.work.Download;
import dev.ferry.server.net.Buffers;
import dev.ferry.server.net.Secured;
import dev.ferry.server.net.Tls;
import dev.ferry.server.net.TruncatedException;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The data connection of one transfer: awaited or called, then open, then closed.
///
/// The transfer's thread opens it and moves bytes; any thread may [#cut] it, at any time, which
/// ends whatever the transfer's thread does with it.
final class DataConnection implements Closeable {

    /// Where it comes from.
    sealed interface Source {
        /// The client connects to us; a connection may be there already.
        record Passive(PassivePort port) implements Source {}

        /// We connect to the client.
        record Active(InetAddress from, InetSocketAddress to) implements Source {}
    }

    private static final int PIECE = 128 * 1024;

    /// For files that go out over TLS.
    private static final Buffers PIECES = Buffers.direct(PIECE, 16 * 1024, 128);

    /// How long and how much a client may still say after our last word.
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final int LINGER_MOST = 16 * 1024 * 1024;
    private static final int LINGER_PIECE = 32 * 1024;

    private static final String UNRELATED =
            "its TLS session does not resume that of the control connection; in the client, have"
                    + " data connections reuse the TLS session (session resumption), or have the"
                    + " operator set ftp.tls-resume to off";

    private final Source source;
    private final Duration patience;
    private final Cover cover;
    private final Leave leave;
    private volatile @Nullable OverTls secured; // set by the transfer's thread
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable SocketChannel channel; // set under lock
    private boolean parted; // closed by others, in a moment; under lock
    private volatile @Nullable String why;
    private boolean hurried; // the transfer's thread's
    private volatile boolean finished; // over TLS: nothing more is sent
    private boolean ticketNoted; // that the one for this connection was used; under lock
    private final AtomicLong moved = new AtomicLong();
    private volatile long quietSince; // nanoTime; 0 while quiet is nothing to worry about

    /// Closes a connection in a moment, and does not wait for that.
    @FunctionalInterface
    interface Leave {
        void to(SocketChannel channel) throws IOException;
    }

    /// @param patience how long it may take to stand, TLS included
    /// @param leave who closes it where the client may still have a last word to say
    DataConnection(Source source, Duration patience, Cover cover, Leave leave) {
        this.source = source;
        this.patience = patience;
        this.cover = cover;
        this.leave = leave;
    }

    /// Blocks until it stands.
    ///
    /// @throws NoDataConnectionException if it does not
    /// @throws DataTlsException if its TLS is not as it has to be
    /// @throws CutException if somebody cut it meanwhile
    void open() throws IOException {
        requireUncut();
        long deadline = System.nanoTime() + patience.toNanos();
        SocketChannel open =
                switch (source) {
                    case Source.Passive(PassivePort port) -> await(port);
                    case Source.Active(InetAddress from, InetSocketAddress to) -> call(from, to);
                };
        keep(open);
        if (cover instanceof Cover.Private(Tls.Circle circle, boolean resuming)) {
            hurry();
            secure(open, circle, resuming, deadline);
        }
        quietSince = System.nanoTime() | 1;
    }

    /// The handshake, in which we are the server whoever called whom (RFC 4217 §7).
    private void secure(SocketChannel open, Tls.Circle circle, boolean resuming, long deadline)
            throws IOException {
        var wire = new OnChannel(open);
        Secured tls;
        boolean shaken = false;
        try {
            tls = Secured.over(wire, circle);
            wire.shakeHands(tls, deadline);
            shaken = true;
        } catch (SocketTimeoutException _) {
            throw new NoDataConnectionException(
                    "no TLS handshake within " + patience.toSeconds() + " seconds");
        } catch (SSLException | TruncatedException e) {
            requireUncut();
            wire.drain(); // or the alert is lost
            throw new DataTlsException("its TLS handshake failed: " + e.getMessage());
        } catch (IOException e) {
            throw lost(e);
        } finally {
            if (!shaken) circle.handshakeBroken();
        }
        if (resuming && !tls.resumes()) {
            answerEnd(tls);
            wire.drain(tls);
            throw new DataTlsException(UNRELATED);
        }
        secured = new OverTls(tls, wire);
    }

    /// @param wire what is below
    private record OverTls(Secured tls, OnChannel wire) {}

    /// What [Secured] reads from and writes to.
    private static final class OnChannel implements Secured.Wire {

        private static final int TIMED_PIECE = 8 * 1024;

        private final SocketChannel channel;
        private boolean timed;
        private long deadline; // nanoTime, where it is timed

        OnChannel(SocketChannel channel) {
            this.channel = channel;
        }

        void shakeHands(Secured tls, long until) throws IOException {
            timed = true;
            deadline = until;
            var nothing = ByteBuffer.allocate(0);
            while (!tls.established()) {
                if (tls.read(nothing) < 0) throw new SSLException("the client ended it");
            }
            timed = false;
        }

        /// We have said our last word: takes what the client still says, up to its own, for a
        /// moment. What comes to a connection that is closed already answers with a reset, and that
        /// may take from the client what it has not read yet.
        void drain(Secured tls) {
            drain(tls::read);
        }

        void drain() {
            drain(this::read);
        }

        private void drain(Inlet from) {
            timed = true;
            deadline = System.nanoTime() + LINGER.toNanos();
            var piece = ByteBuffer.allocate(LINGER_PIECE);
            try {
                channel.shutdownOutput();
                for (long count = 0, all = 0; count >= 0 && all < LINGER_MOST; all += count) {
                    count = from.read(piece.clear());
                }
            } catch (IOException _) {
                // it has said enough
            }
        }

        private interface Inlet {
            int read(ByteBuffer into) throws IOException;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            if (!timed) return channel.read(into);
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) throw new SocketTimeoutException();
            channel.socket().setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            byte[] some = new byte[Math.min(into.remaining(), TIMED_PIECE)];
            int count = channel.socket().getInputStream().read(some);
            if (count > 0) into.put(some, 0, count);
            return count;
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            while (from.hasRemaining()) channel.write(from);
        }
    }

    /// Reads what comes next.
    ///
    /// @return how many bytes, or -1 where the client has closed in good order
    /// @throws CutException if it did not, or somebody cut the connection
    int read(ByteBuffer into) throws CutException {
        try {
            OverTls over = secured;
            int count = over == null ? channel().read(into) : over.tls().read(into);
            if (count >= 0) {
                tell(count);
                return count;
            }
            quietSince = 0;
            if (over != null) answerEnd(over.tls());
            return count;
        } catch (TruncatedException e) {
            requireUncut();
            throw new CutException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /// A client that has said its last word may wait for ours before it reads the reply.
    private static void answerEnd(Secured tls) {
        try {
            tls.finish();
        } catch (IOException _) {
            // it did not wait
        }
    }

    /// Sends all of `from`.
    ///
    /// @throws CutException if that cannot be done any more
    void write(ByteBuffer from) throws CutException {
        try {
            if (!hurried) hurry();
            OverTls over = secured;
            while (from.hasRemaining()) {
                tell(over == null ? channel().write(from) : send(over.tls(), from));
            }
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /// What is written in pieces goes out at once; a file sent by the kernel has no use for that,
    /// and costs half as much again with it.
    private void hurry() throws IOException {
        channel().setOption(StandardSocketOptions.TCP_NODELAY, true);
        hurried = true;
    }

    /// Sends what comes out of `file` next, by the kernel alone where it can.
    ///
    /// @return how many bytes; 0 at the end of the file
    long send(Download file, long most) throws IOException {
        if (secured != null) return sendSecured(file);
        try {
            long count = file.transferTo(channel(), most);
            tell(count);
            return count;
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            if (comesOfStorage(e)) throw e;
            throw lost(e);
        }
    }

    private long sendSecured(Download file) throws IOException {
        ByteBuffer piece = PIECES.take();
        try {
            int count = file.read(piece); // as much as its pace lets go
            if (count <= 0) return 0;
            write(piece.flip());
            return count;
        } finally {
            PIECES.giveBack(piece);
        }
    }

    /// In pieces, between which a slow client is seen to take something.
    private static int send(Secured tls, ByteBuffer from) throws IOException {
        int count = Math.min(from.remaining(), PIECE);
        tls.write(from.slice(from.position(), count));
        from.position(from.position() + count);
        return count;
    }

    /// Nothing more will be sent: the client sees the end.
    void finish() throws CutException {
        try {
            OverTls over = secured;
            if (over != null) over.tls().finish();
            channel().shutdownOutput();
            quietSince = 0;
            finished = over != null;
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /// Nothing more will come, as the data itself said: quiet is nothing to worry about.
    void expectNoMore() {
        quietSince = 0;
    }

    private SocketChannel channel() throws IOException {
        SocketChannel open = channel;
        if (open == null) throw new IllegalStateException("not open");
        return open;
    }

    private void tell(long count) {
        moved.addAndGet(count);
        if (quietSince != 0) quietSince = System.nanoTime() | 1;
    }

    private CutException lost(IOException e) {
        String reason = why;
        var cut = new CutException(reason != null ? reason : "the data connection was lost");
        cut.initCause(e);
        return cut;
    }

    /// The kernel's sendfile speaks for both ends: these words are the disk's.
    private static boolean comesOfStorage(IOException e) {
        String words = String.valueOf(e.getMessage());
        return words.startsWith("Input/output error") || words.startsWith("Stale file handle");
    }

    private SocketChannel await(PassivePort port) throws IOException {
        try {
            return port.await(patience);
        } catch (NoDataConnectionException e) {
            requireUncut();
            throw e;
        }
    }

    private SocketChannel call(InetAddress from, InetSocketAddress to) throws IOException {
        SocketChannel calling = SocketChannel.open();
        try {
            keep(calling);
            calling.bind(new InetSocketAddress(from, 0));
            calling.socket().connect(to, (int) patience.toMillis());
            return calling;
        } catch (SocketTimeoutException _) {
            throw new NoDataConnectionException(
                    text(to) + " did not answer within " + patience.toSeconds() + " seconds");
        } catch (IOException e) {
            calling.close();
            requireUncut();
            var failure = new NoDataConnectionException("cannot connect to " + text(to));
            failure.initCause(e);
            throw failure;
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + " port " + address.getPort();
    }

    private void keep(SocketChannel opened) throws IOException {
        lock.lock();
        try {
            channel = opened;
            if (why != null) opened.close();
        } finally {
            lock.unlock();
        }
        requireUncut();
    }

    /// @throws CutException if somebody cut it
    void requireUncut() throws CutException {
        String reason = why;
        if (reason != null) throw new CutException(reason);
    }

    /// Bytes that went over it so far.
    long bytes() {
        return moved.get();
    }

    /// Since when nothing moved though something should, by [System#nanoTime()]; 0 where nothing
    /// should.
    long quietSince() {
        return quietSince;
    }

    /// Ends it from another thread, for the first reason given.
    void cut(String reason) {
        lock.lock();
        try {
            if (why == null) why = reason;
            close();
        } catch (IOException _) {
            // it is of no use any more, closed well or not
        } finally {
            lock.unlock();
        }
    }

    /// Why it was cut, if it was.
    Optional<String> cutReason() {
        return Optional.ofNullable(why);
    }

    @Override
    public void close() throws IOException {
        quietSince = 0;
        lock.lock();
        try {
            if (source instanceof Source.Passive(PassivePort port)) port.close();
            SocketChannel open = channel;
            if (open == null || parted) return;
            // A client of TLS has a last word too, and may not have read all of the data yet.
            parted = finished && why == null;
            if (parted) leave.to(open);
            else open.close();
            noteTicket();
        } finally {
            lock.unlock();
        }
    }

    private void noteTicket() {
        OverTls over = secured;
        if (ticketNoted || over == null) return;
        if (!(cover instanceof Cover.Private(Tls.Circle circle, var _))) return;
        circle.ticketUsed(!over.tls().isHeard());
        ticketNoted = true;
    }
}
