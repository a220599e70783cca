package dev.ferry.app.transfer;

import dev.ferry.client.failure.Failure;
import java.time.Duration;

/// Told what the user may want to know and did not ask for; by any thread.
public interface Remarks {

    void note(String text);

    /// A line of the dialogue with a server.
    void debug(String text);

    /// Something is tried again.
    void retry(int attempt, Failure why, Duration pause);
}
