package dev.ferry.server.ftp;

import dev.ferry.core.access.Action;
import dev.ferry.core.work.Workspace;
import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import dev.ferry.server.net.EntryLine;
import dev.ferry.wire.ftp.Facts;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What listings say of the entries of one folder, to one account. For one thread and one listing:
/// rules are looked up once where they are the same for all.
final class EntryText {

    private enum Sort {
        FILE,
        PARTIAL,
        FOLDER,
        NEITHER
    }

    private final Workspace files;
    private final VirtualPath folder;
    private final boolean sameThroughout;
    private final Map<Sort, String> known = new EnumMap<>(Sort.class);

    EntryText(Workspace files, VirtualPath folder) {
        this.files = files;
        this.folder = folder;
        this.sameThroughout = files.sameThroughout(folder);
    }

    /// A line of LIST.
    ///
    /// @param mark stands behind the name
    static void appendLine(StringBuilder out, Entry entry, String mark, Instant now) {
        EntryLine.of(entry, mark.isEmpty() ? entry.name() : entry.name() + mark).appendTo(out, now);
    }

    /// A line of MLSD.
    void appendFacts(StringBuilder out, Entry entry, Facts.Selection selection) {
        String perm = selection.facts().contains(Facts.Fact.PERM) ? permOfChild(entry) : "";
        facts(entry, type(entry.kind()), perm).appendTo(out, selection, entry.name());
    }

    /// The line of MLSD that stands for the folder itself.
    void appendOwnFacts(StringBuilder out, Entry self, Facts.Selection selection) {
        facts(self, new Facts.Type.Listed(), perm(self, folder)).appendTo(out, selection, ".");
    }

    /// What MLST says of what is at `path`.
    static Facts factsOf(Workspace files, Entry entry, VirtualPath path) {
        return facts(
                entry, type(entry.kind()), new EntryText(files, path.parent()).perm(entry, path));
    }

    /// What `ls -F` puts behind a name.
    static String mark(Entry entry) {
        return switch (entry.kind()) {
            case Entry.Kind.File() -> (entry.mode() & 0111) != 0 ? "*" : "";
            case Entry.Kind.Folder() -> "/";
            case Entry.Kind.Link _ -> "@";
            case Entry.Kind.Other() -> "";
        };
    }

    private static Facts facts(Entry entry, Facts.Type type, String perm) {
        return new Facts(
                type,
                entry.size(),
                entry.modified(),
                entry.created(),
                entry.unique(),
                perm,
                entry.mode(),
                entry.owner(),
                entry.group());
    }

    private String permOfChild(Entry entry) {
        Sort sort = sort(entry);
        @Nullable String before = sameThroughout ? known.get(sort) : null;
        if (before != null) return before;
        String perm = perm(entry, folder.child(entry.name()));
        known.put(sort, perm);
        return perm;
    }

    /// What may be done, as letters (RFC 3659 §7.5.5).
    private String perm(Entry entry, VirtualPath path) {
        var letters = new StringBuilder(8);
        switch (sort(entry)) {
            case FILE -> {
                letter(letters, 'a', Action.APPEND, path);
                letter(letters, 'd', Action.DELETE, path);
                letter(letters, 'f', Action.RENAME, path);
                letter(letters, 'r', Action.READ, path);
                letter(letters, 'w', Action.OVERWRITE, path);
            }
            case PARTIAL -> { // the account's own: to go on with, to begin anew, or to drop
                letter(letters, 'a', Action.CREATE, path);
                letter(letters, 'd', Action.CREATE, path);
                letter(letters, 'f', Action.RENAME, path);
                letter(letters, 'w', Action.CREATE, path);
            }
            case FOLDER -> {
                letter(letters, 'c', Action.CREATE, path);
                letter(letters, 'd', Action.REMOVE_FOLDER, path);
                letters.append('e');
                letter(letters, 'f', Action.RENAME, path);
                letter(letters, 'l', Action.LIST, path);
                letter(letters, 'm', Action.MAKE_FOLDER, path);
                letter(letters, 'p', Action.DELETE, path);
            }
            case NEITHER -> {
                letter(letters, 'd', Action.DELETE, path);
                letter(letters, 'f', Action.RENAME, path);
            }
        }
        return letters.toString();
    }

    private void letter(StringBuilder letters, char letter, Action action, VirtualPath path) {
        if (files.allows(action, path)) letters.append(letter);
    }

    private static Sort sort(Entry entry) {
        return switch (entry.kind()) {
            case Entry.Kind.File() -> entry.partial() ? Sort.PARTIAL : Sort.FILE;
            case Entry.Kind.Folder() -> Sort.FOLDER;
            case Entry.Kind.Link _, Entry.Kind.Other() -> Sort.NEITHER;
        };
    }

    private static Facts.Type type(Entry.Kind kind) {
        return switch (kind) {
            case Entry.Kind.File() -> new Facts.Type.File();
            case Entry.Kind.Folder() -> new Facts.Type.Folder();
            case Entry.Kind.Link _ -> new Facts.Type.Link(EntryLine.target(kind));
            case Entry.Kind.Other() -> new Facts.Type.Other();
        };
    }
}
