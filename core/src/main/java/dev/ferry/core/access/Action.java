package dev.ferry.core.access;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// What an account may be allowed to do at a path. The words are those of `ferry user allow` and of
/// refusals.
public enum Action {
    /// See names, sizes and times.
    LIST,
    READ,
    /// Upload under a name that is not there, and go on with such an upload.
    CREATE,
    /// Upload over a file that is there.
    OVERWRITE,
    /// Make a file that is there longer.
    APPEND,
    /// Remove files.
    DELETE,
    RENAME,
    MAKE_FOLDER,
    REMOVE_FOLDER,
    /// Set times and modes.
    CHANGE,
    /// Make symbolic links.
    LINK;

    /// The word users write: `make-folder`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// A fresh set of every action.
    public static Set<Action> all() {
        return EnumSet.allOf(Action.class);
    }

    /// Look and fetch, change nothing.
    public static Set<Action> readOnly() {
        return EnumSet.of(LIST, READ);
    }

    /// A drop box: leave files and go on with one's own interrupted ones; see and read nothing.
    public static Set<Action> writeOnly() {
        return EnumSet.of(CREATE, MAKE_FOLDER);
    }
}
