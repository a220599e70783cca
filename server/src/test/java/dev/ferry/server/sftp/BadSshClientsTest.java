package dev.ferry.server.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that are let in over SSH and mean harm: others are served all the same, and what is kept
/// of theirs is bounded. The client is the library's own, over a connection that can be broken.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BadSshClientsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SshClient client = SshClient.setUpDefaultClient();

    @BeforeEach
    void start() {
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.start();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
    }

    /// Between a client and the server.
    private static final class Between implements Closeable {
        private final ServerSocket listener =
                new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final InetSocketAddress server;
        private volatile @Nullable Socket near;
        private volatile @Nullable Socket far;
        private volatile boolean holding;

        Between(InetSocketAddress server) throws IOException {
            this.server = server;
            Thread.ofPlatform().daemon().start(this::run);
        }

        int port() {
            return listener.getLocalPort();
        }

        private void run() {
            try {
                Socket client = listener.accept();
                var there = new Socket(server.getAddress(), server.getPort());
                near = client;
                far = there;
                for (Socket one : new Socket[] {client, there}) one.setTcpNoDelay(true);
                Thread.ofPlatform().daemon().start(() -> copy(client, there, false));
                copy(there, client, true);
            } catch (IOException _) {
                // broken
            }
        }

        private void copy(Socket from, Socket to, boolean down) {
            byte[] piece = new byte[64 * 1024];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                    if (!down || !holding) to.getOutputStream().write(piece, 0, count);
                }
            } catch (IOException _) {
                // broken
            }
        }

        /// The client hears nothing more, though all is taken.
        void hold() {
            holding = true;
        }

        /// The server gets a reset.
        void reset() throws IOException {
            Socket there = far;
            if (there == null) throw new IOException("not there yet");
            there.setSoLinger(true, 0);
            there.close();
        }

        @Override
        public void close() throws IOException {
            listener.close();
            Socket client = near;
            Socket there = far;
            if (client != null) client.close();
            if (there != null) there.close();
        }
    }

    private ClientSession login(int port) throws IOException {
        ClientSession session =
                client.connect("admin", "127.0.0.1", port).verify(PATIENCE).getSession();
        session.addPasswordIdentity("secret");
        session.auth().verify(PATIENCE);
        return session;
    }

    /// Sends it at once, whatever the library thinks of that.
    private static void send(ClientSession session, Buffer packet) throws IOException {
        try {
            Method write = AbstractSession.class.getDeclaredMethod("doWritePacket", Buffer.class);
            write.setAccessible(true);
            write.invoke(session, packet);
        } catch (InvocationTargetException e) {
            throw new IOException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("another library", e);
        }
    }

    private static Buffer question(ClientSession session) {
        Buffer packet = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
        packet.putString("keepalive@openssh.com");
        packet.putBoolean(true);
        return packet;
    }

    /// Two threads of the server write to them at that moment: one answers what SSH does not know,
    /// the other requests of SFTP.
    @Test
    @DisplayName("memory, handles: SSH connections that are reset while two threads write to them")
    void connectionsThatBreakHoldUpNobodyElse() throws Exception {
        try (var server = new SftpTestServer()) {
            for (int i = 0; i < 15; i++) {
                try (var between = new Between(server.address());
                        ClientSession session = login(between.port())) {
                    ClientChannel channel = session.createSubsystemChannel("sftp");
                    channel.setOut(OutputStream.nullOutputStream());
                    channel.open().verify(PATIENCE);
                    OutputStream requests = channel.getInvertedIn();
                    requests.write(
                            ByteBuffer.allocate(9).putInt(5).put((byte) 1).putInt(3).array());
                    requests.flush();
                    Thread asks =
                            flood(
                                    session,
                                    () -> {
                                        requests.write(realPath());
                                        requests.flush();
                                    });
                    Thread says =
                            flood(
                                    session,
                                    () -> {
                                        for (int k = 0; k < 20; k++)
                                            send(session, session.createBuffer((byte) 201));
                                    });
                    Thread.sleep(200);
                    between.reset();
                    session.close(true).await(PATIENCE);
                    asks.join();
                    says.join();
                }
            }
            await().atMost(PATIENCE).until(() -> server.server.sessions().size() == 0);
            for (int i = 0; i < 12; i++) login(server.address().getPort()).close();
        }
    }

    private interface Saying {
        void once() throws IOException;
    }

    private static Thread flood(ClientSession session, Saying it) {
        return Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        while (session.isOpen()) it.once();
                    } catch (IOException _) {
                        // broken
                    }
                });
    }

    private static byte[] realPath() {
        return ByteBuffer.allocate(14)
                .putInt(10)
                .put((byte) 16)
                .putInt(1)
                .putInt(1)
                .put((byte) '/')
                .array();
    }

    @Test
    @DisplayName("memory, handles: an SSH key exchange that never ends")
    void whoNeverEndsAKeyExchangeIsSentAway() throws Exception {
        try (var server = new SftpTestServer();
                var between = new Between(server.address());
                ClientSession session = login(between.port())) {
            between.hold();
            var _ = session.reExchangeKeys();
            var asking = flood(session, () -> send(session, question(session)));
            await().atMost(PATIENCE).until(() -> server.server.sessions().size() == 0);
            session.close(true).await(PATIENCE);
            asking.join();
        }
    }

    @Test
    @DisplayName("memory, handles: environments of SSH")
    void whatAClientSaysOfItsEnvironmentIsNotKept() throws Exception {
        try (var server = new SftpTestServer();
                ClientSession session = login(server.address().getPort())) {
            ClientChannel channel = session.createSubsystemChannel("sftp");
            channel.setOut(OutputStream.nullOutputStream());
            channel.open().verify(PATIENCE);
            String value = "x".repeat(200_000);
            long before = used();
            for (int i = 0; i < 300; i++) {
                Buffer packet = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST);
                packet.putUInt(channel.getRecipient());
                packet.putString("env");
                packet.putBoolean(false);
                packet.putString("V" + i);
                packet.putString(value);
                send(session, packet);
            }
            assertThat(session.request("keepalive@openssh.com", question(session), PATIENCE))
                    .isNotNull(); // so all was understood
            assertThat(used() - before).isLessThan(30_000_000);
        }
    }

    private static long used() {
        for (int i = 0; i < 3; i++) System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void proofsOfHostKeysAreGivenAFewTimes() throws Exception {
        try (var server = new SftpTestServer();
                ClientSession session = login(server.address().getPort())) {
            for (int i = 0; i < 4; i++) assertThat(proof(session)).isNotNull();
            assertThat(proof(session)).isNull();
        }
    }

    private static @Nullable Buffer proof(ClientSession session) throws IOException {
        String request = "hostkeys-prove-00@openssh.com";
        Buffer packet = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
        packet.putString(request);
        packet.putBoolean(true);
        packet.putPublicKey(session.getServerKey());
        return session.request(request, packet, PATIENCE);
    }
}
