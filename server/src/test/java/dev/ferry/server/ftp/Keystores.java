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
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// The certificates in `tls/` below the tests' resources: `server` and `other`.
final class Keystores {

    private static final char[] PASSWORD = "secret".toCharArray();

    private Keystores() {}

    static Identity identity(String name) {
        try {
            KeyStore store = store(name);
            return new Identity(
                    (PrivateKey) store.getKey(name, PASSWORD),
                    List.of((X509Certificate) store.getCertificate(name)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A client that believes anybody.
    static SSLContext client() {
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
            context.init(new KeyManager[0], new TrustManager[] {anybody}, null);
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
