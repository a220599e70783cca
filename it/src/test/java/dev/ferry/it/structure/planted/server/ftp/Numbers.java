package dev.ferry.it.structure.planted.server.ftp;

import dev.ferry.it.structure.planted.wire.ftp.Reply;

/// Makes a reply of a number.
public final class Numbers {
    public Reply welcome() {
        return new Reply(230, "Welcome");
    }
}
