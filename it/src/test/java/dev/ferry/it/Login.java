package dev.ferry.it;

import java.io.IOException;

/// Who somebody is to a server.
record Login(String user, String password) {

    /// A session of theirs, for bytes as they are.
    RawFtp at(FerryProcess ferry) throws IOException {
        return RawFtp.to(ferry.address(), user, password);
    }
}
