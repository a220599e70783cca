package dev.ferry.server.sftp;

/// How much clients may have of what costs the server something.
///
/// @param handles open at one time in one session, whichever of its channels they are of
/// @param early bytes of one file kept that came before their time
/// @param budget for those of all files of all sessions
record SftpBounds(int handles, int early, Budget budget) {

    /// OpenSSH has as many handles as descriptors; no client known opens more than a few dozen.
    static final int HANDLES = 100;

    /// As many bytes as a client of OpenSSH has on its way at one time: 64 requests of 32 KiB.
    static final int EARLY = 2 * 1024 * 1024;

    /// Bytes over all sessions.
    static final long EARLY_IN_ALL = 32L * 1024 * 1024;

    static SftpBounds usual() {
        return new SftpBounds(HANDLES, EARLY, new Budget(EARLY_IN_ALL));
    }
}
