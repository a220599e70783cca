package dev.ferry.files.storage.local;

import dev.ferry.files.Entry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The rest of a long listing, read on a thread of its own: the kernel's half of the work goes on
/// while the lines before are written and sent. Keeps some hundred entries at most.
///
/// For one reader. [#close] returns when the thread has ended, so what it reads from may be closed
/// then.
final class ReadAhead implements AutoCloseable {

    /// Where entries come from; null after the last.
    @FunctionalInterface
    interface Source {
        @Nullable Entry next() throws IOException;
    }

    private static final int BATCH = 64;
    private static final int BATCHES = 6;
    private static final long LOOK_SECONDS = 1;

    /// What the thread hands over at a time.
    private record Batch(List<Entry> entries, End end) {}

    /// What comes after a batch.
    private sealed interface End {
        record More() implements End {}

        record Last() implements End {}

        record Trouble(IOException cause) implements End {}

        record Fault(Throwable cause) implements End {}
    }

    private final Source source;
    private final ArrayBlockingQueue<Batch> ready = new ArrayBlockingQueue<>(BATCHES);
    private final Thread thread;
    private Batch batch = new Batch(List.of(), new End.More());
    private int at;

    private ReadAhead(Source source) {
        this.source = source;
        this.thread = Thread.ofPlatform().daemon().name("listing-ahead").unstarted(this::read);
    }

    /// @throws OutOfMemoryError where there is no thread; then nothing has been read
    static ReadAhead of(Source source) {
        var ahead = new ReadAhead(source);
        ahead.thread.start();
        return ahead;
    }

    @Nullable Entry next() throws IOException {
        while (at >= batch.entries.size()) {
            switch (batch.end) {
                case End.More() -> {
                    batch = take();
                    at = 0;
                }
                case End.Last() -> {
                    return null;
                }
                case End.Trouble(IOException cause) -> throw cause;
                case End.Fault(Throwable cause) ->
                        throw new IllegalStateException("reading ahead failed", cause);
            }
        }
        return batch.entries.get(at++);
    }

    private Batch take() throws IOException {
        try {
            while (true) {
                boolean over = !thread.isAlive(); // looked up before what it left
                Batch next = ready.poll(LOOK_SECONDS, TimeUnit.SECONDS);
                if (next != null) return next;
                if (over) throw new IllegalStateException("reading ahead ended early");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the listing was interrupted");
        }
    }

    private void read() {
        try {
            while (true) {
                Batch filled = fill();
                ready.put(filled);
                if (!(filled.end instanceof End.More)) return;
            }
        } catch (InterruptedException _) {
            // closed before the end
        }
    }

    private Batch fill() {
        var entries = new ArrayList<Entry>(BATCH);
        try {
            while (entries.size() < BATCH && !Thread.currentThread().isInterrupted()) {
                Entry entry = source.next();
                if (entry == null) return new Batch(entries, new End.Last());
                entries.add(entry);
            }
            return new Batch(entries, new End.More());
        } catch (IOException e) {
            return new Batch(entries, new End.Trouble(e));
        } catch (RuntimeException | Error e) { // the reader's to tell
            return new Batch(entries, new End.Fault(e));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
