package dev.ferry.core.work;

import dev.ferry.core.access.Action;
import dev.ferry.core.checksum.Algorithm;
import dev.ferry.core.checksum.Checksum;
import dev.ferry.files.VirtualPath;
import java.time.Duration;
import java.util.Optional;

/// What happened to somebody's files. Told by [Workspace], [Upload] and [Download] after the fact;
/// listeners make logs, audit and metrics of it.
public sealed interface Event {

    Who who();

    VirtualPath path();

    /// Who it was.
    ///
    /// @param account name of the account
    /// @param session names the session in logs, such as `ftp-17`
    /// @param address of the client, as text
    record Who(String account, String session, String address) {}

    /// A file is whole under its name.
    ///
    /// @param bytes received in this transfer
    /// @param size of the file now
    /// @param sum of all of it, where it was computed as it came
    record Uploaded(
            Who who, VirtualPath path, long bytes, long size, Duration took, Optional<Checksum> sum)
            implements Event {}

    /// An upload ended before its file was whole; what stood under the name stands there still.
    ///
    /// @param kept bytes kept for the account to go on with, 0 for none
    record UploadCut(Who who, VirtualPath path, long bytes, long kept, String why)
            implements Event {}

    /// All of a file, from where it was asked for, went out.
    record Downloaded(Who who, VirtualPath path, long bytes, Duration took) implements Event {}

    record DownloadCut(Who who, VirtualPath path, long bytes, String why) implements Event {}

    /// Somebody was told a checksum.
    ///
    /// @param bytes read for it; 0 where it was known
    record Hashed(Who who, VirtualPath path, Algorithm algorithm, long bytes, Duration took)
            implements Event {}

    record Deleted(Who who, VirtualPath path) implements Event {}

    record Renamed(Who who, VirtualPath path, VirtualPath to) implements Event {}

    record FolderMade(Who who, VirtualPath path) implements Event {}

    record FolderRemoved(Who who, VirtualPath path) implements Event {}

    record Changed(Who who, VirtualPath path, String what) implements Event {}

    /// Somebody was told no.
    record Refused(Who who, VirtualPath path, Action action, String why) implements Event {}
}
