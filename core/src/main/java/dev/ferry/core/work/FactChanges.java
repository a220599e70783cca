package dev.ferry.core.work;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What is to be set of a file or folder, all of it or nothing.
///
/// @param mode the twelve permission bits of POSIX
public record FactChanges(Optional<Instant> modified, Optional<Instant> created, OptionalInt mode) {

    public static FactChanges modified(Instant time) {
        return new FactChanges(Optional.of(time), Optional.empty(), OptionalInt.empty());
    }

    public static FactChanges created(Instant time) {
        return new FactChanges(Optional.empty(), Optional.of(time), OptionalInt.empty());
    }

    public static FactChanges mode(int mode) {
        return new FactChanges(Optional.empty(), Optional.empty(), OptionalInt.of(mode));
    }

    public boolean isEmpty() {
        return modified.isEmpty() && created.isEmpty() && mode.isEmpty();
    }

    /// These, and of `before` what these leave alone.
    public FactChanges over(FactChanges before) {
        return new FactChanges(
                modified.or(before::modified),
                created.or(before::created),
                mode.isPresent() ? mode : before.mode);
    }

    /// For the log: `modified 2020-01-01T00:00:00Z, mode 0644`.
    String words() {
        List<String> words = new ArrayList<>();
        modified.ifPresent(time -> words.add("modified " + time));
        created.ifPresent(time -> words.add("created " + time));
        mode.ifPresent(bits -> words.add("mode %04o".formatted(bits)));
        return String.join(", ", words);
    }
}
