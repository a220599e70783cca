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

    /// With so many that do not leave, the next one does not stay.
    private static final int MOST_LEAVING = 256;

    /// How much is done for others before the sockets are looked at again.
    private static final int MOST_TASKS = 64;

    /// How often those that leave are looked at once all ends.
    private static final long LOOK_AT_LAST_MILLIS = 100;

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Set<SshWire> slow = ConcurrentHashMap.newKeySet(); // they take nothing
    private final Set<SshWire> leaving = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
    private final Thread thread;
    private long looked = System.nanoTime(); // when last at those
    private volatile boolean over;

    private SshLoop(String name, Selector selector) {
        this.selector = selector;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::go);
    }

    /// @throws UncheckedIOException without descriptors
    static SshLoop start(String name) {
        SshLoop loop;
        try {
            loop = new SshLoop(name, Selector.open());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        loop.thread.start();
        return loop;
    }

    private void go() {
        try (selector) {
            while (!over) turn(slow.isEmpty() && leaving.isEmpty() ? 0 : LOOK_MILLIS);
            long end = System.nanoTime() + SshWire.AT_LAST.toNanos();
            while (!leaving.isEmpty() && System.nanoTime() - end < 0) turn(LOOK_AT_LAST_MILLIS);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a selector would not close", e);
        } finally {
            over = true;
            slow.forEach(SshWire::shut);
            leaving.forEach(SshWire::shut);
        }
    }

    private void turn(long millis) {
        try {
            if (tasks.isEmpty()) selector.select(SshLoop::ready, millis);
            else selector.selectNow(SshLoop::ready);
            for (int i = 0; i < MOST_TASKS; i++) {
                Runnable task = tasks.poll();
                if (task == null) break;
                task.run();
            }
            long now = System.nanoTime();
            if (now - looked < TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)) return;
            looked = now;
            for (SshWire one : slow) one.hurry(now);
            for (SshWire one : leaving) one.hurry(now);
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "what reads SSH has failed, and goes on", e);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
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
        return isOpen() && leaving.size() < MOST_LEAVING;
    }

    /// Keeps an eye on one that stays until its client has left.
    void watchLeaving(SshWire wire) {
        leaving.add(wire);
        selector.wakeup();
    }

    boolean isOpen() {
        return !over;
    }

    void forget(SshWire wire) {
        slow.remove(wire);
        leaving.remove(wire);
    }

    void left() {
        count.decrementAndGet();
        selector.wakeup(); // a socket closes once the selector has let go of it
    }

    /// How many connections it has.
    int count() {
        return count.get();
    }

    /// For any thread. Connections are closed before; those that leave are waited for.
    void close() {
        over = true;
        selector.wakeup();
    }

    /// Waits until it has ended.
    void join(Duration most) throws InterruptedException {
        var _ = thread.join(most);
    }
}
