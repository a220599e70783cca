package dev.ferry.server.net;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Tries out, in memory, whether a circle knows a session that was resumed in it from one that was
/// not: with either protocol, several data connections, and a client of another circle.
final class CircleTrial {

    private static final System.Logger LOG = System.getLogger(CircleTrial.class.getName());

    private static final int DATA_CONNECTIONS = 3;
    private static final int MOST_STEPS = 64;
    private static final int ROOM = 64 * 1024;

    /// The trial's client believes whatever it is shown: it talks to nobody but itself.
    private static final TrustManager[] ITSELF = {
        new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        }
    };

    private CircleTrial() {}

    static boolean passes(Tls tls) {
        try {
            return passes(tls, "TLSv1.2") && passes(tls, "TLSv1.3");
        } catch (GeneralSecurityException | SSLException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the trial of TLS sessions broke off", e);
            return false;
        }
    }

    private static boolean passes(Tls tls, String protocol)
            throws GeneralSecurityException, SSLException {
        Tls.Circle own = tls.circle(Optional.empty());
        Tls.Circle other = tls.circle(Optional.empty());
        SSLContext client = client();
        SSLContext stranger = client();
        var _ = own.established(connect(client, own, protocol, 1));
        var _ = other.established(connect(stranger, other, protocol, 2));
        for (int i = 0; i < DATA_CONNECTIONS; i++) {
            if (!own.resumed(connect(client, own, protocol, 1))) return false;
        }
        // Whose session is of another circle, and who has none.
        return !own.resumed(connect(stranger, own, protocol, 2))
                && !own.resumed(connect(client(), own, protocol, 3));
    }

    private static SSLContext client() throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, ITSELF, null);
        return context;
    }

    /// @param port under which the client remembers its session
    /// @return the server's session
    private static javax.net.ssl.SSLSession connect(
            SSLContext context, Tls.Circle circle, String protocol, int port) throws SSLException {
        SSLEngine client = context.createSSLEngine("trial", port);
        client.setUseClientMode(true);
        client.setEnabledProtocols(new String[] {protocol});
        SSLEngine server = circle.engine();
        var up = ByteBuffer.allocate(ROOM);
        var down = ByteBuffer.allocate(ROOM);
        client.beginHandshake();
        server.beginHandshake();
        for (int i = 0; i < MOST_STEPS; i++) {
            boolean said = step(client, down, up);
            boolean answered = step(server, up, down);
            if (!said && !answered && isOver(client) && isOver(server)) return server.getSession();
        }
        throw new SSLException("the trial's handshake does not end");
    }

    private static boolean isOver(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    /// Reads what has come, and says what there is to say.
    ///
    /// @return whether anything moved
    private static boolean step(SSLEngine engine, ByteBuffer from, ByteBuffer to)
            throws SSLException {
        boolean moved = false;
        var nothing = ByteBuffer.allocate(0);
        var plain = ByteBuffer.allocate(ROOM);
        from.flip();
        for (int before = -1; before != from.remaining(); ) {
            before = from.remaining();
            var _ = engine.unwrap(from, plain);
            runTasks(engine);
            moved |= before != from.remaining();
        }
        from.compact();
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            moved |= engine.wrap(nothing, to).bytesProduced() > 0;
            runTasks(engine);
        }
        return moved;
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
