package dev.ferry.server.sftp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How the SFTP listener behaves. Made once at start, checked here and nowhere else.
///
/// @param bind where to listen; empty for every address of the machine
/// @param port TCP port 1-65535, or 0 to let the system choose
/// @param idleTimeout silence after which a session is ended; what keeps a connection alive below
///   SFTP does not count
/// @param loginTimeout from connecting to being logged in
/// @param stallTimeout how long a client may take no answer
/// @param refusalPause what a wrong password costs its client
/// @param algorithms of SSH
public record SftpSettings(
        Optional<InetAddress> bind,
        int port,
        Duration idleTimeout,
        Duration loginTimeout,
        Duration stallTimeout,
        Duration refusalPause,
        Algorithms algorithms) {

    /// Each by the names SSH has for them, the best first. The first of the client's that is here
    /// is taken.
    ///
    /// @param signatures of host keys and of clients' keys
    public record Algorithms(
            List<String> keyExchanges,
            List<String> ciphers,
            List<String> macs,
            List<String> signatures) {

        public Algorithms {
            keyExchanges = required("sftp.key-exchanges", keyExchanges);
            ciphers = required("sftp.ciphers", ciphers);
            macs = required("sftp.macs", macs);
            signatures = required("sftp.signatures", signatures);
        }

        private static List<String> required(String key, List<String> names) {
            if (names.isEmpty()) throw new IllegalArgumentException(key + ": names none");
            return List.copyOf(names);
        }

        /// Nothing of SHA-1, no CBC, no group below 4096 bits, no key exchange without forward
        /// secrecy. ChaCha20-Poly1305 is left to be chosen: OpenSSH's client prefers it, and on a
        /// processor with AES it costs three times as much.
        public static Algorithms modern() {
            return new Algorithms(
                    List.of(
                            "mlkem768x25519-sha256",
                            "sntrup761x25519-sha512",
                            "sntrup761x25519-sha512@openssh.com",
                            "curve25519-sha256",
                            "curve25519-sha256@libssh.org",
                            "ecdh-sha2-nistp256",
                            "ecdh-sha2-nistp384",
                            "ecdh-sha2-nistp521",
                            "diffie-hellman-group16-sha512",
                            "diffie-hellman-group18-sha512"),
                    List.of(
                            "aes128-gcm@openssh.com",
                            "aes256-gcm@openssh.com",
                            "aes128-ctr",
                            "aes192-ctr",
                            "aes256-ctr"),
                    List.of(
                            "hmac-sha2-256-etm@openssh.com",
                            "hmac-sha2-512-etm@openssh.com",
                            "hmac-sha2-256",
                            "hmac-sha2-512"),
                    List.of(
                            "ssh-ed25519",
                            "ecdsa-sha2-nistp256",
                            "ecdsa-sha2-nistp384",
                            "ecdsa-sha2-nistp521",
                            "sk-ssh-ed25519@openssh.com",
                            "sk-ecdsa-sha2-nistp256@openssh.com",
                            "rsa-sha2-512",
                            "rsa-sha2-256"));
        }
    }

    public SftpSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("sftp.port: " + port + " is not 0-65535");
        }
        requirePositive("sftp.idle-timeout", idleTimeout);
        requirePositive("sftp.login-timeout", loginTimeout);
        requirePositive("sftp.stall-timeout", stallTimeout);
        if (refusalPause.isNegative()) {
            throw new IllegalArgumentException(
                    "ftp.refusal-pause: " + refusalPause + " is negative");
        }
    }

    public static SftpSettings defaults() {
        return new SftpSettings(
                Optional.empty(),
                2022,
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofMinutes(2),
                Duration.ofMillis(500),
                Algorithms.modern());
    }

    private static void requirePositive(String key, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(key + ": " + value + " is not positive");
        }
    }
}
