package dev.ferry.app.serve;

import dev.ferry.app.audit.AuditLog;
import dev.ferry.app.cli.Version;
import dev.ferry.app.config.Config;
import dev.ferry.app.log.EventLog;
import dev.ferry.core.checksum.Algorithm;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.work.EventQueue;
import dev.ferry.core.work.Events;
import java.io.Closeable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who listens to events, each on a queue of its own.
final class Listeners implements Closeable {

    /// For the log, which may lose lines where nobody reads it, but never holds anybody up.
    private static final EventQueue.Manner LOG =
            new EventQueue.Manner(8_192, Duration.ofMillis(20), Duration.ZERO, false);

    private final EventQueue log;
    private final Optional<Audit> audit;

    private record Audit(AuditLog log, EventQueue queue) implements Closeable {
        @Override
        public void close() {
            queue.close();
            log.close();
        }
    }

    private Listeners(EventQueue log, Optional<Audit> audit) {
        this.log = log;
        this.audit = audit;
    }

    static Listeners begin(Config config, Checksums checksums, InstantSource clock) {
        return new Listeners(
                new EventQueue("event-log", new EventLog(), LOG, clock),
                config.audit().on()
                        ? Optional.of(audit(config, checksums, clock))
                        : Optional.empty());
    }

    private static Audit audit(Config config, Checksums checksums, InstantSource clock) {
        var log =
                AuditLog.open(
                        config.data(),
                        config.audit(),
                        version -> checksums.find(version, Algorithm.SHA_256),
                        clock,
                        Version.ferry());
        var manner = AuditLog.manner(config.audit());
        return new Audit(log, new EventQueue("audit-log", log, manner, clock));
    }

    Events events() {
        var all = new ArrayList<Events>();
        audit.ifPresent(it -> all.add(it.queue())); // first: it may want to be waited for
        all.add(log);
        return Events.all(List.copyOf(all));
    }

    /// To be called when nothing happens any more.
    @Override
    public void close() {
        audit.ifPresent(Audit::close);
        log.close();
    }
}
