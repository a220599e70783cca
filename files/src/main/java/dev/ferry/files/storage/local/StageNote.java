package dev.ferry.files.storage.local;

import dev.ferry.files.VirtualPath;
import java.util.List;
import java.util.Optional;

/// What is written beside a stage, so that it means the same after a crash.
sealed interface StageNote {

    String FIRST_LINE = "ferry stage 1";
    String LAST_LINE = "end";

    /// An upload of a new name: its owner may go on with it.
    record Resumable(String owner, VirtualPath target) implements StageNote {}

    /// An upload over a file: its owner may go on with it from a mark.
    record Marked(String owner, VirtualPath target) implements StageNote {}

    /// What is staged is being added to a whole file, which was `length` bytes long before.
    record Joining(VirtualPath target, Stat.Key file, long length) implements StageNote {}

    /// As text: a line each; paths hold no control characters.
    default String text() {
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
        return FIRST_LINE + "\n" + String.join("\n", lines) + "\n" + LAST_LINE + "\n";
    }

    /// The note that `text` is; empty for one that was not written to its end.
    static Optional<StageNote> of(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() != 5
                || !lines.getFirst().equals(FIRST_LINE)
                || !lines.getLast().equals(LAST_LINE)) {
            return Optional.empty();
        }
        VirtualPath target = VirtualPath.of(lines.get(3));
        return switch (lines.get(1)) {
            case "resumable" -> Optional.of(new Resumable(lines.get(2), target));
            case "marked" -> Optional.of(new Marked(lines.get(2), target));
            case "joining" -> {
                String[] numbers = lines.get(2).split(" ", -1);
                var file = new Stat.Key(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
                yield Optional.of(new Joining(target, file, Long.parseLong(numbers[2])));
            }
            default -> Optional.empty();
        };
    }
}
