package dev.ferry.server.ftp;

import dev.ferry.core.work.Download;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
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

    private final Source source;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable SocketChannel channel; // set under lock
    private volatile @Nullable String why;
    private boolean hurried; // the transfer's thread's
    private final AtomicLong moved = new AtomicLong();
    private volatile long quietSince; // nanoTime; 0 while quiet is nothing to worry about

    DataConnection(Source source, Duration patience) {
        this.source = source;
        this.patience = patience;
    }

    /// Blocks until it stands.
    ///
    /// @throws NoDataConnectionException if it does not
    /// @throws CutException if somebody cut it meanwhile
    void open() throws IOException {
        requireUncut();
        SocketChannel open =
                switch (source) {
                    case Source.Passive(PassivePort port) -> await(port);
                    case Source.Active(InetAddress from, InetSocketAddress to) -> call(from, to);
                };
        keep(open);
        quietSince = System.nanoTime() | 1;
    }

    /// Reads what comes next.
    ///
    /// @return how many bytes, or -1 where the client has closed in good order
    /// @throws CutException if it did not, or somebody cut the connection
    int read(ByteBuffer into) throws CutException {
        try {
            int count = channel().read(into);
            if (count < 0) quietSince = 0;
            else tell(count);
            return count;
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /// Sends all of `from`.
    ///
    /// @throws CutException if that cannot be done any more
    void write(ByteBuffer from) throws CutException {
        try {
            if (!hurried) hurry();
            while (from.hasRemaining()) tell(channel().write(from));
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

    /// Nothing more will be sent: the client sees the end.
    void finish() throws CutException {
        try {
            channel().shutdownOutput();
            quietSince = 0;
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
            if (channel != null) channel.close();
        } finally {
            lock.unlock();
        }
    }
}
