package dev.ferry.server.sftp;

import dev.ferry.core.work.FactChanges;
import dev.ferry.wire.sftp.Attributes;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/// Attributes as facts that can be set.
final class Facts {

    private static final int PERMISSIONS = 07777;

    private Facts() {}

    /// What of `wanted` can be: its size is not of these, when it was last read is not kept, and
    /// whom a file belongs to is not for clients to say.
    static FactChanges changes(Attributes wanted) throws RefusedException {
        if (wanted.owner().isPresent()) {
            throw RefusedException.unsupported(
                    "Files here belong to the server; owner and group cannot be set");
        }
        Optional<Instant> modified = wanted.times().map(it -> Instant.ofEpochSecond(it.modified()));
        OptionalInt mode =
                wanted.mode().isPresent()
                        ? OptionalInt.of(wanted.mode().getAsInt() & PERMISSIONS)
                        : OptionalInt.empty();
        return new FactChanges(modified, Optional.empty(), mode);
    }
}
