package dev.ferry.client.remote;

/// What a site can do beyond the least.
public enum Ability {
    /// Read from the middle of a file.
    READ_AT,
    /// Go on writing where a file ends.
    APPEND,
    /// A file appears under its name when it is whole, and not before; an interrupted one is kept
    /// for whoever began it.
    WHOLE_FILES,
    /// Tell the checksum of a file.
    SUMS,
    /// Tell when a file was changed, to the second, in UTC.
    EXACT_TIMES
}
