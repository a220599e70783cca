package dev.ferry.server.ftp;

import dev.ferry.wire.ftp.Command;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A moment before the answer to EPSV and PASV, for curl on the same machine (the quirk
/// "epsv-too-soon", docs/decisions/0010). Where that answer is there before curl has looked round,
/// curl (7.88) reads it and then waits a second for nothing, whatever server it talks to. It is
/// known by its first question after login, PWD. Clients elsewhere are never answered so soon. For
/// the session's thread.
final class Breath {

    private static final Duration LENGTH = Duration.ofNanos(200_000);

    private final boolean near;
    private boolean loggedIn;
    private boolean wanted;

    /// @param peer the client's address
    Breath(InetAddress peer) {
        near = peer.isLoopbackAddress();
    }

    /// Told of each command before it is answered.
    void before(Command command, State state) {
        if (!near) return;
        if (!(state instanceof State.LoggedIn)) {
            loggedIn = false;
        } else if (!loggedIn) {
            loggedIn = true;
            wanted = command instanceof Command.Pwd;
        }
        boolean opens = command instanceof Command.Epsv || command instanceof Command.Pasv;
        if (wanted && opens) LockSupport.parkNanos(LENGTH.toNanos());
    }
}
