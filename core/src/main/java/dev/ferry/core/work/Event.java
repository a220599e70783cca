package dev.ferry.core.work;

import dev.ferry.core.access.Action;
import dev.ferry.core.checksum.Algorithm;
import dev.ferry.core.checksum.Checksum;
import dev.ferry.files.Version;
import dev.ferry.files.VirtualPath;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What happened. Told after the fact by [Workspace], [Upload] and [Download], by login and logout,
/// and by whoever opens and closes sessions; listeners make logs, audit and metrics of it.
public sealed interface Event {

    Who who();

    /// Who it was.
    ///
    /// @param account name of the account, the empty text before login; of a login that was refused
    ///   the name that was said, which may be anything
    /// @param session names the session in logs, such as `ftp-17`
    /// @param address of the client, as text
    record Who(String account, String session, String address) {}

    // ---- sessions

    /// What happened to a session as a whole.
    sealed interface OfSession extends Event {}

    /// A client was let in.
    record SessionOpened(Who who) implements OfSession {}

    /// @param counts what was moved in it
    /// @param lasted from its opening
    /// @param why it ended, in a few words
    record SessionClosed(Who who, Counts counts, Duration lasted, String why)
            implements OfSession {}

    /// What a session has moved.
    ///
    /// @param uploads that became files
    /// @param downloads that went out whole
    /// @param cut transfers of both directions that did not
    /// @param received bytes of files, of cut uploads too
    /// @param sent bytes of files, of cut downloads too
    record Counts(long uploads, long downloads, long cut, long received, long sent) {
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

        /// These and what `event` adds to them.
        public Counts and(Event event) {
            return switch (event) {
                case Uploaded up ->
                        new Counts(
                                uploads + 1, downloads, cut, received + up.moved().bytes(), sent);
                case UploadCut up ->
                        new Counts(
                                uploads, downloads, cut + 1, received + up.moved().bytes(), sent);
                case Downloaded down ->
                        new Counts(
                                uploads, downloads + 1, cut, received, sent + down.moved().bytes());
                case DownloadCut down ->
                        new Counts(
                                uploads, downloads, cut + 1, received, sent + down.moved().bytes());
                case Hashed _,
                        Deleted _,
                        Renamed _,
                        FolderMade _,
                        FolderRemoved _,
                        Changed _,
                        LinkMade _,
                        Refused _,
                        OfSession _ ->
                        this;
            };
        }
    }

    /// @param method how it was proved: `password`, `anonymous`, `certificate`,
    ///   `certificate+password`, `public-key`, `public-key+password`
    /// @param secure whether that went through TLS or SSH
    record LoggedIn(Who who, String method, boolean secure) implements OfSession {}

    /// @param why for the operator; the client is told less
    record LoginRefused(Who who, String method, boolean secure, String why) implements OfSession {}

    /// The account's part of the session is over: it said so, or the session ended.
    record LoggedOut(Who who) implements OfSession {}

    /// A client was sent away, at the door or at login, that did nothing wrong there: a limit is
    /// reached, its network is not let in, it is banned, TLS or a certificate is demanded. In the
    /// last case the account is the name that was said, which may be anything.
    record TurnedAway(Who who, Ground ground, String why) implements OfSession {}

    /// Somebody has to stay away from now on.
    ///
    /// @param banned an address, a network or an account
    /// @param until empty for good
    record Banned(Who who, String banned, Optional<Instant> until, String why)
            implements OfSession {}

    /// What said no.
    enum Ground {
        /// A rule of the account.
        PERMISSION,
        /// How much an account may have.
        QUOTA,
        /// How many or how large.
        LIMIT,
        /// A list of networks.
        NETWORK,
        BAN,
        /// TLS is demanded, and is not there or not as it has to be.
        TLS
    }

    // ---- files

    /// What happened to somebody's files.
    sealed interface OfFiles extends Event {
        VirtualPath path();
    }

    /// How bytes moved.
    ///
    /// @param offset where in the file they began
    /// @param bytes of the file, in this transfer
    /// @param took from the request to the end
    /// @param firstByte from the request until the first of them; empty where none moved
    record Moved(long offset, long bytes, Duration took, Optional<Duration> firstByte) {}

    /// A file is whole under its name.
    ///
    /// @param size of the file now
    /// @param sum of all of it, where it was computed as it came
    record Uploaded(Who who, VirtualPath path, Moved moved, long size, Optional<Checksum> sum)
            implements OfFiles {}

    /// An upload ended before its file was whole; what stood under the name stands there still.
    ///
    /// @param kept bytes kept for the account to go on with, 0 for none
    record UploadCut(Who who, VirtualPath path, Moved moved, long kept, String why)
            implements OfFiles {}

    /// All of a file, from where it was asked for, went out.
    ///
    /// @param version of the file, by which its checksum may be known
    record Downloaded(Who who, VirtualPath path, Moved moved, Optional<Version> version)
            implements OfFiles {}

    record DownloadCut(
            Who who, VirtualPath path, Moved moved, Optional<Version> version, String why)
            implements OfFiles {}

    /// Somebody was told a checksum.
    ///
    /// @param bytes read for it; 0 where it was known
    record Hashed(Who who, VirtualPath path, Algorithm algorithm, long bytes, Duration took)
            implements OfFiles {}

    record Deleted(Who who, VirtualPath path) implements OfFiles {}

    record Renamed(Who who, VirtualPath path, VirtualPath to) implements OfFiles {}

    record FolderMade(Who who, VirtualPath path) implements OfFiles {}

    record FolderRemoved(Who who, VirtualPath path) implements OfFiles {}

    record Changed(Who who, VirtualPath path, String what) implements OfFiles {}

    /// @param target where it leads
    record LinkMade(Who who, VirtualPath path, VirtualPath target) implements OfFiles {}

    /// Somebody was told no.
    record Refused(Who who, VirtualPath path, Action action, Ground ground, String why)
            implements OfFiles {}
}
