package dev.ferry.files.storage.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ferry.files.VirtualPath;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/// What is written down of a stage, so that it means the same after a crash.
sealed interface StageNote {

    String FIRST_LINE = "ferry stage 2";
    String LAST_LINE = "end";

    /// An upload of a new name: its owner may go on with it.
    record Resumable(String owner, VirtualPath target) implements StageNote {}

    /// An upload over a file: its owner may go on with it from a mark.
    record Marked(String owner, VirtualPath target) implements StageNote {}

    /// What is staged is being added to a whole file, which was `length` bytes long before.
    record Joining(VirtualPath target, Stat.Key file, long length) implements StageNote {}

    /// A note, and the stage it is of.
    record Filed(String id, StageNote note) {}

    /// As text: a line each; paths hold no control characters. The last line tells whether all of
    /// it was written, also over a longer one.
    default String text(String id) {
        var lines =
                switch (this) {
                    case Resumable(String owner, VirtualPath target) ->
                            List.of("resumable", owner, target.toString());
                    case Marked(String owner, VirtualPath target) ->
                            List.of("marked", owner, target.toString());
                    case Joining(VirtualPath target, Stat.Key file, long length) ->
                            List.of(
                                    "joining",
                                    file.device() + " " + file.inode() + " " + length,
                                    target.toString());
                };
        String text = FIRST_LINE + "\n" + id + "\n" + String.join("\n", lines) + "\n";
        return text + LAST_LINE + " " + sum(text) + "\n";
    }

    private static String sum(String text) {
        var sum = new CRC32();
        sum.update(text.getBytes(UTF_8));
        return Long.toHexString(sum.getValue());
    }

    /// The note that `text` begins with; empty for one that was not written to its end.
    static Optional<Filed> of(String text) {
        List<String> lines = text.lines().limit(6).toList();
        if (lines.size() != 6 || !lines.getFirst().equals(FIRST_LINE)) return Optional.empty();
        String all = String.join("\n", lines.subList(0, 5)) + "\n";
        if (!lines.getLast().equals(LAST_LINE + " " + sum(all))) return Optional.empty();
        return note(lines.get(2), lines.get(3), VirtualPath.of(lines.get(4)))
                .map(note -> new Filed(lines.get(1), note));
    }

    private static Optional<StageNote> note(String kind, String fact, VirtualPath target) {
        return switch (kind) {
            case "resumable" -> Optional.of(new Resumable(fact, target));
            case "marked" -> Optional.of(new Marked(fact, target));
            case "joining" -> {
                String[] numbers = fact.split(" ", -1);
                var file = new Stat.Key(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
                yield Optional.of(new Joining(target, file, Long.parseLong(numbers[2])));
            }
            default -> Optional.empty();
        };
    }
}
