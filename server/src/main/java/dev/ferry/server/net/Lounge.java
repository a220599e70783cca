package dev.ferry.server.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Where connections wait that say nothing: one thread watches all of them, so that a silent one
/// costs no thread and no stack. Safe for use by many threads at once.
public final class Lounge implements Closeable {

    private static final System.Logger LOG = System.getLogger(Lounge.class.getName());

    /// Who waits here. Whoever is admitted owns nothing of himself until he is called.
    public interface Guest {

        /// Does not block. Whoever closes it while he waits also has to [Lounge#call] him, who
        /// would not be heard of any more otherwise.
        SocketChannel channel();

        /// There is something to read, or somebody wants him. Called once for each [Lounge#admit],
        /// on the lounge's thread; must not block.
        void called();
    }

    private sealed interface Errand {
        record Admit(Guest guest) implements Errand {}

        record Call(Guest guest) implements Errand {}
    }

    private final Selector selector;
    private final ConcurrentLinkedQueue<Errand> errands = new ConcurrentLinkedQueue<>();
    private final Set<Guest> guests = Collections.newSetFromMap(new IdentityHashMap<>()); // thread
    private final Thread thread;

    /// @param name of its thread
    public Lounge(String name) throws IOException {
        selector = Selector.open();
        thread = Thread.ofPlatform().daemon().name(name).start(this::watch);
    }

    /// Takes the guest's channel in until it says something, or somebody calls.
    public void admit(Guest guest) {
        errands.add(new Errand.Admit(guest));
        selector.wakeup();
    }

    /// Sends the guest out, if he is here.
    public void call(Guest guest) {
        errands.add(new Errand.Call(guest));
        selector.wakeup();
    }

    private void watch() {
        try (selector) {
            while (!Thread.interrupted()) {
                try {
                    look();
                } catch (CancelledKeyException _) {
                    // a channel was closed meanwhile: whoever did that calls its guest
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "silent sessions are not watched any more", e);
        }
    }

    private void look() throws IOException {
        selector.select();
        var leaving = new ArrayList<Guest>();
        for (SelectionKey key : selector.selectedKeys()) {
            leave((Guest) key.attachment(), leaving);
        }
        selector.selectedKeys().clear();
        for (Errand next = errands.poll(); next != null; next = errands.poll()) {
            switch (next) {
                case Errand.Admit(Guest guest) -> {
                    guests.add(guest);
                    if (!register(guest)) leave(guest, leaving);
                }
                case Errand.Call(Guest guest) -> leave(guest, leaving);
            }
        }
        if (!leaving.isEmpty()) {
            selector.selectNow(); // lets go of what was cancelled
            selector.selectedKeys().clear(); // who speaks now does so still at the next look
            leaving.forEach(Guest::called);
        }
    }

    private boolean register(Guest guest) {
        try {
            guest.channel().register(selector, SelectionKey.OP_READ, guest);
            return true;
        } catch (IOException | CancelledKeyException _) {
            return false; // closed: the guest finds out himself
        }
    }

    private void leave(Guest guest, List<Guest> leaving) {
        if (!guests.remove(guest)) return;
        SelectionKey key = guest.channel().keyFor(selector);
        if (key != null) key.cancel();
        leaving.add(guest);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
