import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// What the JDK's TLS moves, by each of the ways it can be used, on one thread and over loopback.
///
///     java bench/TlsPaths.java            a minute and a half
///     java bench/TlsPaths.java 5          seconds for each figure, 1 by default
///
/// First `SSLEngine` alone, both sides on one thread: what wraps and what unwraps, with buffers on the heap (H) or direct
/// (D), for plain bytes and for records. Then a sender and a receiver with a connection between them: `SSLSocket`, and
/// `SSLEngine` over channels with records in heap or direct buffers. Figures are MB/s, the median of five, the ways in turn.
final class TlsPaths {

    private static final int PIECE = 128 * 1024;
    private static final int ROUNDS = 5;
    private static final List<String> SUITES =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
    private static final char[] SECRET = "secret".toCharArray();

    private static long nanos = 1_000_000_000L;

    public static void main(String[] words) throws Exception {
        if (words.length > 0) nanos = (long) (Double.parseDouble(words[0]) * 1e9);
        SSLContext context = context();
        System.out.printf("%-30s %-10s %10s %10s%n", "SSLEngine, one thread", "plain/net", "wrap", "unwrap");
        for (String suite : SUITES) {
            var ways = List.of("H/H", "H/D", "D/H", "D/D");
            double[][][] found = new double[ways.size()][2][ROUNDS];
            for (int round = -1; round < ROUNDS; round++) {
                for (int way = 0; way < ways.size(); way++) {
                    double[] one = engine(context, suite, ways.get(way));
                    if (round < 0) continue; // warm
                    found[way][0][round] = one[0];
                    found[way][1][round] = one[1];
                }
            }
            for (int way = 0; way < ways.size(); way++) {
                System.out.printf("%-30s %-10s %10.0f %10.0f%n", suite, ways.get(way), median(found[way][0]), median(found[way][1]));
            }
        }
        System.out.printf("%n%-30s %-34s %10s%n", "over loopback", "way", "MB/s");
        for (String suite : SUITES) {
            var ways = Way.values();
            double[][] found = new double[ways.length][ROUNDS];
            for (int round = -1; round < ROUNDS; round++) {
                for (Way way : ways) {
                    double one = way == Way.SOCKET ? socket(context, suite) : channels(context, suite, way);
                    if (round >= 0) found[way.ordinal()][round] = one;
                }
            }
            for (Way way : ways) System.out.printf("%-30s %-34s %10.0f%n", suite, way.text, median(found[way.ordinal()]));
        }
    }

    private enum Way {
        SOCKET("SSLSocket"),
        HEAP("SSLEngine, records on the heap"),
        DIRECT("SSLEngine, records in direct buffers");

        private final String text;

        Way(String text) {
            this.text = text;
        }
    }

    private static double median(double[] of) {
        double[] sorted = of.clone();
        java.util.Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    // ---- one thread

    private static double[] engine(SSLContext context, String suite, String way) throws IOException {
        SSLEngine client = client(context, suite);
        SSLEngine server = server(context);
        shake(client, server);
        ByteBuffer source = buffer(way.charAt(0), PIECE);
        ByteBuffer net = buffer(way.charAt(2), PIECE + 32 * 1024);
        ByteBuffer sink = buffer(way.charAt(0), PIECE + 32 * 1024);
        long wrapping = 0;
        long unwrapping = 0;
        long bytes = 0;
        for (long end = System.nanoTime() + nanos; System.nanoTime() < end; bytes += PIECE) {
            source.clear();
            net.clear();
            sink.clear();
            long began = System.nanoTime();
            while (source.hasRemaining()) ok(server.wrap(source, net));
            long wrapped = System.nanoTime();
            net.flip();
            while (net.hasRemaining()) ok(client.unwrap(net, sink));
            wrapping += wrapped - began;
            unwrapping += System.nanoTime() - wrapped;
        }
        return new double[] {bytes * 1e3 / wrapping, bytes * 1e3 / unwrapping};
    }

    private static void ok(SSLEngineResult result) {
        if (result.getStatus() != SSLEngineResult.Status.OK) throw new IllegalStateException(result.toString());
    }

    private static ByteBuffer buffer(char kind, int size) {
        return kind == 'D' ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    /// Hands the records of each to the other until neither has to say anything more.
    private static void shake(SSLEngine client, SSLEngine server) throws IOException {
        ByteBuffer up = ByteBuffer.allocate(1 << 16);
        ByteBuffer down = ByteBuffer.allocate(1 << 16);
        client.beginHandshake();
        server.beginHandshake();
        for (boolean moved = true; moved; ) {
            moved = step(client, down, up);
            moved |= step(server, up, down);
        }
        if (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
                || server.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            throw new IllegalStateException("no handshake");
        }
    }

    private static boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws IOException {
        boolean moved = false;
        ByteBuffer none = ByteBuffer.allocate(1 << 15);
        in.flip();
        while (true) {
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) task.run();
            SSLEngineResult result;
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                result = engine.wrap(ByteBuffer.allocate(0), out);
            } else if (in.hasRemaining()) {
                result = engine.unwrap(in, none.clear());
            } else {
                break;
            }
            if (result.bytesConsumed() == 0 && result.bytesProduced() == 0 && engine.getHandshakeStatus() != HandshakeStatus.NEED_TASK) break;
            moved = true;
        }
        in.compact();
        return moved;
    }

    // ---- over loopback

    private static double socket(SSLContext context, String suite) throws Exception {
        try (SSLServerSocket door = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread sender = Thread.ofPlatform().start(() -> {
                try (Socket to = door.accept(); OutputStream out = to.getOutputStream()) {
                    byte[] piece = new byte[PIECE];
                    while (true) out.write(piece);
                } catch (IOException _) {
                    // it has seen enough
                }
            });
            try (SSLSocket from = (SSLSocket) context.getSocketFactory().createSocket(door.getInetAddress(), door.getLocalPort())) {
                from.setEnabledCipherSuites(new String[] {suite});
                InputStream in = from.getInputStream();
                byte[] piece = new byte[PIECE];
                long bytes = in.read(piece);
                long began = System.nanoTime();
                while (System.nanoTime() - began < nanos) bytes += in.read(piece);
                double found = bytes * 1e3 / (System.nanoTime() - began);
                from.setSoLinger(true, 0); // nobody reads the rest
                return found;
            } finally {
                sender.join(5_000);
            }
        }
    }

    private static double channels(SSLContext context, String suite, Way way) throws Exception {
        char net = way == Way.DIRECT ? 'D' : 'H';
        SSLEngine client = client(context, suite);
        SSLEngine server = server(context);
        shake(client, server); // beside the connection: what counts are the records
        try (ServerSocketChannel door = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Thread sender = Thread.ofPlatform().start(() -> {
                try (SocketChannel to = door.accept()) {
                    ByteBuffer source = buffer('H', PIECE);
                    ByteBuffer records = buffer(net, PIECE + 32 * 1024);
                    while (true) {
                        source.clear();
                        records.clear();
                        while (source.hasRemaining()) ok(server.wrap(source, records));
                        records.flip();
                        while (records.hasRemaining()) to.write(records);
                    }
                } catch (IOException _) {
                    // it has seen enough
                }
            });
            try (SocketChannel from = SocketChannel.open(door.getLocalAddress())) {
                ByteBuffer records = buffer(net, PIECE + 4 * 1024);
                ByteBuffer sink = buffer('H', 256 * 1024);
                long bytes = 0;
                long began = System.nanoTime();
                while (System.nanoTime() - began < nanos) {
                    if (from.read(records) < 0) throw new IOException("ended");
                    records.flip();
                    sink.clear();
                    while (true) {
                        SSLEngineResult result = client.unwrap(records, sink);
                        bytes += result.bytesProduced();
                        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) break;
                        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) sink.clear();
                    }
                    records.compact();
                }
                return bytes * 1e3 / (System.nanoTime() - began);
            } finally {
                sender.join(5_000);
            }
        }
    }

    // ---- keys

    private static SSLEngine client(SSLContext context, String suite) {
        SSLEngine engine = context.createSSLEngine("loopback", 1);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {"TLSv1.3"});
        engine.setEnabledCipherSuites(new String[] {suite});
        return engine;
    }

    private static SSLEngine server(SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        return engine;
    }

    private static SSLContext context() throws Exception {
        Path folder = Files.createTempDirectory("tls-paths");
        try {
            Path store = folder.resolve("keys.p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                            "-genkeypair", "-alias", "one", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost",
                            "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", new String(SECRET))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
            if (keytool.waitFor() != 0) throw new IOException(said);
            KeyStore keys = KeyStore.getInstance(store.toFile(), SECRET);
            KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
            managers.init(keys, SECRET);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), new TrustManager[] {new Everybody()}, null);
            return context;
        } finally {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
            }
        }
    }

    private static final class Everybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private TlsPaths() {}
}
