package dev.ferry.server.sftp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A thread that reads for its part of the connections, one buffer for all of them. What it calls
/// must not wait: all the others would, too.
final class SshLoop {

    private static final System.Logger LOG = System.getLogger(SshLoop.class.getName());

    private static final int CHUNK = 32 * 1024;

    /// How often those are looked at that take nothing, or do not leave.
    private static final long LOOK_MILLIS = TimeUnit.SECONDS.toMillis(1);

    /// With so many to be looked at, a connection on which all was said does not stay.
    private static final int MOST_LOOKED_AT = 256;

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Set<SshWire> slow = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
    private volatile boolean over;

    private SshLoop(Selector selector) {
        this.selector = selector;
    }

    /// @throws UncheckedIOException without descriptors
    static SshLoop start(String name) {
        SshLoop loop;
        try {
            loop = new SshLoop(Selector.open());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name(name).start(loop::go);
        return loop;
    }

    private void go() {
        try (selector) {
            while (!over) {
                try {
                    turn();
                } catch (IOException | RuntimeException | Error e) {
                    LOG.log(System.Logger.Level.ERROR, "what reads SSH has failed, and goes on", e);
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
            slow.forEach(SshWire::shut);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a selector would not close", e);
        }
    }

    private void turn() throws IOException {
        selector.select(SshLoop::ready, slow.isEmpty() ? 0 : LOOK_MILLIS);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) task.run();
        long now = System.nanoTime();
        for (SshWire one : slow) one.hurry(now);
    }

    private static void ready(SelectionKey key) {
        ((SshWire) key.attachment()).ready(key);
    }

    // ---- for wires

    /// Does it on this thread, soon. For any thread.
    void run(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /// Looks at its keys anew. For any thread.
    void wake() {
        selector.wakeup();
    }

    Selector selector() {
        return selector;
    }

    /// The buffer to read into, for this thread.
    ByteBuffer buffer() {
        return buffer.clear();
    }

    void came() {
        count.incrementAndGet();
    }

    /// Keeps an eye on one for which something waits.
    void watch(SshWire wire) {
        slow.add(wire);
    }

    /// Whether one more may stay until its client has left.
    boolean hasRoom() {
        return isOpen() && slow.size() < MOST_LOOKED_AT;
    }

    boolean isOpen() {
        return !over;
    }

    void forget(SshWire wire) {
        slow.remove(wire);
    }

    void left() {
        count.decrementAndGet();
        selector.wakeup(); // a socket closes once the selector has let go of it
    }

    /// How many connections it has.
    int count() {
        return count.get();
    }

    /// For any thread. Connections are closed before.
    void close() {
        over = true;
        selector.wakeup();
    }
}
