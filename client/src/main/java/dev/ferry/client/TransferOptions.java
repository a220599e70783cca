package dev.ferry.client;

/// How a file is to be moved.
///
/// @param resume whether to go on with what an earlier attempt left
/// @param atomic whether an upload gets its name when it is whole and not before, where the server
///   does not see to that itself
/// @param preserve whether the copy gets the time of the original
/// @param segments of a download, each over a session of its own
public record TransferOptions(
        boolean resume,
        boolean atomic,
        Conflict conflict,
        boolean preserve,
        Verify verify,
        int segments) {

    /// What to do where the target is there already.
    public enum Conflict {
        OVERWRITE,
        /// Leave it.
        SKIP,
        /// Replace it where the source is newer.
        NEWER,
        /// Replace it where size or time differ.
        DIFFERENT,
        /// Leave it and take another name for the copy: `name.1.txt`.
        RENAME,
        /// Refuse.
        FAIL
    }

    /// What is compared at the end.
    public enum Verify {
        /// A checksum where the server has one, else the size.
        AUTO,
        /// A checksum, or failure.
        HASH,
        SIZE,
        OFF
    }

    public TransferOptions {
        if (segments < 1) throw new IllegalArgumentException("segments: " + segments);
    }

    public static TransferOptions standard() {
        return new TransferOptions(true, true, Conflict.OVERWRITE, false, Verify.AUTO, 1);
    }

    /// Whether a checksum is compared where the server has one.
    boolean isSummed() {
        return verify == Verify.AUTO || verify == Verify.HASH;
    }

    public TransferOptions on(Conflict rule) {
        return new TransferOptions(resume, atomic, rule, preserve, verify, segments);
    }

    public TransferOptions preserving(boolean times) {
        return new TransferOptions(resume, atomic, conflict, times, verify, segments);
    }

    public TransferOptions resuming(boolean on) {
        return new TransferOptions(on, atomic, conflict, preserve, verify, segments);
    }

    public TransferOptions verifying(Verify how) {
        return new TransferOptions(resume, atomic, conflict, preserve, how, segments);
    }

    public TransferOptions in(int parts) {
        return new TransferOptions(resume, atomic, conflict, preserve, verify, parts);
    }

    public TransferOptions atomically(boolean on) {
        return new TransferOptions(resume, on, conflict, preserve, verify, segments);
    }
}
