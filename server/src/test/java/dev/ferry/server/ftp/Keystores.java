package dev.ferry.server.ftp;

import static java.util.Objects.requireNonNull;

import dev.ferry.server.net.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// The certificates in `tls/` below the tests' resources: `server`, `other`, `client`, `stranger`.
final class Keystores {

    private static final char[] PASSWORD = "secret".toCharArray();

    private Keystores() {}

    static Identity identity(String name) {
        try {
            KeyStore store = store(name);
            return new Identity(
                    (PrivateKey) store.getKey(name, PASSWORD), List.of(certificate(name)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static X509Certificate certificate(String name) {
        try {
            return (X509Certificate) store(name).getCertificate(name);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A client that believes anybody.
    static SSLContext client() {
        return context(new KeyManager[0]);
    }

    /// One that shows a certificate.
    static SSLContext client(String name) {
        try {
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store(name), PASSWORD);
            return context(factory.getKeyManagers());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(KeyManager[] keys) {
        var anybody =
                new X509TrustManager() {
                    @Override
                    public void checkClientTrusted(X509Certificate[] chain, String type) {}

                    @Override
                    public void checkServerTrusted(X509Certificate[] chain, String type) {}

                    @Override
                    public X509Certificate[] getAcceptedIssuers() {
                        return new X509Certificate[0];
                    }
                };
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {anybody}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore store(String name) throws GeneralSecurityException {
        try (var file = Keystores.class.getResourceAsStream("/tls/" + name + ".p12")) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(requireNonNull(file), PASSWORD);
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
