package dev.ferry.server.net;

import dev.ferry.core.account.ShownCertificate;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// TLS as a server: who we are, what we accept, and how a data connection is known to be of the
/// client of its control connection. Safe for use by many threads.
///
/// Each control connection has a context of its own ([Circle]), so that no session of another can
/// be resumed in it; a session that was resumed in it keeps the time of its creation. The second is
/// how SunJSSE works and not what its interface promises, so [CircleTrial] asks it at start.
public final class Tls {

    /// What is spoken over TLS here, for ALPN (RFC 7301). Whoever offers other protocols alone was
    /// not sent here (CVE-2021-3618).
    private static final String FTP = "ftp";

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /// Authenticated encryption with forward secrecy alone; the quickest first.
    private static final List<String> SUITES =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384");

    /// How long a ticket is good, in seconds: as long as one may be (RFC 8446 §4.6.1), since a
    /// control connection may stand for days.
    private static final int TICKETS = 7 * 24 * 60 * 60;

    /// How many tickets one control connection gives out anew: SunJSSE counts them in a signed
    /// byte.
    private static final int MOST_TICKETS = 126;

    /// So many uses by the client itself leave too few of them.
    private static final int MOST_USES = 120;

    private static final String USED_UP =
            "the session has no more TLS tickets: its data connections are known by their address"
                    + " from now on";

    private static final System.Logger LOG = System.getLogger(Tls.class.getName());

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final TrustManager[] ANYBODY = {new Anybody()};

    private volatile List<Identity> identities;
    private volatile boolean tellsApart = true;
    private final boolean asks;
    private volatile Authorities authorities;

    /// Clients are not asked for certificates.
    ///
    /// @param identities the first is for who comes for no name, or for one that none has
    public Tls(List<Identity> identities) {
        this(identities, false, Authorities.NONE);
    }

    /// Clients are asked for certificates, and need not have any.
    ///
    /// @param authorities who may vouch for them
    public Tls(List<Identity> identities, Authorities authorities) {
        this(identities, true, authorities);
    }

    private Tls(List<Identity> identities, boolean asks, Authorities authorities) {
        this.identities = checked(identities);
        this.asks = asks;
        this.authorities = authorities;
    }

    /// Believes these from now on, and the others no more, also of who is connected.
    public void trust(Authorities others) {
        authorities = others;
    }

    /// Is somebody else from now on; who is connected stays so.
    public void use(List<Identity> others) {
        identities = checked(others);
    }

    private static List<Identity> checked(List<Identity> identities) {
        if (identities.isEmpty()) throw new IllegalArgumentException("TLS needs a certificate");
        return List.copyOf(identities);
    }

    /// Who we are now.
    public List<Identity> identities() {
        return identities;
    }

    /// Whether it can be told if a session was resumed in its [Circle]: not where [#tryOut] found
    /// that it cannot.
    public boolean tellsApart() {
        return tellsApart;
    }

    /// Tries out whether it can be told, and has [#tellsApart] say so from then on. Takes a moment.
    ///
    /// @return [#tellsApart]
    public boolean tryOut() {
        tellsApart = CircleTrial.passes(this);
        return tellsApart;
    }

    /// For one control connection and its data connections.
    ///
    /// @param host for which the client came, as far as it said
    public Circle circle(Optional<String> host) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new Keys(identities, host)}, ANYBODY, RANDOM);
            context.getServerSessionContext().setSessionTimeout(TICKETS);
            return new Circle(context, asks);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    /// The certificate that the client of a control connection has shown, and what it is worth now.
    public Optional<ShownCertificate> shown(Circle circle, Instant now) {
        List<X509Certificate> chain = circle.chain();
        return chain.isEmpty() ? Optional.empty() : Optional.of(authorities.worth(chain, now));
    }

    /// A control connection and its data connections: who resumes a session in here was here
    /// before.
    public static final class Circle {

        private final SSLContext context;
        private volatile @Nullable SSLSession first;
        private volatile boolean silent; // nothing more is said over TLS on the control connection
        private final AtomicInteger renewed = new AtomicInteger();
        private final AtomicInteger uses = new AtomicInteger(); // that had it renewed
        private final boolean asks; // for certificates

        private Circle(SSLContext context, boolean asks) {
            this.context = context;
            this.asks = asks;
        }

        /// One end of a connection, as a server.
        SSLEngine engine() {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            SSLParameters how = engine.getSSLParameters();
            how.setProtocols(PROTOCOLS);
            how.setCipherSuites(suites(engine));
            how.setUseCipherSuitesOrder(true);
            how.setWantClientAuth(asks && (first == null || !chain().isEmpty()));
            engine.setSSLParameters(how);
            engine.setHandshakeApplicationProtocolSelector(
                    (_, offered) -> offered.contains(FTP) ? FTP : null);
            return engine;
        }

        /// Notes a session whose handshake is over: the first is the control connection's.
        ///
        /// @return whether it is the first
        boolean established(SSLSession session) {
            SSLSession ours = first;
            if (ours == null) {
                first = session;
                return true;
            }
            return false;
        }

        /// Whether the control connection has shaken hands, so that who comes now is for data.
        boolean isBegun() {
            return first != null;
        }

        /// A data connection has ended, whose client used a ticket to resume its session.
        ///
        /// Many clients use one but once, and take the next from wherever it comes first. So each
        /// data connection gives one; and so does the control connection, behind what it says next,
        /// where that one may not have been read. The ticket of its own handshake is good for any
        /// number of uses, such a one for one; and other clients use nothing but the last that the
        /// control connection gave: who has got one there gets another for each that is used.
        ///
        /// @param unread whether the client may not have read the one that was given there
        public void ticketUsed(boolean unread) {
            if (!unread && renewed.get() == 0) return;
            int most = silent ? uses.addAndGet(MOST_USES) : uses.incrementAndGet();
            if (most == MOST_USES) LOG.log(System.Logger.Level.INFO, USED_UP);
            renew();
        }

        /// A handshake for a data connection broke off. Its client may have used a ticket; or it
        /// was anybody who reached the port, so this leads to nothing but another ticket.
        public void handshakeBroken() {
            renew();
        }

        /// To SunJSSE, a session that has lost a value is one that wants a new ticket.
        private void renew() {
            SSLSession ours = first;
            if (ours == null || silent || !isTls13(ours)) return;
            if (renewed.incrementAndGet() <= MOST_TICKETS) ours.removeValue("a ticket");
        }

        /// Whether the client has used up its tickets. Then those data connections are its own that
        /// come from its address, since it may not be able to resume its session any more.
        private boolean isUsedUp() {
            SSLSession ours = first;
            return ours != null && isTls13(ours) && uses.get() >= MOST_USES;
        }

        /// Nothing more is said over TLS on the control connection.
        void silence() {
            silent = true;
        }

        /// Whether that session was resumed from the control connection's.
        boolean resumed(SSLSession session) {
            SSLSession ours = first;
            return ours != null && session.getCreationTime() == ours.getCreationTime();
        }

        /// Whether that session is of the control connection's client: resumed from its session, or
        /// with the same certificate, whose key nobody else has.
        boolean ofClient(SSLSession session) {
            if (resumed(session) || isUsedUp()) return true;
            List<X509Certificate> ours = chain();
            List<X509Certificate> theirs = chainOf(session);
            return !ours.isEmpty()
                    && !theirs.isEmpty()
                    && ours.getFirst().equals(theirs.getFirst());
        }

        /// What the client of the control connection showed: its certificate, then those that are
        /// to vouch for it; empty where it showed none.
        List<X509Certificate> chain() {
            SSLSession ours = first;
            return ours == null ? List.of() : chainOf(ours);
        }

        /// The name for which the client came, as it told TLS (RFC 6066 §3).
        public Optional<String> host() {
            SSLSession ours = first;
            return ours == null ? Optional.empty() : requested(ours);
        }
    }

    /// Whether what is resumed is a ticket that is given when the handshake is over.
    static boolean isTls13(SSLSession session) {
        return session.getProtocol().equals("TLSv1.3");
    }

    /// Those of our suites that this JDK has and has not forbidden.
    private static String[] suites(SSLEngine engine) {
        String[] known = chosen;
        if (known == null) {
            List<String> supported = Arrays.asList(engine.getSupportedCipherSuites());
            known = SUITES.stream().filter(supported::contains).toArray(String[]::new);
            chosen = known;
        }
        return known;
    }

    private static volatile String @Nullable [] chosen;

    private static Optional<String> requested(@Nullable SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) return Optional.empty();
        for (SNIServerName name : extended.getRequestedServerNames()) {
            if (name.getType() == StandardConstants.SNI_HOST_NAME) {
                return Optional.of(new SNIHostName(name.getEncoded()).getAsciiName());
            }
        }
        return Optional.empty();
    }

    private static List<X509Certificate> chainOf(SSLSession session) {
        try {
            return Arrays.stream(session.getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException _) {
            return List.of();
        }
    }

    /// Lets each client finish its handshake that has the key of the certificate it shows, whoever
    /// vouches for that: what it is worth is asked when somebody logs in, where it can be said in a
    /// sentence.
    private static final class Anybody extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(
                X509Certificate[] chain, String type, @Nullable Socket socket) {}

        @Override
        public void checkClientTrusted(
                X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            throw new CertificateException("we are the server");
        }

        @Override
        public void checkServerTrusted(
                X509Certificate[] chain, String type, @Nullable Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(
                X509Certificate[] chain, String type, @Nullable SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        /// Named, they would keep clients from showing a certificate that none of them vouches for,
        /// and pinned ones are such.
        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /// Chooses among identities. What it chose stays good for its connections whatever becomes of
    /// the files.
    private static final class Keys extends X509ExtendedKeyManager {

        private final List<Identity> identities;
        private final Optional<String> host;

        Keys(List<Identity> identities, Optional<String> host) {
            this.identities = identities;
            this.host = host;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            Optional<String> asked = requested(engine.getHandshakeSession()).or(() -> host);
            List<Identity> fitting =
                    asked.map(name -> identities.stream().filter(it -> it.isFor(name)).toList())
                            .filter(found -> !found.isEmpty())
                            .orElse(List.of(identities.getFirst()));
            return fitting.stream()
                    .filter(it -> it.certificate().getPublicKey().getAlgorithm().equals(keyType))
                    .map(it -> String.valueOf(identities.indexOf(it)))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return identities.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return identities.get(Integer.parseInt(alias)).key();
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null; // for sockets, of which there are none
        }

        @Override
        public String @Nullable [] getServerAliases(
                String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public String @Nullable [] getClientAliases(
                String keyType, Principal @Nullable [] issuers) {
            return null;
        }
    }
}
