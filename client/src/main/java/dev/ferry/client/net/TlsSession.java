package dev.ferry.client.net;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// TLS for one control connection and the data connections that belong to it: a context of its own,
/// because sessions that share one cannot resume (measured), and engines that all name the control
/// connection's host and port, under which the JDK keeps the session that the next one resumes.
///
/// The first handshake asks [Trust]; every later one must show the same certificate.
public final class TlsSession {

    private final String host;
    private final int port;
    private final Trust trust;
    private final boolean onlyTls12;
    private final SSLContext context;
    private volatile @Nullable X509Certificate shown;
    private volatile @Nullable Failure refusal;

    /// @param onlyTls12 for servers that do not resume under TLS 1.3
    public TlsSession(String host, int port, Trust trust, boolean onlyTls12) {
        this.host = host;
        this.port = port;
        this.trust = trust;
        this.onlyTls12 = onlyTls12;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Decider()}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The certificate that the server showed; empty before the first handshake.
    public Optional<X509Certificate> certificate() {
        return Optional.ofNullable(shown);
    }

    /// Why the last handshake found nobody to trust; empty where that was not the reason.
    Optional<Failure> refusal() {
        return Optional.ofNullable(refusal);
    }

    SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(
                onlyTls12 ? new String[] {"TLSv1.2"} : new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    private void decide(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        X509Certificate leaf = chain[0];
        X509Certificate before = shown;
        if (before != null) {
            if (before.equals(leaf)) return;
            refuse(
                    "the data connection shows another certificate ("
                            + Fingerprint.of(leaf)
                            + ") than the control connection ("
                            + Fingerprint.of(before)
                            + ")");
        }
        try {
            switch (trust) {
                case Trust.Roots roots -> {
                    Optional<String> why = doubts(roots, chain, authType, engine);
                    if (why.isPresent()) {
                        refuse(
                                why.get()
                                        + "; its fingerprint is "
                                        + Fingerprint.of(leaf)
                                        + " (to trust exactly this one: --trust "
                                        + Fingerprint.of(leaf)
                                        + ")");
                    }
                }
                case Trust.Pinned(var fingerprints) -> {
                    if (!fingerprints.contains(Fingerprint.of(leaf))) {
                        refuse(
                                "the certificate's fingerprint is "
                                        + Fingerprint.of(leaf)
                                        + ", which is not among "
                                        + fingerprints);
                    }
                }
                case Trust.Ask(Trust.Roots roots, KnownHosts known, Trust.Question question) -> {
                    if (!isKnown(known, leaf)) {
                        Optional<String> why = doubts(roots, chain, authType, engine);
                        if (why.isPresent()) ask(known, question, leaf, why.get());
                    }
                }
                case Trust.FirstUse(KnownHosts known) -> {
                    if (!isKnown(known, leaf)) known.remember(host, port, Fingerprint.of(leaf));
                }
            }
        } catch (IOException e) {
            refuse("the file of known hosts cannot be used: " + e.getMessage());
        }
        shown = leaf;
    }

    private void ask(KnownHosts known, Trust.Question question, X509Certificate leaf, String why)
            throws CertificateException, IOException {
        Fingerprint fingerprint = Fingerprint.of(leaf);
        String what = "certificate of " + leaf.getSubjectX500Principal().getName();
        if (!question.isTrusted(new Trust.Shown(host, port, what, fingerprint, why))) {
            refuse(
                    why
                            + "; its fingerprint is "
                            + fingerprint
                            + " (to trust exactly this one: --trust "
                            + fingerprint
                            + ")");
        }
        known.remember(host, port, fingerprint);
    }

    private boolean isKnown(KnownHosts known, X509Certificate leaf)
            throws CertificateException, IOException {
        Optional<Fingerprint> before = known.of(host, port);
        if (before.isEmpty()) return false;
        Fingerprint now = Fingerprint.of(leaf);
        if (!before.get().equals(now)) {
            refuse(
                    "the certificate has changed: it was "
                            + before.get()
                            + " and is now "
                            + now
                            + "; if that is right, remove the line of "
                            + host
                            + ":"
                            + port
                            + " from "
                            + known.where());
        }
        return true;
    }

    private void refuse(String why) throws CertificateException {
        refusal = new Failure.NotTrusted(host + ":" + port + ": " + why, null, null);
        throw new CertificateException(why);
    }

    /// Why the roots do not vouch for the chain; empty where they do.
    private static Optional<String> doubts(
            Trust.Roots roots, X509Certificate[] chain, String authType, SSLEngine engine) {
        try {
            manager(roots.roots()).checkServerTrusted(chain, authType, engine);
            return Optional.empty();
        } catch (CertificateException e) {
            Throwable deepest = e;
            while (deepest.getCause() != null) deepest = deepest.getCause();
            String why = String.valueOf(deepest.getMessage());
            boolean unknown = why.contains("valid certification path");
            boolean self =
                    chain.length == 1
                            && chain[0].getSubjectX500Principal()
                                    .equals(chain[0].getIssuerX500Principal());
            return Optional.of(
                    unknown
                            ? self
                                    ? "the certificate is self-signed"
                                    : "no known authority vouches for the certificate"
                            : "the certificate is not good: " + why);
        }
    }

    private static X509ExtendedTrustManager manager(List<X509Certificate> roots) {
        try {
            var factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(roots.isEmpty() ? null : store(roots));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) return extended;
            }
            throw new IllegalStateException("the JDK has no trust manager");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore store(List<X509Certificate> roots) throws GeneralSecurityException {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < roots.size(); i++) {
                store.setCertificateEntry("root" + i, roots.get(i));
            }
            return store;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Decider extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            decide(chain, authType, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType)
                throws CertificateException {
            throw new CertificateException("asked without an engine");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("asked without an engine");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("we are the client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType)
                throws CertificateException {
            throw new CertificateException("we are the client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("we are the client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
