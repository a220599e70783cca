package dev.ferry.app.shell.verb;

import dev.ferry.app.transfer.Amounts;
import dev.ferry.client.TransferQueue.Job;
import dev.ferry.client.TransferQueue.Progress;
import dev.ferry.client.TransferResult;
import java.util.Optional;

/// Transfers in words.
final class Shown {

    private Shown() {}

    /// What a transfer came to, and what of it the other side confirmed.
    static String confirmation(String from, TransferResult result) {
        if (result.outcome() == TransferResult.Outcome.SKIPPED) {
            return result.target() + ": left as it is: " + String.join(", ", result.notes());
        }
        double seconds = Math.max(0.001, result.elapsed().toMillis() / 1000.0);
        var text = new StringBuilder(from).append(" -> ").append(result.target()).append(": ");
        text.append(Amounts.bytes(result.size()));
        if (result.resumedFrom() > 0) {
            text.append(", resumed from ").append(Amounts.bytes(result.resumedFrom()));
        }
        text.append(", ").append(Amounts.bytes((long) (result.bytes() / seconds))).append("/s");
        text.append("; the server confirms ");
        if (result.sum().isPresent()) {
            text.append(result.verified()).append(' ').append(result.sum().get().hex());
        } else if (result.verified().equals("size")) {
            text.append("the size, ").append(result.size()).append(" bytes");
        } else {
            text.append("nothing");
        }
        return text.toString();
    }

    /// `45% of a.zip, 3.4 MB/s, 1:20 left`.
    static String progress(Job job) {
        Progress progress = job.progress();
        var text = new StringBuilder();
        if (progress.of() > 1) {
            text.append(progress.files()).append(" of ").append(progress.of()).append(" files, ");
        }
        if (progress.current().size() == 1) {
            var one = progress.current().getFirst();
            long size = one.size().orElse(0);
            if (size > 0) text.append(one.bytes() * 100 / size).append("%, ");
        }
        text.append(Amounts.bytes(progress.bytes())).append(", ");
        text.append(Amounts.bytes(progress.rate())).append("/s");
        if (progress.of() == 1 && progress.current().size() == 1) {
            Optional.of(progress.current().getFirst())
                    .flatMap(dev.ferry.client.Transfer.Progress::left)
                    .ifPresent(
                            left -> text.append(", ").append(Amounts.clock(left)).append(" left"));
        }
        return text.append("  ").append(job.title()).toString();
    }

    static String state(Job job) {
        return switch (job.state()) {
            case WAITING -> "waiting";
            case RUNNING -> "running";
            case DONE -> "done";
            case FAILED -> "failed";
            case CANCELLED -> "cancelled";
        };
    }

    /// A line of `jobs`.
    static String line(Job job) {
        String how =
                switch (job.state()) {
                    case RUNNING -> progress(job);
                    case WAITING, DONE, CANCELLED -> job.title();
                    case FAILED ->
                            job.title()
                                    + ": "
                                    + job.failures().getFirst().getMessage()
                                    + (job.failures().size() > 1
                                            ? ", and " + (job.failures().size() - 1) + " more"
                                            : "");
                };
        return "[%d] %-9s  %s".formatted(job.number(), state(job), how);
    }
}
