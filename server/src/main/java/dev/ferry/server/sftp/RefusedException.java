package dev.ferry.server.sftp;

import dev.ferry.wire.sftp.StatusCode;
import java.io.IOException;

/// A request that this server does not fulfil; the message is what its client is told.
final class RefusedException extends IOException {

    private final StatusCode code;

    RefusedException(StatusCode code, String words) {
        super(words);
        this.code = code;
    }

    /// What nobody can do here.
    static RefusedException unsupported(String words) {
        return new RefusedException(StatusCode.OP_UNSUPPORTED, words);
    }

    /// What cannot be done this way.
    static RefusedException failed(String words) {
        return new RefusedException(StatusCode.FAILURE, words);
    }

    StatusCode code() {
        return code;
    }

    String words() {
        return String.valueOf(getMessage());
    }
}
