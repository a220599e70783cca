package dev.ferry.app.shell.verb;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;

/// Remembers what was shown; answers what a test told it to.
public final class FakeScreen implements Screen {

    public final List<String> lines = new CopyOnWriteArrayList<>();
    public final List<String> done = new CopyOnWriteArrayList<>();
    public final List<String> complaints = new CopyOnWriteArrayList<>();
    public final List<String> notes = new CopyOnWriteArrayList<>();
    public final List<String> dialogue = new CopyOnWriteArrayList<>();
    public final List<String> asked = new CopyOnWriteArrayList<>();
    public final Deque<String> answers = new ConcurrentLinkedDeque<>();
    public final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Deque<Runnable> interrupts = new ArrayDeque<>();
    private final Deque<Runnable> suspensions = new ArrayDeque<>();

    @Override
    public void line(String text) {
        lines.add(text);
    }

    @Override
    public void done(String text) {
        done.add(text);
    }

    @Override
    public void complain(String text) {
        complaints.add(text);
    }

    @Override
    public void note(String text) {
        notes.add(text);
    }

    @Override
    public void debug(String text) {
        dialogue.add(text);
    }

    @Override
    public OutputStream bytes() {
        return bytes;
    }

    public String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public int width() {
        return 40;
    }

    @Override
    public void status(String text) {}

    @Override
    public List<String> history() {
        return List.of("ls", "cd d");
    }

    @Override
    public synchronized Held hold(Runnable interrupted, Runnable suspended) {
        interrupts.push(interrupted);
        suspensions.push(suspended);
        return () -> {
            synchronized (this) {
                interrupts.pop();
                suspensions.pop();
            }
        };
    }

    /// Ctrl-C.
    public synchronized void interrupt() {
        interrupts.element().run();
    }

    /// Ctrl-Z.
    public synchronized void suspend() {
        suspensions.element().run();
    }

    @Override
    public Optional<String> answer(String question) {
        asked.add(question);
        return Optional.ofNullable(answers.poll());
    }

    @Override
    public Optional<String> secret(String question) {
        return answer(question);
    }
}
