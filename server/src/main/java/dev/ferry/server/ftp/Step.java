package dev.ferry.server.ftp;

import dev.ferry.wire.ftp.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a command leads to.
sealed interface Step {

    /// Where the session stands then.
    State next();

    record Answer(Reply reply, State next) implements Step {}

    /// An answer that a client has to wait for: wrong passwords are to cost time.
    record Refuse(Duration pause, Reply reply, State next) implements Step {}

    /// An answer in clear text, behind which TLS begins.
    ///
    /// @param host for which the client came, as far as it said
    record Secure(Reply reply, Optional<String> host, State next) implements Step {}

    /// An answer over TLS, behind which there is none any more.
    record Unsecure(Reply reply, State next) implements Step {}

    /// Work that goes on beside the conversation and gives its replies itself.
    record Start(Transfer transfer, State next) implements Step {}

    /// Ends the running transfer, if one is.
    record Abort(State next) implements Step {}

    /// Says how things stand: these lines, and how far the running transfer is.
    record Report(List<String> lines, State next) implements Step {}
}
