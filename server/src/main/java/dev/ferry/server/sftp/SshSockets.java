package dev.ferry.server.sftp;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.Closeable;
import org.apache.sshd.common.Factory;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.IoServiceFactoryFactory;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.apache.sshd.common.util.closeable.AbstractInnerCloseable;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.jspecify.annotations.Nullable;

/// Sockets, as the SSH library wants them, in place of its own: those hand each packet from thread
/// to thread once on its way in and once more on its way out, and keep a buffer for each
/// connection. Here few threads ([SshLoop]) read and decrypt, each for its part of the connections,
/// and whoever has something to send writes it to the socket ([SshWire]).
final class SshSockets implements IoServiceFactoryFactory {

    private static final System.Logger LOG = System.getLogger(SshSockets.class.getName());

    /// Connections that wait to be accepted.
    private static final int BACKLOG = 1024;

    /// Connections that are accepted and not yet greeted; more wait to be accepted.
    private static final int MOST_UNGREETED = 256;

    private static final long LOOK_MILLIS = 100;

    private final Duration patience;
    private final Executor door;
    private final Semaphore ungreeted = new Semaphore(MOST_UNGREETED);
    private final List<SshLoop> all = new CopyOnWriteArrayList<>();

    /// @param patience how long a client may take nothing while something waits for it
    /// @param door where it is waited for what has to be known of a client before it is trusted
    ///   ([SshWire#trust]): the threads here wait for nothing
    SshSockets(Duration patience, Executor door) {
        this.patience = patience;
        this.door = door;
    }

    /// Waits until the sockets are closed, those too whose clients were to leave first. Services
    /// are closed before.
    void awaitEnd() throws InterruptedException {
        Duration most = SshWire.AT_LAST.multipliedBy(2);
        for (SshLoop one : all) one.join(most);
    }

    @Override
    public IoServiceFactory create(FactoryManager manager) {
        return new Service();
    }

    @Override
    public void setExecutorServiceFactory(Factory<CloseableExecutorService> factory) {
        // the threads are of our own
    }

    /// Owns the threads that read.
    private final class Service extends AbstractCloseable implements IoServiceFactory {
        private final List<SshLoop> loops = new ArrayList<>();
        private @Nullable IoServiceEventListener listener;

        @Override
        public synchronized IoAcceptor createAcceptor(IoHandler handler) {
            // One more than there are processors: a key exchange is not to stop all of them.
            int count = Runtime.getRuntime().availableProcessors() + 1;
            while (loops.size() < count) loops.add(SshLoop.start("sftp-io-" + loops.size()));
            all.addAll(loops);
            return new Acceptor(handler, List.copyOf(loops));
        }

        @Override
        public IoConnector createConnector(IoHandler handler) {
            throw new UnsupportedOperationException("a server calls nobody");
        }

        @Override
        protected synchronized void doCloseImmediately() {
            loops.forEach(SshLoop::close);
            super.doCloseImmediately();
        }

        @Override
        public @Nullable IoServiceEventListener getIoServiceEventListener() {
            return listener;
        }

        @Override
        public void setIoServiceEventListener(@Nullable IoServiceEventListener told) {
            listener = told;
        }
    }

    /// What is listened on, and the thread that accepts there.
    private record Listener(ServerSocketChannel channel, Thread accepting) {

        private static final Duration END = Duration.ofSeconds(1);

        /// Waits for the thread: the port is free once it has left accept(2), and no sooner.
        void close() throws IOException {
            channel.close();
            try {
                var _ = accepting.join(END);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Owns what it listens on, a thread for each, and all connections.
    private final class Acceptor extends AbstractInnerCloseable implements IoAcceptor {
        private final IoHandler handler;
        private final List<SshLoop> loops;
        private final Map<SocketAddress, Listener> listeners = new ConcurrentHashMap<>();
        private final Map<Long, IoSession> wires = new ConcurrentHashMap<>();
        private @Nullable IoServiceEventListener listener;

        Acceptor(IoHandler handler, List<SshLoop> loops) {
            this.handler = handler;
            this.loops = loops;
        }

        @Override
        public void bind(SocketAddress address) throws IOException {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(address, BACKLOG);
                SocketAddress bound = channel.getLocalAddress();
                Thread accepting =
                        Thread.ofPlatform()
                                .daemon()
                                .name("sftp-listener")
                                .start(() -> accept(channel, bound));
                listeners.put(bound, new Listener(channel, accepting));
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                channel.close();
                throw e;
            }
        }

        @Override
        public void bind(Collection<? extends SocketAddress> addresses) throws IOException {
            for (SocketAddress one : addresses) bind(one);
        }

        private void accept(ServerSocketChannel channel, SocketAddress address) {
            while (awaitRoom()) {
                try {
                    admit(channel.accept(), address);
                } catch (ClosedChannelException _) {
                    return;
                } catch (IOException | RuntimeException | OutOfMemoryError e) {
                    ungreeted.release();
                    LOG.log(System.Logger.Level.WARNING, "cannot accept a connection", e);
                    pause(); // out of descriptors, most likely
                }
            }
        }

        private static void pause() {
            try {
                Thread.sleep(Duration.ofMillis(50));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        /// Waits for a place among the ungreeted, so that no more are taken in than can be counted,
        /// and sent away where they are too many.
        ///
        /// @return false at the end
        private boolean awaitRoom() {
            try {
                while (!isClosing()) {
                    if (ungreeted.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) return true;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return false;
        }

        /// @param channel has a place among the ungreeted
        private void admit(SocketChannel channel, SocketAddress address) throws IOException {
            SshLoop least = loops.getFirst();
            for (SshLoop one : loops) {
                if (one.isOpen() && (!least.isOpen() || one.count() < least.count())) least = one;
            }
            SshWire wire;
            try {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                wire = new SshWire(this, handler, least, channel, address, patience, door);
            } catch (IOException e) { // gone before it was let in
                LOG.log(System.Logger.Level.DEBUG, "a client left at the door", e);
                ungreeted.release();
                channel.close();
                return;
            } catch (RuntimeException | OutOfMemoryError e) {
                channel.close();
                throw e;
            }
            wires.put(wire.getId(), wire);
            wire.addCloseFutureListener(_ -> wires.remove(wire.getId()));
            if (isClosing()) {
                ungreeted.release();
                var _ = wire.close(true);
            } else {
                least.run(() -> wire.begin(ungreeted::release));
            }
        }

        @Override
        public void unbind() {
            listeners.keySet().forEach(this::unbind);
        }

        @Override
        public void unbind(Collection<? extends SocketAddress> addresses) {
            addresses.forEach(this::unbind);
        }

        @Override
        public void unbind(SocketAddress address) {
            Listener one = listeners.remove(address);
            if (one == null) return;
            try {
                one.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "cannot close what listens on " + address, e);
            }
        }

        @Override
        public Set<SocketAddress> getBoundAddresses() {
            return new HashSet<>(listeners.keySet());
        }

        @Override
        protected void preClose() {
            unbind();
            super.preClose();
        }

        @Override
        protected Closeable getInnerCloseable() {
            return builder().parallel("connections", wires.values()).build();
        }

        @Override
        public Map<Long, IoSession> getManagedSessions() {
            return Map.copyOf(wires);
        }

        @Override
        public @Nullable IoServiceEventListener getIoServiceEventListener() {
            return listener;
        }

        @Override
        public void setIoServiceEventListener(@Nullable IoServiceEventListener told) {
            listener = told;
        }
    }
}
