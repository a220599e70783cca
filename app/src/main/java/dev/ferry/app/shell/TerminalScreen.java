package dev.ferry.app.shell;

import dev.ferry.app.cli.OneLine;
import dev.ferry.app.shell.line.Line;
import dev.ferry.app.shell.verb.Completion;
import dev.ferry.app.shell.verb.Screen;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.MaskingCallback;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Status;
import org.jspecify.annotations.Nullable;

/// A terminal: lines are edited, completed and remembered, and its last row says where the shell is
/// and how far things are. All that is written goes through the reader's own lock, so that jobs in
/// the background disturb nobody who types.
final class TerminalScreen implements Screen, AutoCloseable {

    private static final String PROMPT = "ftp> ";
    private static final String STATUS = "ferry-status";
    private static final int LONGEST_HISTORY = 2_000;
    private static final long TICK_MILLIS = 500;
    private static final long COMPLETION_SECONDS = 5;

    private final Terminal terminal;
    private final LineReader reader;
    private final boolean quiet;
    private final @Nullable Status status;
    private final Thread ticker;

    /// Held by whoever writes while nobody types; the reader's own lock is taken after it, if at
    /// all.
    private final ReentrantLock lock = new ReentrantLock();

    private volatile Supplier<String> where = () -> "";
    private volatile @Nullable Completion completion;
    private volatile @Nullable Thread typing;
    private volatile String current = "";
    private volatile String drawn = "";
    private boolean closed;

    /// @param history where lines are remembered
    TerminalScreen(Terminal terminal, Path history, boolean quiet) {
        this.terminal = terminal;
        this.quiet = quiet;
        reader =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .appName("ferry")
                        .parser(new ReaderParser())
                        .completer((_, parsed, candidates) -> complete(parsed, candidates))
                        .variable(LineReader.HISTORY_FILE, history)
                        .variable(LineReader.HISTORY_SIZE, LONGEST_HISTORY)
                        .variable(LineReader.HISTORY_FILE_SIZE, LONGEST_HISTORY)
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .option(LineReader.Option.HISTORY_IGNORE_DUPS, true)
                        .build();
        boolean dumb = terminal.getType().startsWith(Terminal.TYPE_DUMB);
        status = dumb ? null : Status.getStatus(terminal);
        reader.getWidgets().put(STATUS, this::draw);
        bindArrows(Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN)));
        ticker = Thread.ofPlatform().daemon().name("ferry-status").unstarted(this::tick);
    }

    /// A terminal says its arrows, Home and End in one of two ways, by the mode it is in. The
    /// reader knows the one that it asks for; what is typed before that, and where a terminal does
    /// not care, comes in the other.
    private static void bindArrows(KeyMap<Binding> keys) {
        for (char key : "ABCDHF".toCharArray()) {
            String application = "\u001bO" + key;
            String normal = "\u001b[" + key;
            Binding bound = keys.getBound(application);
            if (bound != null) keys.bindIfNotBound(bound, normal);
            bound = keys.getBound(normal);
            if (bound != null) keys.bindIfNotBound(bound, application);
        }
    }

    /// @param where said in the last row
    void begin(Supplier<String> where, Completion completion) {
        this.where = where;
        this.completion = completion;
        // The row of the status makes the screen scroll: before anything is said that would go with
        // it.
        drawAlone();
        ticker.start();
    }

    /// What was typed; empty at the end of input.
    Optional<String> read() {
        while (true) {
            drawAlone();
            try {
                typing = Thread.currentThread();
                return Optional.ofNullable(reader.readLine(PROMPT, null, REMEMBERED, null));
            } catch (UserInterruptException _) {
                // Ctrl-C drops the line
            } catch (EndOfFileException _) {
                return Optional.empty();
            } finally {
                typing = null;
            }
        }
    }

    /// Lines with a password in them are not remembered.
    private static final MaskingCallback REMEMBERED =
            new MaskingCallback() {
                @Override
                public String display(String line) {
                    return line;
                }

                @Override
                public @Nullable String history(String line) {
                    return hasSecret(line) ? null : line;
                }
            };

    static boolean hasSecret(String line) {
        return line.matches("(?s).*://[^/@\\s]*:[^/\\s]*@.*")
                || line.matches("(?s)(.*[;&])?\\s*user\\s+\\S+\\s+\\S.*")
                || line.matches("(?is)(.*[;&])?\\s*(quote|raw)\\s+SITE\\s+.*PASS.*");
    }

    private void complete(org.jline.reader.ParsedLine parsed, List<Candidate> candidates) {
        Completion from = completion;
        if (from == null || !(parsed instanceof ReaderParser.Cut cut)) return;
        for (Completion.Choice choice : choices(from, cut.spot())) {
            candidates.add(
                    new Candidate(
                            choice.text(),
                            OneLine.of(choice.shown()),
                            null,
                            null,
                            null,
                            null,
                            choice.whole()));
        }
    }

    /// Whoever waits for a server longer than that will rather type the name himself.
    private static List<Completion.Choice> choices(Completion from, Line.Spot spot) {
        var task = new FutureTask<>(() -> from.at(spot));
        Thread.ofVirtual().name("ferry-completion").start(task);
        try {
            return task.get(COMPLETION_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            // nothing is completed
        }
        task.cancel(true);
        return List.of();
    }

    // The last row

    private void tick() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(TICK_MILLIS);
            } catch (InterruptedException _) {
                return;
            }
            try {
                if (typing == null) drawAlone();
                else drawWhileTyping();
            } catch (IllegalStateException _) {
                return; // the terminal has gone
            }
        }
    }

    /// Within the reader's lock.
    private void drawWhileTyping() {
        try {
            reader.callWidget(STATUS);
        } catch (IllegalStateException _) {
            // the line was just accepted
        }
    }

    private void drawAlone() {
        lock.lock();
        try {
            draw();
        } finally {
            lock.unlock();
        }
    }

    private boolean draw() {
        Status row = status;
        if (row == null) return true;
        String now = where.get();
        String text = OneLine.of(current.isEmpty() ? now : now + " | " + current);
        if (text.equals(drawn)) return true;
        drawn = text;
        row.update(
                text.isEmpty()
                        ? List.of()
                        : List.of(new AttributedString(" " + text, AttributedStyle.INVERSE)));
        return true;
    }

    // Screen

    private void print(String text) {
        if (typing != null) {
            reader.printAbove(text);
            return;
        }
        lock.lock();
        try {
            reader.printAbove(text);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void line(String text) {
        print(OneLine.of(text));
    }

    @Override
    public void done(String text) {
        if (!quiet) line(text);
    }

    @Override
    public void complain(String text) {
        print("ferry: " + OneLine.of(text));
    }

    @Override
    public void note(String text) {
        if (!quiet) complain(text);
    }

    @Override
    public void debug(String text) {
        line(text);
    }

    @Override
    public OutputStream bytes() {
        return new VisibleBytes(this::print);
    }

    @Override
    public int width() {
        int width = terminal.getSize().getColumns();
        return width > 0 ? width : 80;
    }

    @Override
    public void status(String text) {
        current = text;
        if (typing == null) drawAlone();
    }

    @Override
    public List<String> history() {
        var lines = new ArrayList<String>();
        for (History.Entry entry : reader.getHistory()) lines.add(entry.line());
        return lines;
    }

    @Override
    public Held hold(Runnable interrupted, Runnable suspended) {
        var interrupt = terminal.handle(Terminal.Signal.INT, _ -> interrupted.run());
        var suspend = terminal.handle(Terminal.Signal.TSTP, _ -> suspended.run());
        return () -> {
            terminal.handle(Terminal.Signal.INT, interrupt);
            terminal.handle(Terminal.Signal.TSTP, suspend);
        };
    }

    /// Nobody can be asked while he types something else.
    @Override
    public Optional<String> answer(String question) {
        return asked(question, new Forgotten(false));
    }

    @Override
    public Optional<String> secret(String question) {
        return asked(question, new Forgotten(true));
    }

    private Optional<String> asked(String question, Forgotten masking) {
        if (typing != null) return Optional.empty();
        String[] lines = question.split("\\R", -1);
        for (int i = 0; i < lines.length - 1; i++) line(lines[i]);
        typing = Thread.currentThread();
        try {
            return Optional.ofNullable(
                    reader.readLine(OneLine.of(lines[lines.length - 1]), null, masking, null));
        } catch (UserInterruptException | EndOfFileException _) {
            return Optional.empty();
        } finally {
            typing = null;
        }
    }

    /// An answer is no command to come back to.
    ///
    /// @param hidden whether it is not shown
    private record Forgotten(boolean hidden) implements MaskingCallback {
        @Override
        public String display(String line) {
            return hidden ? "" : line;
        }

        @Override
        public @Nullable String history(String line) {
            return null;
        }
    }

    @Override
    public void close() {
        ticker.interrupt();
        lock.lock();
        try {
            if (closed) return;
            closed = true;
            if (status != null) status.update(List.of());
            reader.getHistory().save();
            terminal.close();
        } catch (java.io.IOException | IllegalStateException _) {
            // the terminal has gone, or the next shell remembers less
        } finally {
            lock.unlock();
        }
    }
}
