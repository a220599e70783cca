package dev.ferry.app.metrics;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Where Prometheus asks, by HTTP: `/metrics`.
public final class MetricsPort implements Closeable {

    /// A request that takes longer is given up, in seconds.
    private static final String PATIENCE = "10";

    private final HTTPServer server;
    private final ExecutorService threads;
    private final InetSocketAddress address;

    private MetricsPort(HTTPServer server, ExecutorService threads, InetSocketAddress address) {
        this.server = server;
        this.threads = threads;
        this.address = address;
    }

    /// @param port 0 for any
    public static MetricsPort open(InetAddress host, int port, Metrics metrics) throws IOException {
        // What the JDK's HTTP server takes no parameters for.
        System.setProperty("sun.net.httpserver.maxReqTime", PATIENCE);
        System.setProperty("sun.net.httpserver.maxRspTime", PATIENCE);
        System.setProperty("sun.net.httpserver.maxIdleConnections", "8");
        System.setProperty("jdk.httpserver.maxConnections", "16");
        ExecutorService threads =
                Executors.newFixedThreadPool(
                        2, Thread.ofPlatform().daemon().name("metrics-", 1).factory());
        try {
            HTTPServer server =
                    HTTPServer.builder()
                            .inetAddress(host)
                            .port(port)
                            .registry(metrics.registry())
                            .executorService(threads)
                            .buildAndStart();
            var address = new InetSocketAddress(host, server.getPort());
            return new MetricsPort(server, threads, address);
        } catch (IOException | RuntimeException e) {
            threads.shutdownNow();
            throw e;
        }
    }

    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        server.close();
        threads.shutdownNow();
    }
}
