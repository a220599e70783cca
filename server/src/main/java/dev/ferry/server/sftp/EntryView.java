package dev.ferry.server.sftp;

import dev.ferry.files.Entry;
import dev.ferry.server.net.EntryLine;
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
        String line = EntryLine.of(entry, entry.name()).line(now);
        return new Response.Name(entry.name(), line, attributes(entry));
    }

    private static int type(Entry.Kind kind) {
        return switch (kind) {
            case Entry.Kind.File() -> Attributes.FILE;
            case Entry.Kind.Folder() -> Attributes.FOLDER;
            case Entry.Kind.Link _ -> Attributes.LINK;
            case Entry.Kind.Other() -> Attributes.OTHER;
        };
    }
}
