package dev.ferry.app.shell.verb;

import dev.ferry.app.cli.Questions;
import dev.ferry.app.transfer.Remarks;
import dev.ferry.client.failure.Failure;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/// Where the shell is seen. Control characters in what is shown are made visible here, and nowhere
/// else. Safe for use by many threads.
public interface Screen extends Questions, Remarks {

    /// A line that was asked for.
    void line(String text);

    /// What a command did, which nobody needs to read.
    void done(String text);

    /// What could not be done.
    void complain(String text);

    /// Where the bytes of files go.
    OutputStream bytes();

    /// Columns.
    int width();

    /// How far things are; replaces what it said before.
    void status(String text);

    /// What was typed so far, oldest first.
    List<String> history();

    /// Until it is closed, Ctrl-C and Ctrl-Z are these.
    Held hold(Runnable interrupted, Runnable suspended);

    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    default void retry(int attempt, Failure why, Duration pause) {
        note(why.getMessage() + "; trying again in " + Math.max(1, pause.toMillis() / 1000) + " s");
    }
}
