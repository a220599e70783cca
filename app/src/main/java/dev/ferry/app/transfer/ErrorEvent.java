package dev.ferry.app.transfer;

import dev.ferry.app.cli.Complaint;
import dev.ferry.client.failure.Failure;
import java.util.Optional;

/// What went wrong, as `--json` tells it.
public final class ErrorEvent {

    private ErrorEvent() {}

    /// Of something that ended a command.
    public static String of(Exception why) {
        var answer =
                why instanceof Failure failure
                        ? failure.answer()
                        : Optional.<Failure.Answer>empty();
        return event(Json.event("error").without("path"), Complaint.of(why), answer).toString();
    }

    /// @param path of what could not be done, while the command goes on
    static Json of(String path, Failure why) {
        return event(Json.event("error").with("path", path), Complaint.of(why), why.answer());
    }

    private static Json event(Json begun, Complaint complaint, Optional<Failure.Answer> answer) {
        begun.with("code", complaint.exitCode());
        replied(begun, answer);
        return begun.with("message", complaint.line());
    }

    static void replied(Json event, Optional<Failure.Answer> answer) {
        if (answer.isEmpty()) {
            event.without("reply");
            return;
        }
        event.with(
                "reply",
                Json.object().with("code", answer.get().code()).with("text", answer.get().text()));
    }
}
