package dev.ferry.client.sftp;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.net.Connection;
import dev.ferry.client.net.Fingerprint;
import dev.ferry.ssh.AesGcm;
import dev.ferry.ssh.WireBase;
import dev.ferry.wire.ftp.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.client.auth.keyboard.UserInteraction;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.Factory;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.PropertyResolverUtils;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.future.WaitableFuture;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.apache.sshd.common.io.DefaultIoConnectFuture;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.IoServiceFactoryFactory;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/// SSH below SFTP: key exchange, logins and channels, by Apache MINA SSHD, of which nobody else
/// knows but [SshKeyring] and [AesGcm]. It works over a [Connection] of ours, so proxies,
/// addresses, time-outs and cancelling are as everywhere: a thread for each connection reads and
/// decrypts, and whoever sends encrypts and writes. Questions to the user are asked on the former.
///
/// Safe for use by many threads.
final class SshLayer implements AutoCloseable {

    private static final String SUBSYSTEM = "sftp";
    private static final String KEEPALIVE = "keepalive@openssh.com";

    /// Bytes on the way to us that the server need not wait with; [Flow] asks for no more.
    private static final long WINDOW = Flow.MOST + (1 << 20);

    /// Not called by the library: the connection is there already.
    private static final InetSocketAddress NOWHERE =
            InetSocketAddress.createUnresolved("localhost", 22);

    private static final int FOREVER = Integer.MAX_VALUE;
    private static final int CHUNK = 64 * 1024;

    /// Of SSH; what every one has around the bytes of a channel is less than the other.
    private static final int LONGEST_PACKET = 128 * 1024;

    private static final int AROUND = 128;
    private static final int TICK_MILLIS = 250;
    private static final int LONGEST_WORDS = 256;

    private static final Pattern TOO_MANY =
            Pattern.compile(
                    "too many (?!authentication)|maximum|max(imum)? number|limit|no more"
                            + "|try (again )?later|connections? from|are open");

    private static final AttributeKey<Call> CALL = new AttributeKey<>();

    private final SftpSettings settings;
    private final HostTrust trust;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final SshKeyring.Opened opened = new SshKeyring.Opened();
    private final Set<Fingerprint> trusted = new HashSet<>();
    private final ReentrantLock deciding = new ReentrantLock();
    private final ReentrantLock starting = new ReentrantLock();
    private @Nullable SshClient client;
    private volatile boolean cancelled;
    private volatile boolean connected;

    SshLayer(SftpSettings settings) {
        this.settings = settings;
        SshAccess access = settings.access();
        trust =
                new HostTrust(
                        access.trust(settings.trust()),
                        access.known(),
                        access.knownAs(),
                        access.port());
    }

    /// Whether somebody was ever let in.
    boolean wasConnected() {
        return connected;
    }

    /// Connects, logs in and opens a channel.
    SshLine open() throws IOException {
        Connection tcp =
                settings.dialer().connect(settings.access().host(), settings.access().port());
        var call = new Call(tcp);
        calls.add(call);
        boolean done = false;
        try {
            if (cancelled) throw new Failure.Interrupted(settings.address() + ": cancelled");
            SshLine line = call.open();
            connected = true;
            done = true;
            return line;
        } finally {
            if (!done) call.kill();
        }
    }

    void cancel() {
        cancelled = true;
        calls.forEach(Call::cancel);
    }

    @Override
    public void close() {
        calls.forEach(Call::kill);
        starting.lock();
        try {
            SshClient running = client;
            client = null;
            if (running != null) {
                var _ = running.close(true);
            }
        } finally {
            starting.unlock();
        }
    }

    // The library, set up

    private SshClient started() {
        starting.lock();
        try {
            SshClient running = client;
            if (running == null) {
                running = setUp();
                running.start();
                client = running;
            }
            return running;
        } finally {
            starting.unlock();
        }
    }

    private SshClient setUp() {
        SshClient ssh = ClientBuilder.builder().build(true);
        ssh.setIoServiceFactoryFactory(new Sockets());
        ssh.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        ssh.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        ssh.setServerKeyVerifier((session, _, key) -> call(session).isTrusted(key));
        ssh.setAgentFactory(new Keys());
        ssh.setPasswordIdentityProvider(session -> () -> call(session).once);
        ssh.setUserInteraction(new Answers());
        ssh.setUserAuthFactories(
                List.of(
                        UserAuthPublicKeyFactory.INSTANCE,
                        UserAuthPasswordFactory.INSTANCE,
                        UserAuthKeyboardInteractiveFactory.INSTANCE));
        ssh.setChannelFactories(List.of());
        ssh.setKeyExchangeFactories(keyExchanges());
        ssh.setCipherFactories(ciphers());
        ssh.setMacFactories(SshLayer.<org.apache.sshd.common.mac.Mac>supported(MACS));
        ssh.setSignatureFactories(signatures());
        ssh.setCompressionFactories(List.of(BuiltinCompressions.none));
        PropertyResolverUtils.updateProperty(
                ssh, UserInteraction.AUTO_DETECT_PASSWORD_PROMPT, false);
        CoreModuleProperties.CLIENT_IDENTIFICATION.set(ssh, "Ferry");
        CoreModuleProperties.PREFERRED_AUTHS.set(ssh, "publickey,password,keyboard-interactive");
        CoreModuleProperties.PASSWORD_PROMPTS.set(ssh, 1);
        CoreModuleProperties.AUTH_TIMEOUT.set(ssh, Duration.ZERO); // ours to say
        CoreModuleProperties.IDLE_TIMEOUT.set(ssh, Duration.ZERO);
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(ssh, settings.patience());
        CoreModuleProperties.WINDOW_SIZE.set(ssh, WINDOW);
        CoreModuleProperties.MAX_PACKET_SIZE.set(ssh, (long) LONGEST_PACKET);
        ssh.addSessionListener(new Ends());
        return ssh;
    }

    private static final List<BuiltinDHFactories> KEY_EXCHANGES =
            List.of(
                    BuiltinDHFactories.mlkem768x25519,
                    BuiltinDHFactories.sntrup761x25519,
                    BuiltinDHFactories.sntrup761x25519_openssh,
                    BuiltinDHFactories.curve25519,
                    BuiltinDHFactories.curve25519_libssh,
                    BuiltinDHFactories.ecdhp256,
                    BuiltinDHFactories.ecdhp384,
                    BuiltinDHFactories.ecdhp521,
                    BuiltinDHFactories.dhg16_512,
                    BuiltinDHFactories.dhg18_512,
                    BuiltinDHFactories.dhgex256,
                    BuiltinDHFactories.dhg14_256);

    /// Those that the processor does, first.
    private static final List<BuiltinCiphers> CIPHERS =
            List.of(
                    BuiltinCiphers.aes128gcm,
                    BuiltinCiphers.aes256gcm,
                    BuiltinCiphers.aes128ctr,
                    BuiltinCiphers.aes192ctr,
                    BuiltinCiphers.aes256ctr,
                    BuiltinCiphers.cc20p1305_openssh);

    private static final List<BuiltinMacs> MACS =
            List.of(
                    BuiltinMacs.hmacsha256etm,
                    BuiltinMacs.hmacsha512etm,
                    BuiltinMacs.hmacsha256,
                    BuiltinMacs.hmacsha512);

    private static final List<BuiltinSignatures> SIGNATURES =
            List.of(
                    BuiltinSignatures.ed25519,
                    BuiltinSignatures.nistp256,
                    BuiltinSignatures.nistp384,
                    BuiltinSignatures.nistp521,
                    BuiltinSignatures.rsaSHA512,
                    BuiltinSignatures.rsaSHA256);

    private static List<KeyExchangeFactory> keyExchanges() {
        return KEY_EXCHANGES.stream()
                .filter(BuiltinDHFactories::isSupported)
                .map(ClientBuilder.DH2KEX)
                .toList();
    }

    private static List<NamedFactory<org.apache.sshd.common.cipher.Cipher>> ciphers() {
        return CIPHERS.stream().filter(BuiltinCiphers::isSupported).map(AesGcm::orOther).toList();
    }

    private static <T> List<NamedFactory<T>> supported(
            List<? extends org.apache.sshd.common.BuiltinFactory<T>> all) {
        var supported = new ArrayList<NamedFactory<T>>();
        for (var one : all) {
            if (one.isSupported()) supported.add(one);
        }
        return supported;
    }

    /// Kinds of which a key of the server is known come first: it is to show that one.
    private List<NamedFactory<Signature>> signatures() {
        var kinds = new HashSet<String>();
        try {
            for (HostKeys.Known one : trust.known().of(trust.host(), trust.port())) {
                if (one.standing() != HostKeys.Standing.REVOKED) kinds.add(one.key().type());
            }
        } catch (IOException e) {
            told("known hosts cannot be read: " + e.getMessage()); // and so nobody is trusted
        }
        List<NamedFactory<Signature>> first = new ArrayList<>();
        List<NamedFactory<Signature>> then = new ArrayList<>();
        for (NamedFactory<Signature> one : SshLayer.<Signature>supported(SIGNATURES)) {
            boolean known = kinds.contains(one.getName()) || kinds.contains(keyOf(one.getName()));
            (known ? first : then).add(one);
        }
        first.addAll(then);
        return first;
    }

    private static String keyOf(String signature) {
        return signature.startsWith("rsa-sha2-") ? "ssh-rsa" : signature;
    }

    private static Call call(SessionContext session) {
        return ((Wire) ((Session) session).getIoSession()).call;
    }

    private void told(String what) {
        if (settings.dialogue().isShown()) settings.dialogue().said("* " + what);
    }

    // One connection

    /// From the first byte to the last.
    private final class Call {
        private final Connection tcp;
        private final String peer = settings.address();
        private final AtomicLong heardAt = new AtomicLong(System.nanoTime());
        private volatile @Nullable Failure failure;
        private volatile @Nullable String goodbye;
        private volatile int reason;
        private volatile boolean asking;
        private volatile boolean over;
        private volatile boolean identified;
        private final StringBuilder before = new StringBuilder(); // of the thread that reads
        private volatile boolean loggedIn;
        private final Once once = new Once();
        private boolean passwordGiven;
        private volatile boolean passwordMissing;
        private volatile String user = "";

        /// Why keys are not used, each once.
        private final Set<String> unused = Collections.synchronizedSet(new LinkedHashSet<>());

        Call(Connection tcp) {
            this.tcp = tcp;
        }

        Duration patience() {
            return settings.patience();
        }

        SshLine open() throws IOException {
            SshClient ssh = started();
            user = settings.access().login().user();
            try {
                ClientSession session =
                        ssh.connect(
                                        user,
                                        NOWHERE,
                                        AttributeRepository.ofKeyValuePair(CALL, this),
                                        null)
                                .verify(settings.patience())
                                .getClientSession();
                Thread.ofPlatform()
                        .daemon()
                        .name("ferry-ssh-" + peer)
                        .start(((Wire) session.getIoSession())::hear);
                var logsIn = session.auth();
                await(logsIn);
                logsIn.verify(1);
                loggedIn = true;
                var talk = new Talk(this);
                session.getService(ConnectionService.class).registerChannel(talk);
                var opens = talk.open();
                await(opens);
                opens.verify(1);
                return new Line(this, session, talk);
            } catch (IOException | RuntimeException e) {
                throw why(e);
            }
        }

        /// As long as bytes come, or the user is asked, there is progress.
        private void await(WaitableFuture future) throws IOException {
            while (!future.await(TICK_MILLIS)) {
                if (Thread.currentThread().isInterrupted()) cancel();
                Failure known = failure;
                if (known != null) throw known;
                long quiet = System.nanoTime() - heardAt.get();
                if (!asking && quiet > settings.patience().toNanos()) {
                    throw new Failure.TimedOut(peer + ": no progress in time on the login");
                }
            }
        }

        /// The first reason is the one that counts.
        void fail(Failure why) {
            if (failure == null) failure = why;
        }

        /// The library has a complaint, or the other side has gone.
        void fail(Throwable e) {
            if (failure == null) failure = why(e);
        }

        void cancel() {
            fail(new Failure.Interrupted(peer + ": cancelled"));
            kill();
        }

        void kill() {
            over = true;
            calls.remove(this);
            tcp.close();
        }

        // Why it ended

        Failure why(Throwable e) {
            Failure known = failure;
            if (known != null) return known;
            if (e instanceof Failure it) return it;
            String words = goodbye;
            if (words != null) return dismissed(words);
            String message = String.valueOf(deepest(e).getMessage());
            int code = e instanceof SshException it ? it.getDisconnectCode() : 0;
            if (code == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
                return new Failure.LoginRefused(
                        refused()
                                + (passwordMissing
                                        ? ": no key opens it, and there is no password (set"
                                                + " FERRY_PASSWORD, write it into .netrc, or use"
                                                + " --password-stdin)"
                                        : "")
                                + keysNotUsed(),
                        null);
            }
            if (code == SshConstants.SSH2_DISCONNECT_KEY_EXCHANGE_FAILED
                    || message.startsWith("Unable to negotiate")) {
                return new Failure.NotTrusted(
                        peer + ": no algorithm in common that is good enough: " + message, null, e);
            }
            if (e instanceof java.net.SocketTimeoutException) {
                return new Failure.TimedOut(peer + ": no progress in time on the connection");
            }
            if (e instanceof java.io.InterruptedIOException) {
                return new Failure.Interrupted(peer + ": cancelled");
            }
            if (over) return lost("the connection ended", e);
            boolean theirs =
                    (code != 0
                                    && code != SshConstants.SSH2_DISCONNECT_CONNECTION_LOST
                                    && code != SshConstants.SSH2_DISCONNECT_BY_APPLICATION)
                            || e instanceof java.io.StreamCorruptedException
                            || (e instanceof RuntimeException && !loggedIn);
            return theirs
                    ? new Failure.ProtocolBroken(
                            peer + ": no SSH as it should be: " + message, null)
                    : lost("the connection was lost: " + message, e);
        }

        private String refused() {
            return peer + ": login as " + user + " refused";
        }

        private String keysNotUsed() {
            synchronized (unused) {
                return unused.isEmpty() ? "" : "; " + String.join("; ", unused);
            }
        }

        private static Throwable deepest(Throwable e) {
            Throwable at = e;
            while (at.getCause() != null) at = at.getCause();
            return at;
        }

        private Failure lost(String how, @Nullable Throwable e) {
            return new Failure.ConnectionLost(peer + ": " + how, null, e);
        }

        /// The server said why it hangs up.
        private Failure dismissed(String words) {
            var answer = new Failure.Answer(reason, words);
            String small = words.toLowerCase(Locale.ROOT);
            if (reason == SshConstants.SSH2_DISCONNECT_TOO_MANY_CONNECTIONS
                    || TOO_MANY.matcher(small).find()) {
                return Failure.TooManySessions.said(peer + ": too many sessions", answer);
            }
            if (!loggedIn
                    && (small.contains("authentication")
                            || reason == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
                            || reason == SshConstants.SSH2_DISCONNECT_ILLEGAL_USER_NAME)) {
                return Failure.LoginRefused.said(refused() + keysNotUsed(), answer);
            }
            return Failure.ConnectionLost.said(peer + ": the server ends the session", answer);
        }

        /// The stream of the other side has ended.
        void ended() {
            String words = goodbye;
            if (words != null) {
                fail(dismissed(words));
            } else if (!identified) {
                fail(unidentified(before.toString().strip()));
            } else {
                fail(lost("the server ended the connection", null));
            }
        }

        /// @param said in place of a version of SSH
        private Failure unidentified(String said) {
            if (said.isEmpty()) return lost("the server hung up before it said anything", null);
            var answer = new Failure.Answer(0, said);
            // As OpenSSH says it where MaxStartups wait for their login.
            if (said.contains("MaxStartups")
                    || TOO_MANY.matcher(said.toLowerCase(Locale.ROOT)).find()) {
                return Failure.TooManySessions.said(peer + ": too many sessions", answer);
            }
            return new Failure.ProtocolBroken(
                    peer + ": is no SSH server; it says: " + said.lines().findFirst().orElse(""),
                    null);
        }

        /// What comes before a version may say why there is none.
        void hears(byte[] bytes, int count) {
            heardAt.set(System.nanoTime());
            if (identified || before.length() >= LONGEST_WORDS) return;
            int some = Math.min(count, LONGEST_WORDS - before.length());
            before.append(new String(bytes, 0, some, StandardCharsets.ISO_8859_1));
        }

        // Whom to trust

        boolean isTrusted(PublicKey key) {
            var wire = new ByteArrayBuffer();
            wire.putRawPublicKey(key);
            Optional<HostKey> shown = HostKey.of(wire.getCompactData());
            if (shown.isEmpty()) return false;
            Fingerprint fingerprint = shown.get().fingerprint();
            told("host key " + shown.get().type() + " " + fingerprint);
            asking = true; // also while another session asks the same
            deciding.lock();
            try {
                if (trusted.contains(fingerprint)) return true;
                trust.require(shown.get());
                trusted.add(fingerprint);
                return true;
            } catch (Failure e) {
                fail(e);
                return false;
            } finally {
                answered();
                deciding.unlock();
            }
        }

        private void answered() {
            heardAt.set(System.nanoTime());
            asking = false;
        }

        // Who we are

        SshAgent keys() {
            return new SshKeyring(
                    new Patient(),
                    opened,
                    SshLayer.<Signature>supported(SIGNATURES),
                    SshLayer.this::told,
                    why -> {
                        SshLayer.this.told(why);
                        unused.add(why);
                    },
                    this::fail);
        }

        /// The login, whose questions take as long as they take.
        private final class Patient implements SshLogin {
            private final SshLogin login = settings.access().login();

            @Override
            public String user() throws IOException {
                return login.user();
            }

            @Override
            public Optional<Secret> password() throws IOException {
                return asked(login::password);
            }

            @Override
            public Optional<String> answer(String question, boolean shown) throws IOException {
                return asked(() -> login.answer(question, shown));
            }

            @Override
            public List<KeyFile> keys() throws IOException {
                return login.keys();
            }

            @Override
            public boolean hasPassphrases() {
                return login.hasPassphrases();
            }

            @Override
            public Optional<Secret> passphrase(KeyFile key, int attempt) throws IOException {
                return asked(() -> login.passphrase(key, attempt));
            }

            @Override
            public Optional<String> agent() {
                return login.agent();
            }

            @Override
            public boolean onlyTheseKeys() {
                return login.onlyTheseKeys();
            }
        }

        private <T> T asked(Asking<T> question) throws IOException {
            asking = true;
            try {
                return question.asked();
            } finally {
                answered();
            }
        }

        /// The one password, once, however often the library begins to look for it.
        private final class Once implements Iterator<String> {
            private @Nullable String ahead;

            @Override
            public boolean hasNext() {
                if (ahead == null) ahead = password().orElse(null);
                return ahead != null;
            }

            @Override
            public String next() {
                if (!hasNext()) throw new NoSuchElementException();
                String password = ahead;
                ahead = null;
                if (password == null) throw new NoSuchElementException();
                return password;
            }
        }

        /// Empty where there is none, or it was given already.
        private Optional<String> password() {
            if (passwordGiven) return Optional.empty();
            passwordGiven = true;
            try {
                Optional<Secret> secret = asked(settings.access().login()::password);
                passwordMissing = secret.isEmpty();
                return secret.map(Secret::reveal);
            } catch (Failure e) {
                fail(e);
            } catch (IOException e) {
                fail(new Failure.LocalTrouble(peer + ": no password: " + e.getMessage(), e));
            }
            return Optional.empty();
        }

        /// @return null where one of them has no answer
        String @Nullable [] answers(String[] questions, boolean[] shown) {
            var answers = new String[questions.length];
            for (int i = 0; i < questions.length; i++) {
                Optional<String> answer = answer(questions[i], shown[i], questions.length == 1);
                if (answer.isEmpty()) return null;
                answers[i] = answer.get();
            }
            return answers;
        }

        /// A lone question that hides what is typed is for the password, whatever its language.
        private Optional<String> answer(String question, boolean shown, boolean alone) {
            if (alone && !shown && !passwordGiven) return password();
            try {
                return asked(() -> settings.access().login().answer(question, shown));
            } catch (IOException e) {
                told("no answer: " + e.getMessage());
                return Optional.empty();
            }
        }
    }

    @FunctionalInterface
    private interface Asking<T> {
        T asked() throws IOException;
    }

    private static final class Keys implements SshAgentFactory {
        @Override
        public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
            return List.of();
        }

        @Override
        public SshAgent createClient(Session session, FactoryManager manager) {
            return call(session).keys();
        }

        @Override
        public SshAgentServer createServer(ConnectionService service) {
            throw new UnsupportedOperationException("no agent is forwarded");
        }
    }

    private final class Answers implements UserInteraction {
        @Override
        public void welcome(ClientSession session, String banner, String language) {
            if (settings.dialogue().isShown()) banner.lines().forEach(settings.dialogue()::heard);
        }

        @Override
        public String @Nullable [] interactive(
                ClientSession session,
                String name,
                String instruction,
                String language,
                String[] questions,
                boolean[] shown) {
            return call(session).answers(questions, shown);
        }

        @Override
        public @Nullable String getUpdatedPassword(
                ClientSession session, String question, String language) {
            return null;
        }
    }

    /// What is said of a connection as a whole.
    private final class Ends implements SessionListener {
        @Override
        public void sessionPeerIdentificationReceived(
                Session session, String version, List<String> lines) {
            call(session).identified = true;
            told("the server is " + version);
        }

        @Override
        public void sessionNegotiationEnd(
                Session session,
                Map<KexProposalOption, String> ours,
                Map<KexProposalOption, String> theirs,
                Map<KexProposalOption, String> chosen,
                @Nullable Throwable why) {
            if (why != null) return;
            told(
                    "key exchange %s, cipher %s, MAC %s"
                            .formatted(
                                    chosen.get(KexProposalOption.ALGORITHMS),
                                    chosen.get(KexProposalOption.S2CENC),
                                    chosen.get(KexProposalOption.S2CMAC)));
        }

        @Override
        public void sessionDisconnect(
                Session session,
                int reason,
                @Nullable String words,
                @Nullable String language,
                boolean ours) {
            if (ours) return;
            Call call = call(session);
            call.reason = reason;
            call.goodbye = words == null || words.isEmpty() ? "goodbye" : words;
        }
    }

    // The channel

    private static final class Talk extends ChannelSubsystem {
        private final Call call;
        private final Inbox inbox = new Inbox();

        Talk(Call call) {
            super(SUBSYSTEM);
            this.call = call;
            setOut(OutputStream.nullOutputStream()); // what comes goes past it
            setErr(OutputStream.nullOutputStream());
            addCloseFutureListener(_ -> inbox.end());
        }

        @Override
        protected void doWriteData(byte[] data, int offset, long length) {
            inbox.put(data, offset, (int) length);
        }

        @Override
        protected void doWriteExtendedData(byte[] data, int offset, long length)
                throws IOException {
            getLocalWindow().release(length);
        }

        @Override
        public void handleFailure() throws IOException {
            call.fail(new Failure.Unsupported(call.peer + ": the server has no SFTP"));
            super.handleFailure();
        }

        @Override
        public void handleEof() throws IOException {
            super.handleEof();
            inbox.end();
        }
    }

    private static final class Line implements SshLine {

        /// Bytes that were read before the server hears of it; a part of the window.
        private static final int RELEASED = 512 * 1024;

        private final Call call;
        private final ClientSession session;
        private final Talk talk;
        private final byte[] gathered;
        private int count;
        private @Nullable Buffer packet;
        private long read;

        Line(Call call, ClientSession session, Talk talk) {
            this.call = call;
            this.session = session;
            this.talk = talk;
            long most = Math.min(talk.getRemoteWindow().getPacketSize(), LONGEST_PACKET);
            gathered = new byte[Math.toIntExact(most)];
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            try {
                while (bytes.hasRemaining()) {
                    int some = Math.min(bytes.remaining(), gathered.length - count);
                    if (some == gathered.length) { // as it is, without a copy
                        int at = bytes.arrayOffset() + bytes.position();
                        send(bytes.array(), at, some);
                        bytes.position(bytes.position() + some);
                    } else {
                        bytes.get(gathered, count, some);
                        count += some;
                        if (count == gathered.length) flush();
                    }
                }
            } catch (IOException | RuntimeException e) {
                throw call.why(e);
            }
        }

        @Override
        public void flush() throws IOException {
            int all = count;
            count = 0;
            try {
                send(gathered, 0, all);
            } catch (IOException | RuntimeException e) {
                throw call.why(e);
            }
        }

        /// As much at once as the server takes now.
        private void send(byte[] bytes, int start, int all) throws IOException {
            RemoteWindow window = talk.getRemoteWindow();
            for (int at = start; at < start + all; ) {
                long room = Math.min(window.getSize(), gathered.length);
                int some = (int) Math.min(room, start + all - at);
                if (some <= 0) {
                    await(window);
                    continue;
                }
                window.consume(some);
                Buffer out = begun(some);
                out.putBytes(bytes, at, some);
                IoWriteFuture sent = talk.writePacket(out);
                if (sent.getException() != null) throw new IOException(sent.getException());
                packet = sent.isWritten() ? out : null; // else it waits for new keys
                at += some;
            }
        }

        private void await(RemoteWindow window) throws IOException {
            try {
                var _ = window.waitForSpace(call.patience());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new Failure.Interrupted(call.peer + ": cancelled");
            }
        }

        /// A packet for so many bytes; the last one, where that is long enough.
        private Buffer begun(int some) {
            Buffer last = packet;
            packet = null;
            boolean fits = last != null && last.array().length >= some + AROUND;
            Buffer out =
                    fits
                            ? session.prepareBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, last)
                            : session.createBuffer(
                                    SshConstants.SSH_MSG_CHANNEL_DATA, some + AROUND);
            out.putUInt(talk.getRecipient());
            return out;
        }

        @Override
        public int read(byte[] into, int offset, int length, long millis) throws IOException {
            int count = talk.inbox.take(into, offset, length, millis);
            if (count > 0) {
                read += count;
                if (read < RELEASED) return count;
                try {
                    talk.getLocalWindow().release(read);
                    read = 0;
                } catch (IOException | RuntimeException e) {
                    throw call.why(e);
                }
                return count;
            }
            if (count == 0) {
                throw new Failure.TimedOut(call.peer + ": no answer in time");
            }
            throw call.why(new IOException("the server closed the channel"));
        }

        @Override
        public boolean hasSomething() {
            return talk.inbox.hasSomething();
        }

        @Override
        public boolean isAlive() {
            return !call.over && call.failure == null && session.isOpen() && !talk.inbox.isEnded();
        }

        @Override
        public boolean isAnswering() {
            try {
                Buffer question = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
                question.putString(KEEPALIVE);
                question.putBoolean(true);
                // That it does not know the question is an answer, too.
                var _ = session.request(KEEPALIVE, question, call.patience());
                return isAlive();
            } catch (IOException | RuntimeException _) {
                return false;
            }
        }

        @Override
        public void cancel() {
            call.cancel();
        }

        @Override
        public void close() {
            if (!call.over && session.isOpen()) {
                try {
                    session.disconnect(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, "done");
                } catch (IOException | RuntimeException _) {
                    // it is over either way
                }
            }
            call.kill();
        }
    }

    // The connection, as the library wants one

    private static final class Sockets implements IoServiceFactoryFactory {
        @Override
        public IoServiceFactory create(FactoryManager manager) {
            return new Service();
        }

        @Override
        public void setExecutorServiceFactory(Factory<CloseableExecutorService> factory) {
            // it needs no threads
        }
    }

    private static final class Service extends AbstractCloseable implements IoServiceFactory {
        private @Nullable IoServiceEventListener listener;

        @Override
        public IoConnector createConnector(IoHandler handler) {
            return new Connector(handler);
        }

        @Override
        public IoAcceptor createAcceptor(IoHandler handler) {
            throw new UnsupportedOperationException("a client listens to nobody");
        }

        @Override
        public @Nullable IoServiceEventListener getIoServiceEventListener() {
            return listener;
        }

        @Override
        public void setIoServiceEventListener(@Nullable IoServiceEventListener told) {
            listener = told;
        }
    }

    private static final class Connector extends AbstractCloseable implements IoConnector {
        private final IoHandler handler;
        private final Map<Long, IoSession> sessions = new ConcurrentHashMap<>();
        private @Nullable IoServiceEventListener listener;

        Connector(IoHandler handler) {
            this.handler = handler;
        }

        @Override
        public IoConnectFuture connect(
                SocketAddress target,
                @Nullable AttributeRepository context,
                @Nullable SocketAddress local) {
            var future = new DefaultIoConnectFuture(target, null);
            Call call = context == null ? null : context.getAttribute(CALL);
            if (call == null) throw new IllegalArgumentException("a connection is missing");
            var wire = new Wire(this, handler, call);
            sessions.put(wire.getId(), wire);
            try {
                handler.sessionCreated(wire);
                future.setSession(wire);
            } catch (Exception e) {
                future.setException(e);
                var _ = wire.close(true);
            }
            return future;
        }

        @Override
        public Map<Long, IoSession> getManagedSessions() {
            return sessions;
        }

        @Override
        public @Nullable IoServiceEventListener getIoServiceEventListener() {
            return listener;
        }

        @Override
        public void setIoServiceEventListener(@Nullable IoServiceEventListener told) {
            listener = told;
        }
    }

    /// A [Connection] in the library's eyes.
    private static final class Wire extends WireBase {
        private final Connector connector;
        private final IoHandler handler;
        private final Call call;

        Wire(Connector connector, IoHandler handler, Call call) {
            this.connector = connector;
            this.handler = handler;
            this.call = call;
        }

        /// Reads until the end; a thread's only work.
        void hear() {
            byte[] chunk = new byte[CHUNK];
            try {
                while (true) {
                    int count = call.tcp.read(chunk, 0, chunk.length, FOREVER);
                    if (count < 0) break;
                    call.hears(chunk, count);
                    handler.messageReceived(this, new ByteArrayBuffer(chunk, 0, count));
                }
                call.ended();
            } catch (Failure e) {
                if (call.goodbye == null) call.fail(e);
                else call.ended();
            } catch (Exception | OutOfMemoryError e) {
                call.fail(e);
                tell(e);
            } finally {
                var _ = close(true);
            }
        }

        private void tell(Throwable e) {
            try {
                handler.exceptionCaught(this, e);
            } catch (Exception _) {
                // it is being closed
            }
        }

        @Override
        public IoWriteFuture writeBuffer(Buffer buffer) {
            try {
                call.tcp.write(buffer.array(), buffer.rpos(), buffer.available());
                return AbstractIoWriteFuture.fulfilled(this, true);
            } catch (IOException e) {
                if (call.goodbye == null) call.fail(e);
                call.tcp.close(); // whoever reads sees it, and ends the rest
                return AbstractIoWriteFuture.fulfilled(this, e);
            }
        }

        @Override
        protected void doCloseImmediately() {
            call.kill();
            connector.sessions.remove(getId());
            super.doCloseImmediately();
            try {
                handler.sessionClosed(this);
            } catch (Exception _) {
                // the library's own trouble with what is closed
            }
        }

        @Override
        public SocketAddress getRemoteAddress() {
            return NOWHERE;
        }

        @Override
        public SocketAddress getLocalAddress() {
            return NOWHERE;
        }

        @Override
        public @Nullable SocketAddress getAcceptanceAddress() {
            return null;
        }

        @Override
        public IoService getService() {
            return connector;
        }

        @Override
        public void shutdownOutputStream() {
            // the connection ends as a whole
        }

        @Override
        public void suspendRead() {
            // windows hold the other side back
        }

        @Override
        public void resumeRead() {
            // nothing was suspended
        }
    }
}
