package dev.ferry.app.config;

import dev.ferry.server.ftp.TlsSettings.ClientCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Who the server is over TLS, and whom it believes.
///
/// @param own empty for a certificate made by the server itself
/// @param others further ones, by the host names in them
/// @param clients whether they show certificates
/// @param authorities who vouches for those of clients
/// @param check how often the files are looked at for changes
public record TlsConfig(
        Optional<KeyPairFiles> own,
        List<KeyPairFiles> others,
        ClientCertificates clients,
        Optional<Path> authorities,
        Duration check) {

    public TlsConfig {
        others = List.copyOf(others);
        if (authorities.isPresent() && clients == ClientCertificates.OFF) {
            throw new IllegalArgumentException(
                    "tls.client-ca: of no use while tls.client-certificates is off; set that to"
                            + " accepted or required");
        }
        if (!check.isPositive()) {
            throw new IllegalArgumentException("tls.reload-interval: must be positive");
        }
    }

    static TlsConfig of(Settings settings) {
        Optional<Path> certificate = settings.value(Keys.TLS_CERTIFICATE);
        Optional<Path> key = settings.value(Keys.TLS_KEY);
        if (key.isPresent() && certificate.isEmpty()) {
            throw new IllegalArgumentException(
                    "tls.key: a key without tls.certificate; name the certificate's file too");
        }
        return new TlsConfig(
                certificate.map(file -> new KeyPairFiles(file, key.orElse(file))),
                settings.value(Keys.TLS_CERTIFICATES),
                settings.value(Keys.TLS_CLIENT_CERTIFICATES),
                settings.value(Keys.TLS_CLIENT_CA),
                settings.value(Keys.TLS_RELOAD_INTERVAL));
    }
}
