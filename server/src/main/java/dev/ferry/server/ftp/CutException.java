package dev.ferry.server.ftp;

import java.io.IOException;

/// A transfer ended before it was whole, though nothing failed here: FTP answers 426.
final class CutException extends IOException {

    /// The client said so.
    static final String BY_ABOR = "aborted by the client";

    CutException(String why) {
        super(why);
    }
}
