package dev.ferry.server.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Selector;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Selectors to borrow: each costs three descriptors, and a session needs one only while a transfer
/// runs. Safe for use by many threads at once.
public final class Selectors implements Closeable {

    private static final int KEPT = 64;

    private final ConcurrentLinkedDeque<Selector> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    /// One with no keys. Someone's late [Selector#wakeup] may still be in it.
    public Selector take() throws IOException {
        Selector selector = idle.pollFirst();
        if (selector == null) return Selector.open();
        count.decrementAndGet();
        return selector;
    }

    /// Takes it back; its keys have been cancelled and flushed.
    public void giveBack(Selector selector) throws IOException {
        if (closed.get() || count.get() >= KEPT) {
            selector.close();
            return;
        }
        count.incrementAndGet();
        idle.addFirst(selector);
    }

    @Override
    public void close() throws IOException {
        closed.set(true);
        for (Selector s = idle.pollFirst(); s != null; s = idle.pollFirst()) s.close();
    }
}
