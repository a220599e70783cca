package dev.ferry.files.storage;

/// How an upload is to be kept.
///
/// @param mode POSIX permission bits of a file that is new, as they shall be (no umask is applied);
///   a file that replaces another keeps that one's mode, owner and group as far as the process may
/// @param keepPartial whether a cut upload of a new name is kept for its owner to go on with
public record NewFile(int mode, boolean keepPartial) {}
