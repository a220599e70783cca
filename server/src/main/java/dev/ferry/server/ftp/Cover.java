package dev.ferry.server.ftp;

import dev.ferry.server.net.Tls;

/// How a data connection is protected (PROT, RFC 4217 §9).
sealed interface Cover {

    /// PROT C.
    record None() implements Cover {}

    /// PROT P.
    ///
    /// @param circle of its control connection
    /// @param resuming whether it must resume that one's session
    record Private(Tls.Circle circle, boolean resuming) implements Cover {}
}
