package dev.ferry.app.shell;

import dev.ferry.app.cli.OneLine;
import dev.ferry.app.cli.Questions;
import dev.ferry.app.shell.verb.Screen;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/// Plain lines, for scripts.
final class ScriptScreen implements Screen {

    private static final int WIDTH = 80;

    private final PrintWriter out;
    private final PrintWriter err;
    private final OutputStream bytes;
    private final Questions questions;
    private final boolean quiet;

    /// @param bytes what `out` writes to
    ScriptScreen(
            PrintWriter out,
            PrintWriter err,
            OutputStream bytes,
            Questions questions,
            boolean quiet) {
        this.out = out;
        this.err = err;
        this.bytes = bytes;
        this.questions = questions;
        this.quiet = quiet;
    }

    @Override
    public synchronized void line(String text) {
        out.println(OneLine.of(text));
        out.flush();
    }

    @Override
    public void done(String text) {
        if (!quiet) line(text);
    }

    @Override
    public synchronized void complain(String text) {
        err.println("ferry: " + OneLine.of(text));
        err.flush();
    }

    @Override
    public void note(String text) {
        if (!quiet) complain(text);
    }

    @Override
    public synchronized void debug(String text) {
        err.println(OneLine.of(text));
        err.flush();
    }

    @Override
    public OutputStream bytes() {
        return bytes;
    }

    @Override
    public int width() {
        return WIDTH;
    }

    /// Who reads lines wants no progress.
    @Override
    public void status(String text) {}

    @Override
    public List<String> history() {
        return List.of();
    }

    /// Ctrl-C ends the program.
    @Override
    public Held hold(Runnable interrupted, Runnable suspended) {
        return () -> {};
    }

    @Override
    public Optional<String> answer(String question) {
        return questions.answer(question);
    }

    @Override
    public Optional<String> secret(String question) {
        return questions.secret(question);
    }
}
