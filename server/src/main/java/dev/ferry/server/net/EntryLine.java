package dev.ferry.server.net;

import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.ListLine;
import java.util.Optional;

/// Entries as lines of `ls -l`: LIST of FTP, and the long names of SFTP.
public final class EntryLine {

    private EntryLine() {}

    /// @param name as it is shown
    public static ListLine of(Entry entry, String name) {
        return new ListLine(
                kind(entry.kind()),
                entry.mode(),
                entry.links(),
                Long.toString(entry.owner()),
                Long.toString(entry.group()),
                entry.size(),
                entry.modified(),
                name,
                target(entry.kind()));
    }

    /// Where a link leads, if that may be told.
    public static Optional<String> target(Entry.Kind kind) {
        return kind instanceof Entry.Kind.Link(Optional<VirtualPath> target)
                ? target.map(VirtualPath::toString)
                : Optional.empty();
    }

    private static ListLine.Kind kind(Entry.Kind kind) {
        return switch (kind) {
            case Entry.Kind.File() -> ListLine.Kind.FILE;
            case Entry.Kind.Folder() -> ListLine.Kind.FOLDER;
            case Entry.Kind.Link _ -> ListLine.Kind.LINK;
            case Entry.Kind.Other() -> ListLine.Kind.OTHER;
        };
    }
}
