package dev.ferry.app.control;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ferry.app.cli.OwnerOnly;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;

/// Answers commands on the socket of the data folder. A request is one line of JSON, an answer is
/// lines of JSON with a `{"done":true}` or an `{"error":"..."}` at the end.
///
/// Only root and the data folder's owner are answered, whatever the socket's mode says: the kernel
/// tells who asks. A request has so many bytes, a conversation so many seconds, and there are so
/// many at a time.
public final class ControlServer implements Closeable {

    private static final System.Logger LOG = System.getLogger(ControlServer.class.getName());

    static final int LONGEST_REQUEST = 64 * 1024;

    private static final int AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// Who knows the answers.
    @FunctionalInterface
    public interface Desk {
        /// @param by who asks: a user of this machine
        /// @param line takes one line of the answer
        /// @throws IllegalArgumentException in words for whoever asks
        void answer(Map<String, Object> request, String by, Consumer<Map<String, Object>> line)
                throws IOException;
    }

    private final Path data;
    private final String owner;
    private final Desk desk;
    private final ServerSocketChannel listener;
    private final Thread acceptor;
    private final ScheduledExecutorService watchdog =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("control-watchdog").factory());
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    0,
                    AT_ONCE,
                    1,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("control-", 1).factory());

    private ControlServer(Path data, ServerSocketChannel listener, Desk desk) throws IOException {
        this.data = data;
        this.owner = Files.getOwner(data).getName();
        this.listener = listener;
        this.desk = desk;
        this.acceptor = Thread.ofPlatform().daemon().name("control").start(this::accept);
    }

    /// @param data the data folder, which this server has for itself
    public static ControlServer open(Path data, Desk desk) throws IOException {
        Path socket = SocketPlace.make(data);
        var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(socket));
            OwnerOnly.restrict(socket);
            return new ControlServer(data, listener, desk);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    private void accept() {
        while (true) {
            try {
                SocketChannel channel = listener.accept();
                try {
                    threads.execute(() -> serve(channel));
                } catch (RejectedExecutionException _) {
                    channel.close(); // whoever asks is told to try again
                }
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "the control socket fails", e);
                return;
            }
        }
    }

    private void serve(SocketChannel channel) {
        var end =
                watchdog.schedule(
                        () -> {
                            channel.close();
                            return true;
                        },
                        PATIENCE.toMillis(),
                        TimeUnit.MILLISECONDS);
        try (channel;
                var out =
                        new BufferedWriter(
                                Channels.newWriter(channel, StandardCharsets.UTF_8), 32 * 1024)) {
            String by = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            if (!by.equals(owner) && !by.equals("root")) {
                say(out, Map.of("error", "this server belongs to " + owner + ", not to " + by));
                return;
            }
            answer(channel, by, out);
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a command went away", e);
        } finally {
            end.cancel(false);
        }
    }

    private void answer(SocketChannel channel, String by, Writer out) throws IOException {
        try {
            Map<String, Object> request = JSON.std.mapFrom(readLine(channel));
            desk.answer(request, by, line -> sayUnchecked(out, line));
            say(out, Map.of("done", true));
        } catch (IllegalArgumentException e) {
            say(out, Map.of("error", String.valueOf(e.getMessage())));
        } catch (com.fasterxml.jackson.core.JacksonException _) {
            say(out, Map.of("error", "that is no request"));
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a command failed", e);
            say(out, Map.of("error", "something failed in the server, and its log says what"));
        }
    }

    private static String readLine(SocketChannel channel) throws IOException {
        var line = new ByteArrayOutputStream();
        var piece = ByteBuffer.allocate(4 * 1024);
        while (channel.read(piece.clear()) >= 0) {
            line.write(piece.array(), 0, piece.flip().limit());
            byte[] last = line.toByteArray();
            if (last.length > 0 && last[last.length - 1] == '\n') break;
            if (last.length > LONGEST_REQUEST) {
                throw new IllegalArgumentException("a request has at most 65536 bytes");
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static void say(Writer out, Map<String, Object> line) throws IOException {
        out.write(JSON.std.asString(line));
        out.write('\n');
    }

    private static void sayUnchecked(Writer out, Map<String, Object> line) {
        try {
            say(out, line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        SocketPlace.clear(data);
        threads.shutdown();
        watchdog.shutdownNow();
        try {
            acceptor.join(PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
