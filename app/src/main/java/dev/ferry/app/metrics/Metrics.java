package dev.ferry.app.metrics;

import dev.ferry.core.work.Event;
import dev.ferry.core.work.EventQueue;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// What happens, in numbers. No label holds a name, a path or an address: there are as many series
/// as there are words in this class, whatever clients do.
public final class Metrics implements EventQueue.Listener {

    private static final double[] FIRST_BYTE = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
    };

    private static final double[] TRANSFER = {
        0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 30, 60, 300, 1_800, 7_200, 28_800
    };

    /// What is asked for when somebody looks.
    ///
    /// @param sessions how many are open
    /// @param replies how many of each code were given since the start
    /// @param auditDepth how many events wait to be recorded
    public record Gauges(
            IntSupplier sessions, Supplier<Map<Integer, Long>> replies, IntSupplier auditDepth) {}

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter sessions =
            counter("ferry_sessions_total", "Sessions that were opened.").register(registry);
    private final Counter logins =
            counter("ferry_logins_total", "Logins by method and outcome.", "method", "outcome")
                    .register(registry);
    private final Counter turnedAway =
            counter("ferry_turned_away_total", "Clients that were not let in.", "ground")
                    .register(registry);
    private final Counter bans =
            counter("ferry_bans_total", "Bans the server has imposed.").register(registry);
    private final Counter transfers =
            counter(
                            "ferry_transfers_total",
                            "Transfers of files by direction and outcome.",
                            "direction",
                            "outcome")
                    .register(registry);
    private final Counter bytes =
            counter(
                            "ferry_transfer_bytes_total",
                            "Bytes of files, counted when their transfer ends.",
                            "direction")
                    .register(registry);
    private final Histogram firstByte =
            histogram(
                    "ferry_first_byte_seconds",
                    "From the request until the first byte of a file moved.",
                    FIRST_BYTE);
    private final Histogram duration =
            histogram("ferry_transfer_seconds", "How long transfers took.", TRANSFER);
    private final Counter changes =
            counter(
                            "ferry_changes_total",
                            "Files and folders deleted, renamed, made, removed and changed.",
                            "change")
                    .register(registry);
    private final Counter checksums =
            counter("ferry_checksums_total", "Checksums that were told.").register(registry);
    private final Counter refused =
            counter("ferry_refused_total", "What was refused, by what said no.", "ground")
                    .register(registry);
    private final Counter lost =
            counter("ferry_metrics_lost_events_total", "Events these numbers do not know of.")
                    .register(registry);

    public Metrics() {
        begin();
        machine();
    }

    /// Tells what is to be asked for, too. Once.
    public void watch(Gauges gauges) {
        GaugeWithCallback.builder()
                .name("ferry_sessions_open")
                .help("Sessions that are open.")
                .callback(one -> one.call(gauges.sessions().getAsInt()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("ferry_audit_queue")
                .help("Events that wait to be recorded in the audit log.")
                .callback(one -> one.call(gauges.auditDepth().getAsInt()))
                .register(registry);
        CounterWithCallback.builder()
                .name("ferry_replies_total")
                .help("FTP replies by code; 4xx and 5xx are errors.")
                .labelNames("code")
                .callback(one ->
                        gauges.replies()
                                .get()
                                .forEach((code, count) -> one.call(count, Integer.toString(code))))
                .register(registry);
    }

    PrometheusRegistry registry() {
        return registry;
    }

    private static Counter.Builder counter(String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels);
    }

    private Histogram histogram(String name, String help, double[] bounds) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .unit(Unit.SECONDS)
                .labelNames("direction")
                .classicOnly()
                .classicUpperBounds(bounds)
                .register(registry);
    }

    /// What has not happened yet is 0, not missing: a rate can be taken of it.
    private void begin() {
        for (String direction : List.of("upload", "download")) {
            for (String outcome : List.of("ok", "cut")) {
                transfers.initLabelValues(direction, outcome);
            }
            bytes.initLabelValues(direction);
            firstByte.initLabelValues(direction);
            duration.initLabelValues(direction);
        }
        for (String outcome : List.of("ok", "refused")) {
            logins.initLabelValues("password", outcome);
            logins.initLabelValues("certificate", outcome);
        }
        for (Event.Ground ground : Event.Ground.values()) {
            refused.initLabelValues(word(ground));
            turnedAway.initLabelValues(word(ground));
        }
    }

    private void machine() {
        var runtime = ManagementFactory.getRuntimeMXBean();
        var threads = ManagementFactory.getThreadMXBean();
        var memory = ManagementFactory.getMemoryMXBean();
        gauge(
                "process_start_time_seconds",
                "When the server started, in seconds since 1970.",
                () -> runtime.getStartTime() / 1e3);
        gauge("jvm_threads_current", "Threads.", threads::getThreadCount);
        GaugeWithCallback.builder()
                .name("jvm_memory_used_bytes")
                .help("Memory of the Java machine in use.")
                .labelNames("area")
                .callback(one -> {
                    one.call((double) memory.getHeapMemoryUsage().getUsed(), "heap");
                    one.call((double) memory.getNonHeapMemoryUsage().getUsed(), "nonheap");
                })
                .register(registry);
        gauge(
                "jvm_memory_max_bytes",
                "The most the heap may grow to.",
                () -> memory.getHeapMemoryUsage().getMax());
        CounterWithCallback.builder()
                .name("jvm_gc_collection_seconds_total")
                .help("Time spent collecting garbage.")
                .callback(one -> one.call(collecting()))
                .register(registry);
        if (ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.UnixOperatingSystemMXBean system) {
            gauge("process_open_fds", "Open file descriptors.", system::getOpenFileDescriptorCount);
            gauge(
                    "process_max_fds",
                    "The most file descriptors there may be.",
                    system::getMaxFileDescriptorCount);
            CounterWithCallback.builder()
                    .name("process_cpu_seconds_total")
                    .help("Processor time used.")
                    .callback(one -> one.call(system.getProcessCpuTime() / 1e9))
                    .register(registry);
        }
    }

    private static double collecting() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(it -> Math.max(it.getCollectionTime(), 0))
                        .sum()
                / 1e3;
    }

    private void gauge(String name, String help, Supplier<? extends Number> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(one -> one.call(value.get().doubleValue()))
                .register(registry);
    }

    @Override
    public void take(List<EventQueue.Told> told) {
        for (EventQueue.Told one : told) count(one.event());
    }

    @Override
    public void lost(long count) {
        lost.inc(count);
    }

    private void count(Event event) {
        switch (event) {
            case Event.OfSession of -> count(of);
            case Event.OfFiles of -> count(of);
        }
    }

    private void count(Event.OfSession event) {
        switch (event) {
            case Event.SessionOpened _ -> sessions.inc();
            case Event.SessionClosed _, Event.LoggedOut _ -> {}
            case Event.LoggedIn in -> logins.labelValues(in.method(), "ok").inc();
            case Event.LoginRefused no -> logins.labelValues(no.method(), "refused").inc();
            case Event.TurnedAway away -> turnedAway.labelValues(word(away.ground())).inc();
            case Event.Banned _ -> bans.inc();
        }
    }

    private void count(Event.OfFiles event) {
        switch (event) {
            case Event.Uploaded up -> transfer("upload", "ok", up.moved());
            case Event.UploadCut cut -> transfer("upload", "cut", cut.moved());
            case Event.Downloaded down -> transfer("download", "ok", down.moved());
            case Event.DownloadCut cut -> transfer("download", "cut", cut.moved());
            case Event.Hashed _ -> checksums.inc();
            case Event.Deleted _ -> changes.labelValues("delete").inc();
            case Event.Renamed _ -> changes.labelValues("rename").inc();
            case Event.FolderMade _ -> changes.labelValues("make-folder").inc();
            case Event.FolderRemoved _ -> changes.labelValues("remove-folder").inc();
            case Event.Changed _ -> changes.labelValues("change").inc();
            case Event.LinkMade _ -> changes.labelValues("link").inc();
            case Event.Refused no -> refused.labelValues(word(no.ground())).inc();
        }
    }

    private void transfer(String direction, String outcome, Event.Moved moved) {
        transfers.labelValues(direction, outcome).inc();
        bytes.labelValues(direction).inc(moved.bytes());
        moved.firstByte().ifPresent(it -> firstByte.labelValues(direction).observe(seconds(it)));
        duration.labelValues(direction).observe(seconds(moved.took()));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static String word(Event.Ground ground) {
        return ground.name().toLowerCase(Locale.ROOT);
    }
}
