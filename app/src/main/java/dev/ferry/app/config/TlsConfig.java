package dev.ferry.app.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Who the server is over TLS.
///
/// @param own empty for a certificate made by the server itself
/// @param others further ones, by the host names in them
/// @param check how often the files are looked at for changes
public record TlsConfig(Optional<KeyPairFiles> own, List<KeyPairFiles> others, Duration check) {

    public TlsConfig {
        others = List.copyOf(others);
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
                settings.value(Keys.TLS_RELOAD_INTERVAL));
    }
}
