package dev.ferry.app.transfer;

import dev.ferry.app.cli.Complaint;
import dev.ferry.client.failure.Failure;
import dev.ferry.wire.ftp.Reply;
import java.util.Optional;

/// What went wrong, as `--json` tells it.
public final class ErrorEvent {

    private ErrorEvent() {}

    /// Of something that ended a command.
    public static String of(Exception why) {
        var reply = why instanceof Failure failure ? failure.reply() : Optional.<Reply>empty();
        return event(Json.event("error").without("path"), Complaint.of(why), reply).toString();
    }

    /// @param path of what could not be done, while the command goes on
    static Json of(String path, Failure why) {
        return event(Json.event("error").with("path", path), Complaint.of(why), why.reply());
    }

    private static Json event(Json begun, Complaint complaint, Optional<Reply> reply) {
        begun.with("code", complaint.exitCode());
        replied(begun, reply);
        return begun.with("message", complaint.line());
    }

    static void replied(Json event, Optional<Reply> reply) {
        if (reply.isEmpty()) {
            event.without("reply");
            return;
        }
        event.with(
                "reply",
                Json.object()
                        .with("code", reply.get().code())
                        .with("text", String.join("\n", reply.get().lines())));
    }
}
