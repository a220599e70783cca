package dev.ferry.server.net;

import java.io.IOException;

/// A connection over TLS ended, and its client had not said that no more would come: what came may
/// be a part of what was sent.
public final class TruncatedException extends IOException {

    /// @param established whether the handshake was over
    TruncatedException(boolean established) {
        super(
                established
                        ? "the connection ended without TLS's word for it (close_notify)"
                        : "the client hung up during the TLS handshake");
    }
}
