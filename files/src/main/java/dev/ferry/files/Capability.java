package dev.ferry.files;

/// What a storage can do beyond reading, listing and writing whole files.
public enum Capability {
    /// [WriteMode.Append] and [WriteMode.Resume]: a whole file can be made longer.
    APPEND,
    /// Interrupted uploads are kept ([dev.ferry.files.storage.Partials]) and [WriteMode.Continue]
    /// goes on with them.
    PARTIALS,
    /// Modification times can be set.
    SET_MODIFIED,
    /// Mode bits can be set and are kept.
    SET_MODE,
    /// When a file was made can be set. No file system of Linux can, and none the JDK knows there.
    SET_CREATED,
    /// How much room is left is known.
    AVAILABLE,
    /// Symbolic links can be made.
    LINKS
}
