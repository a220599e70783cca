package dev.ferry.server.sftp;

import dev.ferry.core.account.AccountKey;
import dev.ferry.server.net.Peer;
import dev.ferry.server.net.ProxyHeader;
import dev.ferry.ssh.AesGcm;
import dev.ferry.wire.sftp.RequestParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.LocalWindow;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.channel.throttle.DefaultChannelStreamWriter;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.SessionDisconnectHandler;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.session.helpers.AbstractConnectionServiceRequestHandler;
import org.apache.sshd.common.session.helpers.KeyExchangeMessageHandler;
import org.apache.sshd.common.session.helpers.PendingWriteFuture;
import org.apache.sshd.common.session.helpers.TimeoutIndicator;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.AsyncAuthException;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelDataReceiver;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.global.NoMoreSessionsHandler;
import org.apache.sshd.server.global.OpenSshHostKeysHandler;
import org.apache.sshd.server.session.AbstractServerSession;
import org.apache.sshd.server.session.ServerConnectionService;
import org.apache.sshd.server.session.ServerConnectionServiceFactory;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.ServerUserAuthService;
import org.apache.sshd.server.session.ServerUserAuthServiceFactory;
import org.apache.sshd.server.session.SessionFactory;
import org.apache.sshd.server.subsystem.SubsystemFactory;
import org.jspecify.annotations.Nullable;

/// SSH below SFTP: key exchange, logins and channels, by Apache MINA SSHD, of which nobody else
/// knows but [SshKeys] and [AesGcm]. A client gets the subsystem `sftp` and nothing else; what else
/// it asks for is refused with a sentence.
///
/// The few threads that read and decrypt for all connections wait for nothing: until its login, and
/// at its end, a connection is served at the door, and conversations run on the crew.
final class SshTransport {

    private static final System.Logger LOG = System.getLogger(SshTransport.class.getName());

    private static final String SUBSYSTEM = "sftp";

    /// OpenSSH's own MaxSessions.
    private static final int MOST_CHANNELS = 10;

    /// Bytes that a client may send ahead in one channel.
    private static final int SMALLEST_WINDOW = 64 * 1024;

    private static final int LARGEST_WINDOW = 2 * 1024 * 1024;

    /// Bytes that wait for one client's socket.
    private static final int SMALLEST_QUEUE = 64 * 1024;

    private static final int LARGEST_QUEUE = 512 * 1024;

    /// What a client may try before a login; a key it shows counts, too.
    private static final int MOST_LOGINS = 20;

    private static final String NO_SHELL =
            "This server moves files: it has no shell. Connect with sftp.";
    private static final String NO_PROGRAMS =
            "This server moves files: it runs no programs. Connect with sftp.";
    private static final String NO_SUBSYSTEM =
            "This server moves files: it has no subsystem but sftp. Connect with sftp.";
    private static final String NO_OLD_SCP =
            "This server speaks SFTP, not the old protocol of scp: use sftp, or scp without -O.";
    private static final String NO_FORWARDING =
            "This server moves files: it forwards no connections.";

    private final SshServer server = SshServer.setUpDefaultServer();
    private final Shares windows = Shares.ofMemory(SMALLEST_WINDOW, LARGEST_WINDOW);
    private final Shares queues = Shares.ofMemory(SMALLEST_QUEUE, LARGEST_QUEUE);
    private final Reception reception;
    private final Executor crew;
    private final Executor door;
    private final SshSockets sockets;

    /// @param door for what has to be waited for before a login, and at the end of a connection
    /// @throws IllegalArgumentException if an algorithm is not known, or is too weak to be taken
    SshTransport(
            SftpSettings settings,
            List<KeyPair> hostKeys,
            Reception reception,
            Executor crew,
            Executor door) {
        this.reception = reception;
        this.crew = crew;
        this.door = door;
        settings.bind().ifPresent(address -> server.setHost(address.getHostAddress()));
        server.setPort(settings.port());
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
        speak(settings.algorithms());
        CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "Ferry");
        CoreModuleProperties.AUTH_TIMEOUT.set(server, settings.loginTimeout());
        CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ZERO); // the session's own business
        Duration patience = settings.stallTimeout().multipliedBy(2); // the session looks before
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(server, patience);
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, MOST_LOGINS);
        sockets = new SshSockets(patience, door);
        server.setIoServiceFactoryFactory(sockets);
        server.setSessionFactory(new Sessions(server));
        server.setServiceFactories(List.of(new LoginServices(), new Services()));
        server.setChannelFactories(List.of(new Rooms()));
        server.setChannelStreamWriterResolver((channel, _) -> {
            Queue queue = ((Connection) channel.getSession()).queue();
            return new Sparing(channel, queue, patience);
        });
        server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        server.setGlobalRequestHandlers(
                List.<RequestHandler<ConnectionService>>of(
                        KeepAliveHandler.INSTANCE,
                        NoMoreSessionsHandler.INSTANCE,
                        new HostKeyProofs(),
                        new NoForwarding()));
        server.setSubsystemFactories(List.of(new Sftp()));
        server.setCommandFactory(
                (_, line) -> new Refusing(line.startsWith("scp ") ? NO_OLD_SCP : NO_PROGRAMS));
        server.setShellFactory(_ -> new Refusing(NO_SHELL));
        server.setUserAuthFactories(
                List.of(
                        UserAuthPublicKeyFactory.INSTANCE,
                        UserAuthKeyboardInteractiveFactory.INSTANCE,
                        UserAuthPasswordFactory.INSTANCE));
        server.setPasswordAuthenticator(SshTransport::password);
        server.setPublickeyAuthenticator(SshTransport::key);
        server.setKeyboardInteractiveAuthenticator(new Asking());
        server.setServerProxyAcceptor(SshTransport::introduce);
        server.addSessionListener(new Ends());
        server.setSessionDisconnectHandler(new Impatience(settings.loginTimeout()));
    }

    /// @throws IOException if the port is taken or may not be used
    void start() throws IOException {
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            var _ = server.close(true);
            throw e;
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getBoundAddresses().iterator().next();
    }

    /// Listens no more, and hangs up on whoever is still there.
    void stop() throws IOException, InterruptedException {
        server.stop(true);
        sockets.awaitEnd();
    }

    // ---- algorithms

    private void speak(SftpSettings.Algorithms chosen) {
        server.setKeyExchangeFactories(
                SshTransport.<KeyExchangeFactory>each(
                        "sftp.key-exchanges", chosen.keyExchanges(), SshTransport::keyExchange));
        server.setCipherFactories(
                SshTransport.<NamedFactory<Cipher>>each(
                        "sftp.ciphers", chosen.ciphers(), SshTransport::cipher));
        server.setMacFactories(
                SshTransport.<NamedFactory<Mac>>each(
                        "sftp.macs", chosen.macs(), SshTransport::mac));
        server.setSignatureFactories(
                SshTransport.<NamedFactory<Signature>>each(
                        "sftp.signatures", chosen.signatures(), SshTransport::signature));
        server.setCompressionFactories(List.of(BuiltinCompressions.none));
    }

    private static <T> List<T> each(
            String key, List<String> names, Function<String, @Nullable T> find) {
        var found = new ArrayList<T>();
        for (String name : names) {
            @Nullable T one = find.apply(name);
            if (one == null) {
                throw new IllegalArgumentException(
                        "%s: '%s' is not known here, or too weak to be taken".formatted(key, name));
            }
            found.add(one);
        }
        return found;
    }

    private static @Nullable KeyExchangeFactory keyExchange(String name) {
        var known = BuiltinDHFactories.fromFactoryName(name);
        boolean weak = name.endsWith("sha1") || name.startsWith("diffie-hellman-group14");
        if (known == null || weak || !known.isSupported()) return null;
        return ServerBuilder.DH2KEX.apply(known);
    }

    private static @Nullable NamedFactory<Cipher> cipher(String name) {
        var known = BuiltinCiphers.fromFactoryName(name);
        boolean strong = name.contains("gcm") || name.contains("ctr") || name.contains("chacha20");
        return known != null && strong && known.isSupported() ? AesGcm.orOther(known) : null;
    }

    private static @Nullable NamedFactory<Mac> mac(String name) {
        var known = BuiltinMacs.fromFactoryName(name);
        return known != null && name.startsWith("hmac-sha2-") && known.isSupported() ? known : null;
    }

    private static @Nullable NamedFactory<Signature> signature(String name) {
        var known = BuiltinSignatures.fromFactoryName(name);
        boolean weak =
                name.startsWith("ssh-rsa") || name.startsWith("ssh-dss") || name.contains("cert-v");
        return known != null && !weak && known.isSupported() ? known : null;
    }

    // ---- connections

    private final class Sessions extends SessionFactory {
        Sessions(ServerFactoryManager server) {
            super(server);
        }

        @Override
        protected ServerSessionImpl doCreateSession(IoSession connection) throws Exception {
            return new Connection(getServer(), connection, reception, door, queues);
        }
    }

    /// One client's.
    private static final class Connection extends ServerSessionImpl implements SftpSession.Line {

        /// Ours that wait for the end of a key exchange; few are said without being asked for.
        private static final int MOST_PENDING = 1_000;

        private static final int MOST_PROOFS = 4;

        private final Reception reception;
        private final Executor door;
        private final Queue queue;
        private final AtomicInteger proofs = new AtomicInteger(); // of host keys, asked for
        private volatile @Nullable SftpSession visit;
        private volatile boolean proxied;
        private volatile boolean gone;

        Connection(
                ServerFactoryManager server,
                IoSession connection,
                Reception reception,
                Executor door,
                Shares queues)
                throws Exception {
            super(server, connection);
            this.reception = reception;
            this.door = door;
            this.queue = new Queue(queues.take());
            addCloseFutureListener(_ -> queues.giveBack(queue.bytes()));
        }

        /// Bounded: a client may begin a key exchange, never end it, and go on to ask.
        @Override
        protected KeyExchangeMessageHandler initializeKeyExchangeMessageHandler() {
            return new KeyExchangeMessageHandler(this, log) {
                @Override
                protected PendingWriteFuture enqueuePendingPacket(int command, Buffer packet) {
                    if (pendingPackets.size() < MOST_PENDING) {
                        return super.enqueuePendingPacket(command, packet);
                    }
                    String why = MOST_PENDING + " packets waited for the end of a key exchange";
                    SftpSession it = visit;
                    if (it != null) it.because(why);
                    throw new IllegalStateException(why);
                }
            };
        }

        Queue queue() {
            return queue;
        }

        /// Each costs signatures, on a thread that others wait for.
        boolean mayAskForProof() {
            return proofs.incrementAndGet() <= MOST_PROOFS;
        }

        /// Says who we are, so that what follows is understood, and then who may stay.
        @Override
        public void start() throws Exception {
            super.start();
            Peer peer = peer();
            if (reception.isProxy(peer.address())) proxied = true;
            else receive(peer);
        }

        private Peer peer() {
            var remote = (InetSocketAddress) getIoSession().getRemoteAddress();
            var local = (InetSocketAddress) getIoSession().getLocalAddress();
            return new Peer(remote.getAddress(), local.getAddress());
        }

        private void receive(Peer peer) {
            switch (reception.arrive(peer, this)) {
                case Reception.Arrival.Admitted(SftpSession it) -> {
                    visit = it;
                    if (gone) it.closed();
                }
                case Reception.Arrival.Refused(String words) -> end(words);
            }
        }

        /// Takes what a proxy says before the client does. May be asked again with the same bytes.
        ///
        /// @return false while there are too few
        boolean introduced(Buffer in) throws IOException {
            if (!proxied) return true;
            int at = in.rpos();
            ProxyHeader header;
            try {
                header =
                        ProxyHeader.read(count -> {
                            if (in.available() < count) throw new TooFewException();
                            byte[] bytes = new byte[count];
                            in.getRawBytes(bytes);
                            return bytes;
                        });
            } catch (TooFewException _) {
                in.rpos(at);
                return false;
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "connection of proxy %s refused: %s"
                                .formatted(peer().address().getHostAddress(), e.getMessage()));
                throw e;
            }
            if (visit == null && !gone) {
                receive(
                        switch (header) {
                            case ProxyHeader.Named(InetAddress client, InetAddress reached) ->
                                    new Peer(client, reached);
                            case ProxyHeader.Own() -> peer();
                        });
            }
            return true;
        }

        /// What is asked of a client that was let in.
        SftpSession visit() throws SshException {
            SftpSession it = visit;
            if (it == null) {
                throw new SshException(
                        SshConstants.SSH2_DISCONNECT_BY_APPLICATION, "nobody was let in");
            }
            return it;
        }

        /// Also the last thing that may speak against a login.
        @Override
        public @Nullable IoWriteFuture signalAuthenticationSuccess(
                String username, String authService, Buffer buffer) throws Exception {
            if (!visit().admit()) return null;
            ((SshWire) getIoSession()).trust();
            return super.signalAuthenticationSuccess(username, authService, buffer);
        }

        void over() {
            gone = true;
            SftpSession it = visit;
            if (it == null) return;
            try {
                door.execute(it::closed); // which is told to others
            } catch (RejectedExecutionException _) {
                it.closed();
            }
        }

        @Override
        public void end(String words) {
            try {
                disconnect(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, words);
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "a client left before it was sent away", e);
                kill();
            }
        }

        @Override
        public void kill() {
            var _ = close(true);
        }
    }

    private static final class TooFewException extends IOException {}

    private static boolean introduce(ServerSession session, Buffer in) throws IOException {
        return ((Connection) session).introduced(in);
    }

    private static final class Ends implements SessionListener {
        @Override
        public void sessionDisconnect(
                org.apache.sshd.common.session.Session session,
                int reason,
                String words,
                String language,
                boolean ours) {
            SftpSession visit = ((Connection) session).visit;
            if (visit != null) visit.because(ours ? words : "the client said goodbye");
        }

        @Override
        public void sessionClosed(org.apache.sshd.common.session.Session session) {
            ((Connection) session).over();
        }
    }

    /// Says in a sentence that a login took too long, where the library would tell of a corrupt
    /// packet.
    private record Impatience(Duration limit) implements SessionDisconnectHandler {
        @Override
        public boolean handleTimeoutDisconnectReason(
                org.apache.sshd.common.session.Session session, TimeoutIndicator what) {
            ((Connection) session).end("Nobody logged in within " + limit.toSeconds() + " seconds");
            return true;
        }
    }

    // ---- logins

    private static boolean password(String name, String password, ServerSession session)
            throws AsyncAuthException {
        var later = new AsyncAuthException();
        try {
            boolean asked =
                    ((Connection) session).visit().password(name, password, later::setAuthed);
            if (!asked) return false;
        } catch (SshException _) {
            return false;
        }
        throw later;
    }

    private static boolean key(String name, PublicKey key, ServerSession session) {
        if (key instanceof OpenSshCertificate) return false; // no authority is known here
        var blob = new ByteArrayBuffer();
        blob.putRawPublicKey(key);
        try {
            return ((Connection) session).visit().key(name, AccountKey.of(blob.getCompactData()));
        } catch (SshException | IllegalArgumentException _) {
            return false; // of a kind that opens nothing
        }
    }

    /// A password by another way, which some clients prefer.
    private static final class Asking implements KeyboardInteractiveAuthenticator {
        @Override
        public InteractiveChallenge generateChallenge(
                ServerSession session, String name, String language, String methods) {
            var challenge = new InteractiveChallenge();
            challenge.setInteractionName("");
            challenge.setInteractionInstruction("");
            challenge.setLanguageTag("");
            challenge.addPrompt("Password: ", false);
            return challenge;
        }

        @Override
        public boolean authenticate(ServerSession session, String name, List<String> answers) {
            return answers.size() == 1 && password(name, answers.getFirst(), session);
        }
    }

    private static final class LoginServices extends ServerUserAuthServiceFactory {
        @Override
        public Service create(org.apache.sshd.common.session.Session session) throws IOException {
            return new Logins(session);
        }
    }

    /// Asks for more where one proof is not enough (RFC 4252 §5.1, "partial success").
    private static final class Logins extends ServerUserAuthService {

        private static final String PASSWORDS =
                UserAuthKeyboardInteractiveFactory.NAME + "," + UserAuthPasswordFactory.NAME;

        Logins(org.apache.sshd.common.session.Session session) throws IOException {
            super(session);
        }

        @Override
        protected void handleAuthenticationSuccess(int message, Buffer in) throws Exception {
            var connection = (Connection) getServerSession();
            if (connection.visit().suffices()) {
                super.handleAuthenticationSuccess(message, in);
                return;
            }
            Buffer answer = connection.createBuffer(SshConstants.SSH_MSG_USERAUTH_FAILURE);
            answer.putString(PASSWORDS);
            answer.putBoolean(true);
            var _ = connection.writePacket(answer);
        }
    }

    // ---- channels

    private static final class Services extends ServerConnectionServiceFactory {
        @Override
        public Service create(org.apache.sshd.common.session.Session session) throws IOException {
            return new Channels((AbstractServerSession) session);
        }
    }

    /// Opens channels of kind `session`, and not too many.
    private static final class Channels extends ServerConnectionService {
        Channels(AbstractServerSession session) throws SshException {
            super(session);
        }

        @Override
        protected void channelOpen(Buffer in) throws Exception {
            int at = in.rpos();
            String kind = in.getString();
            long sender = in.getUInt();
            if (!kind.equals("session")) {
                refuse(
                        in,
                        sender,
                        SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED,
                        NO_FORWARDING);
            } else if (getChannels().size() >= MOST_CHANNELS) {
                refuse(
                        in,
                        sender,
                        SshConstants.SSH_OPEN_RESOURCE_SHORTAGE,
                        MOST_CHANNELS + " channels are open, the most at one time");
            } else {
                in.rpos(at);
                super.channelOpen(in);
            }
        }

        private void refuse(Buffer in, long sender, int reason, String words) throws IOException {
            var _ = sendChannelOpenFailure(in, sender, reason, words, "en");
        }
    }

    /// Makes channels whose windows are parts of what there is for all.
    private final class Rooms extends ChannelSessionFactory {
        @Override
        public Channel createChannel(org.apache.sshd.common.session.Session session) {
            return new Room();
        }
    }

    /// A channel. What its client sends ahead is in memory until it is read.
    private final class Room extends ChannelSession {
        private int window;

        @Override
        protected RequestHandler.Result handleSubsystemParsed(String request, String subsystem)
                throws IOException {
            if (subsystem.equals(SUBSYSTEM)) return super.handleSubsystemParsed(request, subsystem);
            commandInstance = new Refusing(NO_SUBSYSTEM);
            return prepareChannelCommand(request, commandInstance);
        }

        /// Nobody here asks for them, and they would be kept, however many.
        @Override
        protected RequestHandler.Result handleEnvParsed(String name, String value) {
            return RequestHandler.Result.ReplySuccess;
        }

        @Override
        protected void configureWindow() {
            window = windows.take();
            addCloseFutureListener(_ -> windows.giveBack(window));
            CoreModuleProperties.WINDOW_SIZE.set(this, (long) window);
            super.configureWindow();
        }

        /// How long a packet of SFTP may be: a small window goes with the shortest that every
        /// server takes.
        int longestPacket() {
            return window >= 2 * RequestParser.LONGEST
                    ? RequestParser.LONGEST
                    : Conversation.BEGINNING;
        }
    }

    /// Bytes on their way to one client's socket, which all its channels share.
    private record Queue(int bytes, Semaphore room) {
        Queue(int bytes) {
            this(bytes, new Semaphore(bytes, true));
        }
    }

    /// Waits for the socket where the library would not: a client may offer a window of 2 GB and
    /// take nothing, and all that it asks for would be kept in memory.
    private static final class Sparing extends DefaultChannelStreamWriter {

        private static final long LOOK_MILLIS = 100;

        private final Queue queue;
        private final Duration patience;

        Sparing(Channel channel, Queue queue, Duration patience) {
            super(channel);
            this.queue = queue;
            this.patience = patience;
        }

        @Override
        public IoWriteFuture writeData(Buffer packet) throws IOException {
            int bytes = Math.min(packet.available(), queue.bytes());
            if (!queue.room().tryAcquire(bytes)) await(bytes);
            try {
                IoWriteFuture sent = super.writeData(packet);
                var _ = sent.addListener(_ -> queue.room().release(bytes));
                return sent;
            } catch (IOException | RuntimeException e) {
                queue.room().release(bytes);
                throw e;
            }
        }

        /// Until half of the queue has gone, or each packet would wake the thread that writes.
        private void await(int bytes) throws IOException {
            int half = Math.max(bytes, queue.bytes() / 2);
            long deadline = System.nanoTime() + patience.toNanos();
            try {
                while (!queue.room().tryAcquire(half, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    if (!channel.isOpen()) throw new IOException("the channel is closed");
                    if (System.nanoTime() - deadline > 0) {
                        throw new IOException(
                                "the client took nothing for " + patience.toSeconds() + " seconds");
                    }
                }
                queue.room().release(half - bytes);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    /// Shows that all host keys are ours (OpenSSH's PROTOCOL, 2.5), which clients ask for once.
    private static final class HostKeyProofs extends OpenSshHostKeysHandler {

        /// Bytes; our keys have some 600.
        private static final int LONGEST = 4 * 1024;

        @Override
        public Result process(
                ConnectionService service, String request, boolean wantReply, Buffer in)
                throws Exception {
            boolean ours = request.equals(REQUEST);
            boolean tooMuch =
                    ours
                            && (in.available() > LONGEST
                                    || !((Connection) service.getSession()).mayAskForProof());
            return tooMuch ? Result.ReplyFailure : super.process(service, request, wantReply, in);
        }
    }

    /// The answer to these requests has no words, so they go beside it.
    private static final class NoForwarding extends AbstractConnectionServiceRequestHandler {
        @Override
        public Result process(
                ConnectionService service, String request, boolean wantReply, Buffer in)
                throws Exception {
            if (!request.contains("forward")) return super.process(service, request, wantReply, in);
            var _ = service.getSession().sendDebugMessage(true, NO_FORWARDING, "en");
            return Result.ReplyFailure;
        }
    }

    private final class Sftp implements SubsystemFactory {
        @Override
        public String getName() {
            return SUBSYSTEM;
        }

        @Override
        public Command createSubsystem(ChannelSession channel) throws IOException {
            SftpSession visit = ((Connection) channel.getSession()).visit();
            int longest = ((Room) channel).longestPacket();
            var inbox = new Inbox(count -> giveBack(channel, count));
            channel.setDataReceiver(new Intake(inbox));
            return new Talking(visit, visit.conversation(longest), inbox, crew);
        }

        private static void giveBack(ChannelSession channel, int count) throws IOException {
            LocalWindow window = channel.getLocalWindow();
            if (window.isOpen()) window.release(count);
        }
    }

    /// Where what comes for a channel goes. The library's own would move all that waits with every
    /// packet that is read of it.
    private record Intake(Inbox inbox) implements ChannelDataReceiver {
        @Override
        public int data(ChannelSession channel, byte[] bytes, int start, int count) {
            inbox.put(bytes, start, count);
            return 0; // the window gets it back once it is read
        }

        @Override
        public void close() {
            inbox.end();
        }
    }

    /// What both commands have in common: streams that come one by one.
    private abstract static class Streams implements Command {
        OutputStream out = OutputStream.nullOutputStream();
        OutputStream errors = OutputStream.nullOutputStream();
        ExitCallback exit = (_, _, _) -> {};

        @Override
        public void setInputStream(InputStream in) {
            // what is refused is not read, and a conversation has an inbox
        }

        @Override
        public void setOutputStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void setErrorStream(OutputStream errors) {
            this.errors = errors;
        }

        @Override
        public void setExitCallback(ExitCallback exit) {
            this.exit = exit;
        }
    }

    /// SFTP.
    private static final class Talking extends Streams {
        private final SftpSession visit;
        private final Executor crew;
        private final Conversation conversation;
        private final Inbox inbox;
        private final AtomicBoolean begun = new AtomicBoolean();

        Talking(SftpSession visit, Conversation conversation, Inbox inbox, Executor crew) {
            this.visit = visit;
            this.crew = crew;
            this.conversation = conversation;
            this.inbox = inbox;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) throws IOException {
            if (!begun.compareAndSet(false, true)) return;
            try {
                crew.execute(this::talk);
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                visit.drop(conversation);
                throw new IOException("no thread for a conversation", e);
            }
        }

        private void talk() {
            try {
                visit.converse(conversation, inbox, out);
            } finally {
                exit.onExit(0, "", false);
            }
        }

        @Override
        public void destroy(ChannelSession channel) {
            conversation.end();
            if (begun.compareAndSet(false, true)) visit.drop(conversation);
        }
    }

    /// A sentence, and the end.
    private final class Refusing extends Streams {
        private final String words;

        Refusing(String words) {
            this.words = words;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) {
            crew.execute(() -> {
                try {
                    errors.write((words + "\r\n").getBytes(StandardCharsets.UTF_8));
                    errors.flush();
                } catch (IOException e) {
                    LOG.log(System.Logger.Level.DEBUG, "a client left before it was refused", e);
                } finally {
                    exit.onExit(1, words, false);
                }
            });
        }

        @Override
        public void destroy(ChannelSession channel) {
            // it ends by itself
        }
    }
}
