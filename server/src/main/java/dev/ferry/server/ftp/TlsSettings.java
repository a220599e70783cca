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
public record TlsSettings(Policy policy, OptionalInt port, boolean resume, boolean clearing) {

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

    public TlsSettings {
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

    /// Whether there is any TLS.
    public boolean any() {
        return policy != Policy.OFF;
    }

    /// Whether that client must speak TLS.
    boolean requiredOf(InetAddress client) {
        return switch (policy) {
            case OFF, OFFERED -> false;
            case REQUIRED -> true;
            case REQUIRED_EXCEPT_LOCAL -> !Network.isLocal(client);
        };
    }
}
