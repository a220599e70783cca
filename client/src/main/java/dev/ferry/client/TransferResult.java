package dev.ferry.client;

import dev.ferry.client.remote.Sum;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a transfer came to.
///
/// @param target where the copy is, which is elsewhere than asked where the rule was to rename
/// @param bytes moved over the network by this transfer
/// @param size of the file
/// @param resumedFrom bytes that an earlier attempt had left and that were used; 0 for none
/// @param sum of the content, where both sides agree on it
/// @param verified by what: `sha-256` or another function, `size`, or `none`
/// @param attempts 1 where nothing went wrong
/// @param notes what the user should know, such as why it began again from zero
public record TransferResult(
        Outcome outcome,
        String target,
        long bytes,
        long size,
        long resumedFrom,
        Optional<Sum> sum,
        String verified,
        int attempts,
        Duration elapsed,
        List<String> notes) {

    public enum Outcome {
        DONE,
        /// The rule for conflicts left it as it was.
        SKIPPED
    }

    public TransferResult {
        notes = List.copyOf(notes);
    }
}
