package dev.ferry.app.serve;

import dev.ferry.app.log.EventLog;
import dev.ferry.core.work.EventQueue;
import dev.ferry.core.work.Events;
import java.io.Closeable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Who listens to events, each on a queue of its own.
final class Listeners implements Closeable {

    /// For the log, which may lose lines where nobody reads it, but never holds anybody up.
    private static final EventQueue.Manner LOG =
            new EventQueue.Manner(8_192, Duration.ofMillis(20), Duration.ZERO, false);

    private final EventQueue log;

    private Listeners(EventQueue log) {
        this.log = log;
    }

    static Listeners begin(InstantSource clock) {
        return new Listeners(new EventQueue("event-log", new EventLog(), LOG, clock));
    }

    Events events() {
        return Events.all(List.of(log));
    }

    /// To be called when nothing happens any more.
    @Override
    public void close() {
        log.close();
    }
}
