package dev.ferry.server.ftp;

import java.io.IOException;

/// There is a data connection, and its TLS is not as it has to be: FTP answers 522.
final class DataTlsException extends IOException {

    DataTlsException(String why) {
        super(why);
    }
}
