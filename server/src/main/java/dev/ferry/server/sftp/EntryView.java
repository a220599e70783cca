package dev.ferry.server.sftp;

import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.ListLine;
import dev.ferry.wire.sftp.Attributes;
import dev.ferry.wire.sftp.Response;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Entries as SFTP says them.
final class EntryView {

    private static final int PERMISSIONS = 07777;

    private EntryView() {}

    static Attributes attributes(Entry entry) {
        long modified = entry.modified().getEpochSecond();
        return new Attributes(
                OptionalLong.of(entry.size()),
                Optional.of(new Attributes.Owner((int) entry.owner(), (int) entry.group())),
                OptionalInt.of(type(entry.kind()) | (entry.mode() & PERMISSIONS)),
                Optional.of(new Attributes.Times(modified, modified)));
    }

    /// One of a folder's, with its line as `ls -l` shows it.
    static Response.Name name(Entry entry, Instant now) {
        var line =
                new ListLine(
                        kind(entry.kind()),
                        entry.mode(),
                        entry.links(),
                        Long.toString(entry.owner()),
                        Long.toString(entry.group()),
                        entry.size(),
                        entry.modified(),
                        entry.name(),
                        target(entry.kind()));
        return new Response.Name(entry.name(), line.line(now), attributes(entry));
    }

    private static int type(Entry.Kind kind) {
        return switch (kind) {
            case Entry.Kind.File() -> Attributes.FILE;
            case Entry.Kind.Folder() -> Attributes.FOLDER;
            case Entry.Kind.Link _ -> Attributes.LINK;
            case Entry.Kind.Other() -> Attributes.OTHER;
        };
    }

    private static ListLine.Kind kind(Entry.Kind kind) {
        return switch (kind) {
            case Entry.Kind.File() -> ListLine.Kind.FILE;
            case Entry.Kind.Folder() -> ListLine.Kind.FOLDER;
            case Entry.Kind.Link _ -> ListLine.Kind.LINK;
            case Entry.Kind.Other() -> ListLine.Kind.OTHER;
        };
    }

    private static Optional<String> target(Entry.Kind kind) {
        return kind instanceof Entry.Kind.Link(Optional<VirtualPath> target)
                ? target.map(VirtualPath::toString)
                : Optional.empty();
    }
}
