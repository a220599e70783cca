package dev.ferry.app.serve;

import dev.ferry.app.audit.AuditLog;
import dev.ferry.app.cli.Version;
import dev.ferry.app.config.Config;
import dev.ferry.app.log.EventLog;
import dev.ferry.app.metrics.Metrics;
import dev.ferry.app.metrics.MetricsPort;
import dev.ferry.core.checksum.Algorithm;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.work.EventQueue;
import dev.ferry.core.work.Events;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

    private static final EventQueue.Manner METRICS =
            new EventQueue.Manner(8_192, Duration.ofMillis(100), Duration.ZERO, false);

    private final EventQueue log;
    private final Optional<Audit> audit;
    private final Optional<Numbers> numbers;

    private record Audit(AuditLog log, EventQueue queue) implements Closeable {
        @Override
        public void close() {
            queue.close();
            log.close();
        }
    }

    private record Numbers(Metrics metrics, EventQueue queue) {}

    private Listeners(EventQueue log, Optional<Audit> audit, Optional<Numbers> numbers) {
        this.log = log;
        this.audit = audit;
        this.numbers = numbers;
    }

    static Listeners begin(Config config, Checksums checksums, InstantSource clock) {
        return new Listeners(
                new EventQueue("event-log", new EventLog(), LOG, clock),
                config.audit().on()
                        ? Optional.of(audit(config, checksums, clock))
                        : Optional.empty(),
                config.metricsPort().isPresent() ? Optional.of(numbers(clock)) : Optional.empty());
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

    private static Numbers numbers(InstantSource clock) {
        var metrics = new Metrics();
        return new Numbers(metrics, new EventQueue("metrics", metrics, METRICS, clock));
    }

    Events events() {
        var all = new ArrayList<Events>();
        audit.ifPresent(it -> all.add(it.queue())); // first: it may want to be waited for
        all.add(log);
        numbers.ifPresent(it -> all.add(it.queue()));
        return Events.all(List.copyOf(all));
    }

    /// Lets Prometheus ask, where it is to.
    Optional<MetricsPort> metrics(Config config, Doors doors) throws IOException {
        if (numbers.isEmpty()) return Optional.empty();
        Metrics metrics = numbers.get().metrics();
        metrics.watch(
                new Metrics.Gauges(
                        doors::sessions,
                        doors::replies,
                        () -> audit.map(it -> it.queue().depth()).orElse(0)));
        InetAddress host = config.metricsBind().orElse(new InetSocketAddress(0).getAddress());
        return Optional.of(MetricsPort.open(host, config.metricsPort().orElseThrow(), metrics));
    }

    /// To be called when nothing happens any more.
    @Override
    public void close() {
        audit.ifPresent(Audit::close);
        log.close();
        numbers.ifPresent(it -> it.queue().close());
    }
}
