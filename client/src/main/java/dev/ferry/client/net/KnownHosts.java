package dev.ferry.client.net;

import java.io.IOException;
import java.util.Optional;

/// Whose certificate was accepted once.
public interface KnownHosts {

    /// Knows nobody and remembers nothing.
    KnownHosts NONE =
            new KnownHosts() {
                @Override
                public Optional<Fingerprint> of(String host, int port) {
                    return Optional.empty();
                }

                @Override
                public void remember(String host, int port, Fingerprint fingerprint) {}

                @Override
                public String where() {
                    return "nowhere";
                }
            };

    Optional<Fingerprint> of(String host, int port) throws IOException;

    void remember(String host, int port, Fingerprint fingerprint) throws IOException;

    /// What people look for who want to change that: the file.
    String where();
}
