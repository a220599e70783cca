package dev.ferry.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A self-signed certificate for `localhost` and `127.0.0.1`, made by the JDK's keytool.
public record Certificates(SSLContext context, X509Certificate certificate) {

    private static final char[] PASSWORD = "password".toCharArray();

    public static Certificates fresh(Path folder, String name) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                                .toString(),
                                        "-genkeypair",
                                        "-keystore",
                                        file.toString(),
                                        "-storepass",
                                        new String(PASSWORD),
                                        "-keyalg",
                                        "EC",
                                        "-alias",
                                        "server",
                                        "-dname",
                                        "CN=" + name,
                                        "-ext",
                                        "SAN=dns:localhost,ip:127.0.0.1",
                                        "-validity",
                                        "30"))
                        .redirectErrorStream(true)
                        .start();
        String said =
                new String(
                        keytool.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) throw new IOException("keytool: " + said);
        return of(file);
    }

    private static Certificates of(Path file) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return new Certificates(context, (X509Certificate) store.getCertificate("server"));
    }
}
