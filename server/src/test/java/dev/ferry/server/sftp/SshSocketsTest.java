package dev.ferry.server.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.SshServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sockets below the SSH library, with a handler of the test's in its place.
@Timeout(60)
final class SshSocketsTest {

    private static final int MUCH = 20_000_000;

    private final BlockingQueue<IoSession> begun = new LinkedBlockingQueue<>();
    private final BlockingQueue<IoSession> ended = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> failed = new LinkedBlockingQueue<>();
    private volatile @Nullable Throwable failure;
    private volatile boolean trusting = true;
    private volatile @Nullable CountDownLatch understood; // awaited where the first byte is 0
    private volatile @Nullable Thread teller; // of the last failure
    private final ExecutorService door = Executors.newCachedThreadPool();

    private final SshSockets all = new SshSockets(Duration.ofSeconds(30), door);
    private IoServiceFactory sockets = all.create(server());
    private IoAcceptor acceptor = sockets.createAcceptor(new Hearing());

    private final class Hearing implements IoHandler {
        @Override
        public void sessionCreated(IoSession session) {
            if (trusting) ((SshWire) session).trust();
            begun.add(session);
        }

        @Override
        public void sessionClosed(IoSession session) {
            ended.add(session);
        }

        @Override
        public void exceptionCaught(IoSession session, Throwable cause) {
            teller = Thread.currentThread();
            failed.add(cause);
        }

        @Override
        public void messageReceived(IoSession session, Readable message) {
            switch (failure) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case null, default -> {}
            }
            var buffer = new ByteArrayBuffer();
            buffer.putBuffer(message);
            byte[] bytes = buffer.getCompactData();
            CountDownLatch before = understood;
            if (before != null && bytes[0] == 0) {
                try {
                    before.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            heard.add(bytes);
        }
    }

    private static SshServer server() {
        return SshServer.setUpDefaultServer();
    }

    @BeforeEach
    void listen() throws IOException {
        acceptor.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void stop() {
        acceptor.close(true);
        sockets.close(true);
    }

    @AfterEach
    void shutTheDoor() {
        door.shutdown();
    }

    private InetSocketAddress address() {
        return (InetSocketAddress) acceptor.getBoundAddresses().iterator().next();
    }

    private Socket connected() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.connect(address(), 10_000);
        socket.setSoTimeout(30_000);
        return socket;
    }

    private IoSession taken() throws InterruptedException {
        IoSession session = begun.poll(10, TimeUnit.SECONDS);
        assertThat(session).isNotNull();
        return session;
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatComesIsHeardInItsOrder(boolean isTrusted) throws Exception {
        trusting = isTrusted;
        byte[] said = bytes(1_000_000);
        try (Socket socket = connected()) {
            socket.getOutputStream().write(said);
            var all = new ByteArrayBuffer();
            while (all.available() < said.length) {
                byte[] piece = heard.poll(10, TimeUnit.SECONDS);
                assertThat(piece).isNotNull();
                all.putRawBytes(piece);
            }
            assertThat(all.getCompactData()).isEqualTo(said);
        }
        assertThat(ended.poll(10, TimeUnit.SECONDS)).isEqualTo(taken());
        assertThat(acceptor.getManagedSessions()).isEmpty();
    }

    @Test
    void whatAClientTakesSlowlyComesInItsOrder() throws Exception {
        byte[] said = bytes(MUCH);
        try (Socket socket = connected()) {
            IoSession session = taken();
            IoWriteFuture last = session.writeBuffer(new ByteArrayBuffer(said, 0, 100_000));
            for (int at = 100_000; at < MUCH; at += 100_000) {
                last = session.writeBuffer(new ByteArrayBuffer(said, at, 100_000));
            }
            assertThat(last.isWritten()).isFalse();
            assertThat(socket.getInputStream().readNBytes(MUCH)).isEqualTo(said);
            assertThat(last.await(10_000)).isTrue();
            assertThat(last.isWritten()).isTrue();
        }
    }

    @Test
    void whatIsSaidBeforeTheEndArrives() throws Exception {
        byte[] said = bytes(MUCH);
        try (Socket socket = connected()) {
            IoSession session = taken();
            IoWriteFuture sent = session.writeBuffer(new ByteArrayBuffer(said));
            session.close(false);
            assertThat(session.writeBuffer(new ByteArrayBuffer(new byte[1])).getException())
                    .isNotNull();
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(said);
            assertThat(sent.isWritten()).isTrue();
            assertThat(ended.poll(10, TimeUnit.SECONDS)).isEqualTo(session);
        }
    }

    @Test
    void whoIsSentAwayIsNotHeardAnyMore() throws Exception {
        try (Socket socket = connected()) {
            IoSession session = taken();
            var _ = session.writeBuffer(new ByteArrayBuffer(bytes(MUCH)));
            session.close(false);
            socket.getOutputStream().write(1);
            long before = processorTimeOfLoops();
            Thread.sleep(1_000);
            // Its loop sleeps, though there is something to be read.
            assertThat(processorTimeOfLoops() - before).isLessThan(500_000_000L);
            assertThat(heard).isEmpty();
            assertThat(socket.getInputStream().readNBytes(MUCH)).hasSize(MUCH);
        }
    }

    /// What a client says that nobody hears any more does not take from it what it was told, also
    /// where the server ends.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lastWordsArriveAtAClientThatTalks(boolean atTheEndOfAll) throws Exception {
        byte[] said = bytes(60_000);
        try (Socket socket = connected()) {
            IoSession session = taken();
            session.suspendRead();
            socket.getOutputStream().write(bytes(10_000));
            IoWriteFuture sent = session.writeBuffer(new ByteArrayBuffer(said));
            assertThat(sent.isWritten()).isTrue(); // to the system's buffer
            session.close(true);
            assertThat(ended.poll(10, TimeUnit.SECONDS)).isEqualTo(session);
            if (atTheEndOfAll) stop();
            Thread.sleep(50);
            socket.getOutputStream().write(bytes(10_000));
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(said);
            assertThat(heard).isEmpty();
        }
        if (atTheEndOfAll) all.awaitEnd();
    }

    /// Nor does it stay for ever, or say as much as it likes.
    @Test
    @DisplayName("memory, handles: who was sent away over SSH and does not leave is left")
    void whoDoesNotLeaveIsLeft() throws Exception {
        try (Socket socket = connected()) {
            taken().close(true);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            byte[] much = bytes(1_000_000);
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 30; i++) socket.getOutputStream().write(much);
                            })
                    .isInstanceOf(IOException.class);
        }
        try (Socket socket = connected()) {
            taken().close(true);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            awaitEnd(() -> socket.getOutputStream().write(1));
        }
    }

    private interface Use {
        void of() throws IOException;
    }

    /// Until a use of the connection fails.
    private static void awaitEnd(Use use) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    try {
                        use.of();
                        return false;
                    } catch (IOException _) {
                        return true;
                    }
                });
    }

    /// As long as it is not trusted, what is to be known of a client may be waited for.
    @Test
    @DisplayName("before-login denial: who makes the server wait before a login over SSH")
    void whoIsNotTrustedYetHoldsUpNobodyElse() throws Exception {
        trusting = false;
        understood = new CountDownLatch(1);
        var waiting = new ArrayList<Socket>();
        try (Socket other = connected()) {
            for (int i = 0; i < 20; i++) { // some for each of those that read
                Socket socket = connected();
                waiting.add(socket);
                socket.getOutputStream().write(0);
            }
            assertThat(heard.poll(300, TimeUnit.MILLISECONDS)).isNull();
            other.getOutputStream().write(1);
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(new byte[] {1});
            // Nor is what comes next understood before what came first.
            for (Socket socket : waiting) socket.getOutputStream().write(2);
            assertThat(heard.poll(300, TimeUnit.MILLISECONDS)).isNull();
            understood.countDown();
            for (int i = 0; i < 2 * waiting.size(); i++) {
                assertThat(heard.poll(10, TimeUnit.SECONDS)).isNotNull();
            }
        } finally {
            for (Socket socket : waiting) socket.close();
        }
    }

    /// Who writes holds locks of the library's, which whoever closes wants, too: so would one
    /// thread wait for the other for ever, and all connections it reads for with it.
    @Test
    @DisplayName("memory, handles: an SSH connection that breaks while it is written to")
    void whoCannotWriteClosesNothingByItself() throws Exception {
        Socket socket = connected();
        IoSession session = taken();
        session.suspendRead();
        socket.setSoLinger(true, 0);
        socket.close();
        await().until(() -> {
            IoWriteFuture sent = session.writeBuffer(new ByteArrayBuffer(bytes(1_000)));
            return sent.getException() != null;
        });
        assertThat(failed.poll(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        assertThat(String.valueOf(teller)).contains("sftp-io-");
        assertThat(ended.poll(10, TimeUnit.SECONDS)).isEqualTo(session);
    }

    private static long processorTimeOfLoops() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.dumpAllThreads(false, false))
                .filter(thread -> thread.getThreadName().startsWith("sftp-io-"))
                .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getThreadId())))
                .sum();
    }

    @Test
    void anErrorEndsOneConnectionAndNotItsThread() throws Exception {
        failure = new StackOverflowError("too deep");
        for (int i = 0; i < 8; i++) {
            try (Socket socket = connected()) {
                socket.getOutputStream().write(1);
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        }
        failure = null;
        for (int i = 0; i < 8; i++) {
            try (Socket socket = connected()) {
                socket.getOutputStream().write(2);
                assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(new byte[] {2});
            }
        }
    }

    @Test
    void anEndAtOnceFailsWhatWaits() throws Exception {
        try (Socket socket = connected()) {
            IoSession session = taken();
            IoWriteFuture sent = session.writeBuffer(new ByteArrayBuffer(bytes(MUCH)));
            session.close(true);
            assertThat(sent.await(10_000)).isTrue();
            assertThat(sent.getException()).isNotNull();
            awaitEnd(() -> {
                socket.getInputStream().readNBytes(MUCH);
                socket.getOutputStream().write(1);
            });
        }
    }

    @Test
    void aClientThatTakesNothingIsNotHeardAndEndsInTime() throws Exception {
        stop();
        sockets = new SshSockets(Duration.ofSeconds(2), door).create(server());
        acceptor = sockets.createAcceptor(new Hearing());
        listen();
        try (Socket socket = connected()) {
            IoSession session = taken();
            var _ = session.writeBuffer(new ByteArrayBuffer(bytes(MUCH)));
            socket.getOutputStream().write(1);
            assertThat(heard.poll(500, TimeUnit.MILLISECONDS)).isNull();
            assertThat(ended.poll(20, TimeUnit.SECONDS)).isEqualTo(session);
        }
    }

    @Test
    void aClientThatTakesItsTimeIsHeardOnceItHasTakenEnough() throws Exception {
        try (Socket socket = connected()) {
            IoSession session = taken();
            var _ = session.writeBuffer(new ByteArrayBuffer(bytes(MUCH)));
            socket.getOutputStream().write(7);
            assertThat(socket.getInputStream().readNBytes(MUCH)).hasSize(MUCH);
            byte[] piece = heard.poll(10, TimeUnit.SECONDS);
            assertThat(piece).isEqualTo(new byte[] {7});
        }
    }

    @Test
    void aFailureEndsOneConnectionAndNoOther() throws Exception {
        try (Socket socket = connected();
                Socket other = connected()) {
            failure = new IllegalStateException("not understood");
            socket.getOutputStream().write(1);
            assertThat(failed.poll(10, TimeUnit.SECONDS)).hasMessage("not understood");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            failure = null;
            other.getOutputStream().write(2);
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(new byte[] {2});
        }
    }

    @Test
    void aConnectionThatIsSuspendedIsHeardLater() throws Exception {
        try (Socket socket = connected()) {
            IoSession session = taken();
            session.suspendRead();
            socket.getOutputStream().write(5);
            assertThat(heard.poll(300, TimeUnit.MILLISECONDS)).isNull();
            session.resumeRead();
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(new byte[] {5});
        }
    }

    @Test
    void theEndOfTheServerEndsAllAndFreesItsPort() throws Exception {
        InetSocketAddress address = address();
        try (Socket socket = connected()) {
            var _ = taken();
            assertThat(acceptor.close(true).await(10_000)).isTrue();
            sockets.close(true);
            byte[] rest = socket.getInputStream().readAllBytes();
            assertThat(Arrays.toString(rest)).isEqualTo("[]");
        }
        acceptor =
                new SshSockets(Duration.ofSeconds(2), door)
                        .create(server())
                        .createAcceptor(new Hearing());
        acceptor.bind(address);
        connected().close();
        assertThat(taken()).isNotNull();
    }
}
