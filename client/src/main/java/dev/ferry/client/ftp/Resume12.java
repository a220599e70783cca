package dev.ferry.client.ftp;

import java.io.IOException;

/// The server refused a data connection that did not resume under TLS 1.3; another session with TLS
/// 1.2 will do better. Never leaves this package.
final class Resume12 extends IOException {
    Resume12(String address, IOException cause) {
        super(address + ": no data connection under TLS 1.3", cause);
    }
}
