package dev.ferry.server.ftp;

import java.io.IOException;

/// There is no data connection, and why: FTP answers 425.
final class NoDataConnectionException extends IOException {

    NoDataConnectionException(String why) {
        super(why);
    }
}
