package dev.ferry.app.transfer;

import dev.ferry.app.cli.OneLine;
import dev.ferry.client.Transfer;
import dev.ferry.client.TransferResult;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Item;
import dev.ferry.client.remote.Space;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Tells what happens: lines for people, a bar on a terminal, or JSON. Safe for use by many
/// threads.
final class Reporter implements Remarks {

    private static final long BETWEEN_NANOS = 200_000_000;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final boolean quiet;
    private final boolean bars;
    private final List<Failure> failures = new ArrayList<>();
    private int attempted;
    private long shownAt;
    private int width;

    Reporter(PrintWriter out, PrintWriter err, boolean json, boolean quiet) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.quiet = quiet;
        bars =
                !json
                        && !quiet
                        && Optional.ofNullable(System.console())
                                .map(Console::isTerminal)
                                .orElse(false);
    }

    /// A line that was asked for.
    synchronized void line(String text) {
        clear();
        out.println(OneLine.of(text));
    }

    /// What the user may want to know, and did not ask for.
    @Override
    public synchronized void note(String text) {
        if (quiet || json) return;
        clear();
        err.println("ferry: " + OneLine.of(text));
        err.flush();
    }

    @Override
    public synchronized void debug(String text) {
        clear();
        err.println(OneLine.of(text));
        err.flush();
    }

    synchronized void entry(String shown, String path, Item item) {
        if (!json) {
            line(shown);
            return;
        }
        Json event = Json.event("entry").with("path", path);
        event.with(
                "type",
                switch (item.kind()) {
                    case FILE -> "file";
                    case FOLDER, SELF, PARENT -> "folder";
                    case LINK -> "link";
                    case OTHER -> "other";
                });
        if (item.size().isPresent()) event.with("size", item.size().getAsLong());
        else event.without("size");
        if (item.modified().isPresent()) {
            event.with("modified", item.modified().get().time().toString());
        } else {
            event.without("modified");
        }
        item.facts().target().ifPresent(target -> event.with("target", target));
        out.println(event);
    }

    /// A result of a command that moves no file: what it did, and to what.
    synchronized void done(String action, String path, String shown) {
        if (json) out.println(Json.event("result").with("action", action).with("path", path));
        else if (!quiet) line(shown);
    }

    /// A step of a plan that was done, or would be.
    synchronized void planned(String action, String path, String why, boolean dry) {
        if (json) {
            out.println(
                    Json.event("result")
                            .with("action", action)
                            .with("path", path)
                            .with("why", why)
                            .with("dry_run", dry));
        } else if (dry || !quiet) {
            line(action + " " + path + " (" + why + ")");
        }
    }

    /// What a plan came to.
    synchronized void summary(long copied, long deleted, long left) {
        if (json) {
            out.println(
                    Json.event("result")
                            .with("action", "plan")
                            .with("copied", copied)
                            .with("deleted", deleted)
                            .with("left", left));
        } else if (!quiet) {
            line(copied + " to copy, " + deleted + " to delete, " + left + " left as they are");
        }
    }

    /// A result with a value that was asked for.
    synchronized void value(String action, String path, String name, String value, String shown) {
        if (json) {
            out.println(
                    Json.event("result")
                            .with("action", action)
                            .with("path", path)
                            .with(name, value));
        } else {
            line(shown);
        }
    }

    synchronized void value(String action, String path, String name, long value, String shown) {
        if (json) {
            out.println(
                    Json.event("result")
                            .with("action", action)
                            .with("path", path)
                            .with(name, value));
        } else {
            line(shown);
        }
    }

    synchronized void space(String path, Space space, String shown) {
        if (json) {
            Json event =
                    Json.event("result")
                            .with("action", "df")
                            .with("path", path)
                            .with("free", space.free());
            space.total().ifPresent(total -> event.with("total", total));
            out.println(event);
        } else {
            line(shown);
        }
    }

    Transfer.Listener progress(String path) {
        return transfer -> progressed(path, transfer);
    }

    private synchronized void progressed(String path, Transfer transfer) {
        if (!json && !bars) return;
        long now = System.nanoTime();
        if (shownAt != 0 && now - shownAt < BETWEEN_NANOS) return;
        shownAt = now;
        Transfer.Progress progress = transfer.progress();
        if (json) {
            Json event = Json.event("progress").with("path", path).with("bytes", progress.bytes());
            if (progress.size().isPresent()) event.with("size", progress.size().getAsLong());
            else event.without("size");
            event.with("rate", progress.rate());
            if (progress.left().isPresent()) event.with("eta", progress.left().get().toSeconds());
            else event.without("eta");
            out.println(event);
            out.flush();
            return;
        }
        bar(path, progress);
    }

    private void bar(String path, Transfer.Progress progress) {
        var line = new StringBuilder();
        if (progress.size().isPresent() && progress.size().getAsLong() > 0) {
            long size = progress.size().getAsLong();
            int tenths = (int) (progress.bytes() * 20 / size);
            line.append("%3d%% [".formatted(progress.bytes() * 100 / size))
                    .append("#".repeat(Math.clamp(tenths, 0, 20)))
                    .append(" ".repeat(20 - Math.clamp(tenths, 0, 20)))
                    .append("] ");
        }
        line.append(Amounts.bytes(progress.bytes()))
                .append("  ")
                .append(Amounts.bytes(progress.rate()))
                .append("/s");
        progress.left().ifPresent(left -> line.append("  ").append(Amounts.clock(left)));
        line.append("  ").append(OneLine.of(path));
        if (line.length() > 100) line.setLength(100);
        int before = width;
        width = line.length();
        line.append(" ".repeat(Math.max(0, before - width)));
        err.print("\r" + line);
        err.flush();
    }

    private void clear() {
        if (width == 0) return;
        err.print("\r" + " ".repeat(width) + "\r");
        err.flush();
        width = 0;
    }

    /// Something is tried again.
    @Override
    public synchronized void retry(int attempt, Failure why, Duration pause) {
        if (json) {
            Json event =
                    Json.event("retry")
                            .with("attempt", attempt)
                            .with("pause", pause.toMillis() / 1000.0)
                            .with("code", why.exitCode());
            ErrorEvent.replied(event, why.answer());
            out.println(event.with("message", String.valueOf(why.getMessage())));
            out.flush();
            return;
        }
        if (!quiet) {
            note(
                    why.getMessage()
                            + "; trying again in "
                            + Math.max(1, pause.toMillis() / 1000)
                            + " s");
        }
    }

    /// Something is about to be done that counts as one of several.
    synchronized void attempted() {
        attempted++;
    }

    synchronized void transferred(String action, String path, TransferResult result) {
        if (json) {
            Json event =
                    Json.event("result")
                            .with("action", action)
                            .with("path", path)
                            .with("target", result.target())
                            .with("outcome", result.outcome().name().toLowerCase(Locale.ROOT))
                            .with("bytes", result.bytes())
                            .with("size", result.size())
                            .with("resumed_from", result.resumedFrom())
                            .with("verified", result.verified());
            result.sum().ifPresent(sum -> event.with("hash", sum.hex()));
            event.with("attempts", result.attempts())
                    .with("elapsed", result.elapsed().toMillis() / 1000.0)
                    .with("notes", result.notes());
            out.println(event);
            out.flush();
            return;
        }
        if (quiet) return;
        if (result.outcome() == TransferResult.Outcome.SKIPPED) {
            line(result.target() + ": left as it is: " + String.join(", ", result.notes()));
            return;
        }
        result.notes().forEach(note -> note(path + ": " + note));
        double seconds = Math.max(0.001, result.elapsed().toMillis() / 1000.0);
        var text = new StringBuilder();
        text.append(path).append(" -> ").append(result.target()).append(": ");
        text.append(Amounts.bytes(result.size()));
        if (result.resumedFrom() > 0) {
            text.append(", resumed from ").append(Amounts.bytes(result.resumedFrom()));
        }
        text.append(", ").append(Amounts.bytes((long) (result.bytes() / seconds))).append("/s");
        text.append(", verified: ").append(result.verified());
        line(text.toString());
    }

    /// Something failed; the others go on.
    synchronized void failed(String path, Failure why) {
        failures.add(why);
        if (json) {
            out.println(ErrorEvent.of(path, why));
            out.flush();
            return;
        }
        clear();
        err.println("ferry: " + OneLine.of(String.valueOf(why.getMessage())));
        err.flush();
    }

    /// What the command ends with: 0, the code of the only failure, or 9 where others did not fail.
    synchronized int exitCode() {
        clear();
        out.flush();
        if (failures.isEmpty()) return 0;
        int first = failures.getFirst().exitCode();
        boolean all = failures.size() >= attempted;
        boolean alike = failures.stream().allMatch(failure -> failure.exitCode() == first);
        return all && alike ? first : 9;
    }
}
