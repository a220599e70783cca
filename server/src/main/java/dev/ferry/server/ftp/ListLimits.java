package dev.ferry.server.ftp;

/// How far a recursive listing goes.
///
/// @param depth folders below the one asked for
/// @param entries lines of entries in all
/// @param waiting folders found and not listed yet: what a recursion keeps in memory
record ListLimits(int depth, long entries, int waiting) {

    static final ListLimits DEFAULT = new ListLimits(32, 1_000_000, 100_000);
}
