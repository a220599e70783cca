package dev.ferry.files;

import java.time.Instant;
import java.util.Optional;

/// One line of a listing.
///
/// @param name within its folder; of a path looked up by a link, the name asked for
/// @param size bytes; of a folder whatever the storage says, never negative
/// @param created where the storage knows it
/// @param mode the twelve permission bits of POSIX (`07777`)
/// @param owner numeric user id, as MLSx's `UNIX.owner` says it
/// @param group numeric group id
/// @param links hard links, as `ls -l` counts them; 1 where the storage knows none
/// @param unique says which file this is: equal for equal files, without space or `;` (RFC 3659
///   §7.5.2)
/// @param partial whether this is an interrupted upload, shown to the account that began it
public record Entry(
        String name,
        Kind kind,
        long size,
        Instant modified,
        Optional<Instant> created,
        int mode,
        long owner,
        long group,
        int links,
        String unique,
        boolean partial) {

    /// What an entry is.
    public sealed interface Kind {
        record File() implements Kind {}

        record Folder() implements Kind {}

        /// A symbolic link as a listing shows it.
        ///
        /// @param target where it leads, if that is inside the root; empty for any other link
        record Link(Optional<VirtualPath> target) implements Kind {}

        /// A device, pipe or socket: named, never opened.
        record Other() implements Kind {}
    }

    public Entry {
        if (size < 0) throw new IllegalArgumentException("size " + size);
    }

    public boolean isFile() {
        return kind instanceof Kind.File;
    }

    public boolean isFolder() {
        return kind instanceof Kind.Folder;
    }

    /// This entry under another name.
    public Entry named(String other) {
        return new Entry(
                other, kind, size, modified, created, mode, owner, group, links, unique, partial);
    }

    /// This entry as an interrupted upload.
    public Entry asPartial() {
        return new Entry(
                name, kind, size, modified, created, mode, owner, group, links, unique, true);
    }
}
