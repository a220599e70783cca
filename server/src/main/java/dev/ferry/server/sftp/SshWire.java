package dev.ferry.server.sftp;

import dev.ferry.ssh.WireBase;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.future.DefaultCloseFuture;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/// One connection in the SSH library's eyes. Its loop's thread reads; whoever has something to send
/// writes it, and what the socket does not take at once waits for the loop. Safe for use by many
/// threads.
final class SshWire extends WireBase {

    private static final System.Logger LOG = System.getLogger(SshSockets.class.getName());

    /// Bytes that wait, from which on nothing more is read: who takes no answers has no questions.
    /// What channels have to say waits before ([SshTransport]), so it is much less otherwise.
    private static final int MOST_WAITING = 1024 * 1024;

    /// How often in a row one is read from while others wait.
    private static final int TURNS = 4;

    /// How long a connection stays open on which all was said, at most, until its client has gone,
    /// and how many bytes it may say meanwhile.
    static final Duration AT_LAST = Duration.ofSeconds(1);

    private static final long MOST_UNHEARD = 8L << 20;

    private final IoService service;
    private final IoHandler handler;
    private final SshLoop loop;
    private final SocketChannel channel;
    private final SocketAddress accepted;
    private final SocketAddress local;
    private final SocketAddress remote;
    private final Duration patience;
    private final Executor door;
    private final CloseFuture emptied;
    private volatile long taken; // by the client, when last, by nanoTime
    private final AtomicBoolean isShut = new AtomicBoolean();
    private volatile long parting; // since, by nanoTime; 0 before
    private long unheard; // bytes since then, for the loop's thread
    private volatile boolean trusted;

    private final ReentrantLock lock = new ReentrantLock(); // for what follows
    private final ArrayDeque<Sent> waiting = new ArrayDeque<>(1);
    private int bytesWaiting;
    private boolean broken; // cannot be written to, and will be closed
    private boolean listening;
    private boolean busy; // the door is at work on what came last
    private boolean suspended;
    private boolean over;
    private @Nullable SelectionKey key;

    /// What the socket did not take at once.
    private static final class Sent extends AbstractIoWriteFuture {
        private final ByteBuffer bytes;

        Sent(Object id, ByteBuffer bytes) {
            super(id, null);
            this.bytes = bytes;
        }

        void done() {
            setValue(true);
        }

        void failed(Throwable why) {
            setValue(why);
        }
    }

    /// @param channel does not block
    /// @param accepted what it came to
    /// @param patience how long a client may take nothing while something waits for it
    /// @param door where is waited for what has to be known of a client until it is trusted
    SshWire(
            IoService service,
            IoHandler handler,
            SshLoop loop,
            SocketChannel channel,
            SocketAddress accepted,
            Duration patience,
            Executor door)
            throws IOException {
        this.service = service;
        this.handler = handler;
        this.loop = loop;
        this.channel = channel;
        this.accepted = accepted;
        this.patience = patience;
        this.door = door;
        this.local = channel.getLocalAddress();
        this.remote = channel.getRemoteAddress();
        this.emptied = new DefaultCloseFuture(this, futureLock);
        loop.came();
    }

    // ---- at the door

    /// From now on the loop hears it: nothing that the client says is waited with any more. For any
    /// thread.
    void trust() {
        trusted = true;
    }

    /// Says the first words, and listens from then on. What is written to others' logs and looked
    /// up meanwhile may take its time.
    private void greet() {
        try {
            handler.sessionCreated(this);
            if (isClosing()) handler.sessionClosed(this); // it was not there to be told
            decide(() -> listening = true);
        } catch (Exception | Error e) {
            loop.run(() -> fail(e));
        }
    }

    /// Nothing more is read until `bytes` are understood.
    private void understand(byte[] bytes) {
        decide(() -> busy = true);
        door.execute(() -> {
            try {
                handler.messageReceived(this, new ByteArrayBuffer(bytes));
            } catch (Exception | Error e) {
                loop.run(() -> fail(e));
            } finally {
                decide(() -> busy = false);
            }
        });
    }

    /// Changes something on which it hangs whether the loop listens.
    private void decide(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
        look();
    }

    // ---- on the loop's thread

    /// Begins; at the door, whatever takes its time.
    ///
    /// @param greeted told when that is over
    void begin(Runnable greeted) {
        try {
            SelectionKey mine = channel.register(loop.selector(), 0, this);
            lock.lock();
            try {
                key = mine;
            } finally {
                lock.unlock();
            }
            door.execute(() -> {
                try {
                    greet();
                } finally {
                    greeted.run();
                }
            });
        } catch (Exception | Error e) { // or the loop would end, with all others on it
            fail(e);
            greeted.run();
        }
    }

    /// Its socket has something, or takes something.
    void ready(SelectionKey mine) {
        if (parting != 0) {
            if (hasLeft()) shut();
            return;
        }
        try {
            if (mine.isValid() && mine.isWritable()) flush();
            if (mine.isValid() && mine.isReadable()) hear();
        } catch (Exception | Error e) {
            fail(e);
        }
    }

    private void hear() throws Exception {
        for (int i = 0; i < TURNS && channel.isOpen(); i++) {
            ByteBuffer buffer = loop.buffer();
            int count = channel.read(buffer);
            if (count < 0) {
                var _ = close(true);
                return;
            }
            if (count == 0) return;
            boolean more = !buffer.hasRemaining();
            // Left unread, it would have the last words reset before the client has them.
            if (isClosing()) continue;
            buffer.flip();
            if (!trusted) {
                byte[] bytes = new byte[count];
                buffer.get(bytes);
                understand(bytes);
                return;
            }
            handler.messageReceived(this, Readable.readable(buffer));
            if (!more) return;
        }
    }

    /// Hears what nobody listens to any more.
    private boolean hasLeft() {
        try {
            for (int i = 0; i < TURNS; i++) {
                int count = channel.read(loop.buffer());
                if (count <= 0) return count < 0;
                unheard += count;
            }
            return unheard > MOST_UNHEARD;
        } catch (IOException _) {
            return true;
        }
    }

    /// Ends it where its client takes nothing, or does not leave.
    void hurry(long now) {
        long since = parting;
        if (since != 0) {
            if (now - since > AT_LAST.toNanos()) shut();
            return;
        }
        if (now - taken <= patience.toNanos()) return;
        LOG.log(System.Logger.Level.DEBUG, () -> this + " took nothing in time");
        var _ = close(true);
    }

    private void fail(Throwable why) {
        try {
            if (isOpen()) handler.exceptionCaught(this, why);
        } catch (Exception e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection failed, and was not known", e);
        } finally {
            var _ = close(true);
        }
    }

    // ---- sending

    /// The bytes are the caller's again when it is written. Closes nothing: who writes holds locks
    /// of the library's that whoever closes wants, too, in another order.
    @Override
    public IoWriteFuture writeBuffer(Buffer buffer) {
        var sent =
                new Sent(
                        getId(),
                        ByteBuffer.wrap(buffer.array(), buffer.rpos(), buffer.available()));
        Throwable failure = null;
        lock.lock();
        try {
            if (over || broken || isClosing()) {
                sent.failed(new ClosedChannelException());
                return sent;
            }
            if (waiting.isEmpty()) channel.write(sent.bytes);
            if (sent.bytes.hasRemaining()) {
                keep(sent);
                return sent;
            }
        } catch (IOException | OutOfMemoryError e) {
            broken = true;
            failure = e;
        } finally {
            lock.unlock();
        }
        if (failure == null) {
            sent.done();
        } else {
            Throwable why = failure;
            sent.failed(why);
            loop.run(() -> fail(why));
        }
        return sent;
    }

    private void keep(Sent sent) {
        waiting.add(sent);
        bytesWaiting += sent.bytes.remaining();
        if (waiting.size() == 1) {
            taken = System.nanoTime();
            loop.watch(this);
        }
        look();
    }

    private void flush() throws IOException {
        var done = new ArrayList<Sent>();
        boolean empty;
        try {
            empty = write(done);
        } finally {
            done.forEach(Sent::done);
        }
        if (empty && isClosing()) emptied.setClosed();
    }

    /// Writes what the socket takes.
    ///
    /// @param done what is out as a whole
    /// @return whether nothing waits any more
    private boolean write(List<Sent> done) throws IOException {
        lock.lock();
        try {
            for (Sent first = waiting.peek(); first != null; first = waiting.peek()) {
                int count = channel.write(first.bytes);
                if (count > 0) taken = System.nanoTime();
                bytesWaiting -= count;
                if (first.bytes.hasRemaining()) break;
                done.add(waiting.remove());
            }
            boolean empty = waiting.isEmpty();
            if (empty && !over) loop.forget(this);
            look();
            return empty;
        } finally {
            lock.unlock();
        }
    }

    /// Has the loop wait for what can be done next.
    private void look() {
        lock.lock();
        try {
            SelectionKey mine = key;
            if (mine == null || over) return;
            boolean reading = listening && !busy && !suspended && bytesWaiting < MOST_WAITING;
            int wanted =
                    (reading ? SelectionKey.OP_READ : 0)
                            | (waiting.isEmpty() ? 0 : SelectionKey.OP_WRITE);
            if (mine.isValid() && mine.interestOps() != wanted) {
                mine.interestOps(wanted);
                loop.wake();
            }
        } catch (CancelledKeyException _) {
            // its loop has ended, and it will be closed
        } finally {
            lock.unlock();
        }
    }

    // ---- the end

    /// What waits is sent first, if the client takes it; it is heard no more.
    @Override
    protected CloseFuture doCloseGracefully() {
        boolean empty;
        lock.lock();
        try {
            empty = waiting.isEmpty();
        } finally {
            lock.unlock();
        }
        if (empty) emptied.setClosed();
        return emptied;
    }

    @Override
    protected void doCloseImmediately() {
        try {
            leave();
        } finally {
            super.doCloseImmediately();
        }
        try {
            handler.sessionClosed(this);
        } catch (Exception e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection ended that was not known", e);
        }
        forget();
    }

    private void leave() {
        List<Sent> lost = List.of();
        boolean stays = false;
        lock.lock();
        try {
            over = true;
            lost = List.copyOf(waiting);
            waiting.clear();
            stays = lost.isEmpty() && part();
        } finally {
            lock.unlock();
            if (!stays) shut();
            lost.forEach(one -> one.failed(new ClosedChannelException()));
        }
    }

    /// Leaves the socket to the loop until the client has left, too: what comes to one that is
    /// closed already is answered with a reset, and that may take from the client what it has not
    /// read yet. To everybody else it is closed. (Clients of FTP say little more by then; see its
    /// `Parting`.)
    ///
    /// @return false where it is to be closed at once
    private boolean part() {
        SelectionKey mine = key;
        if (mine == null || !loop.hasRoom()) return false;
        try {
            channel.shutdownOutput();
            parting = System.nanoTime() | 1;
            mine.interestOps(SelectionKey.OP_READ);
        } catch (IOException | CancelledKeyException _) {
            return false; // it has left
        }
        loop.watchLeaving(this);
        return loop.isOpen();
    }

    /// Closes the socket. For any thread, and as often as it likes.
    void shut() {
        loop.forget(this);
        if (isShut.getAndSet(true)) return;
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection would not close", e);
        }
        loop.left();
    }

    @Override
    public void shutdownOutputStream() throws IOException {
        channel.shutdownOutput();
    }

    // ---- what the library asks of it

    @Override
    public void suspendRead() {
        decide(() -> suspended = true);
    }

    @Override
    public void resumeRead() {
        decide(() -> suspended = false);
    }

    @Override
    public IoService getService() {
        return service;
    }

    @Override
    public SocketAddress getAcceptanceAddress() {
        return accepted;
    }

    @Override
    public SocketAddress getLocalAddress() {
        return local;
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return remote;
    }

    @Override
    public String toString() {
        return remote.toString();
    }
}
