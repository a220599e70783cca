package dev.ferry.server.ftp;

import dev.ferry.server.net.Network;
import java.net.InetAddress;
import java.util.OptionalInt;

/// Where TLS is spoken.
///
/// @param policy who may do without
/// @param port where TLS begins at once (implicit FTPS): 1-65535, or 0 to let the system choose;
///   empty for nowhere
/// @param resume whether a data connection must resume the session of its control connection
/// @param clearing whether CCC is allowed
/// @param certificates whether clients show certificates
public record TlsSettings(
        Policy policy,
        OptionalInt port,
        boolean resume,
        boolean clearing,
        ClientCertificates certificates) {

    /// Who may do without TLS.
    public enum Policy {
        /// Everybody, and there is none.
        OFF,
        /// Everybody.
        OFFERED,
        /// Nobody.
        REQUIRED,
        /// Who is on this machine or on a private network.
        REQUIRED_EXCEPT_LOCAL
    }

    /// Whether clients show certificates.
    public enum ClientCertificates {
        /// They are not asked for any.
        OFF,
        /// Who has one may show it.
        ACCEPTED,
        /// Nobody logs in without.
        REQUIRED
    }

    /// Clients are not asked for certificates.
    public TlsSettings(Policy policy, OptionalInt port, boolean resume, boolean clearing) {
        this(policy, port, resume, clearing, ClientCertificates.OFF);
    }

    public TlsSettings {
        if (certificates != ClientCertificates.OFF && policy == Policy.OFF) {
            throw new IllegalArgumentException(
                    "tls.client-certificates: need TLS, and ftp.tls is off; set it to offered");
        }
        if (port.isPresent() && (port.getAsInt() < 0 || port.getAsInt() > 65_535)) {
            throw new IllegalArgumentException("ftp.ftps-port: " + port + " is not 0-65535");
        }
        if (port.isPresent() && policy == Policy.OFF) {
            throw new IllegalArgumentException(
                    "ftp.ftps-port: needs TLS, and ftp.tls is off; set it to offered");
        }
    }

    public static TlsSettings defaults() {
        return new TlsSettings(Policy.REQUIRED_EXCEPT_LOCAL, OptionalInt.empty(), true, false);
    }

    public TlsSettings with(ClientCertificates other) {
        return new TlsSettings(policy, port, resume, clearing, other);
    }

    /// Whether there is any TLS.
    public boolean any() {
        return policy != Policy.OFF;
    }

    /// Whether that client must speak TLS.
    public boolean requiredOf(InetAddress client) {
        return switch (policy) {
            case OFF, OFFERED -> false;
            case REQUIRED -> true;
            case REQUIRED_EXCEPT_LOCAL -> !Network.isLocal(client);
        };
    }
}
