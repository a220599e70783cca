package dev.ferry.files.storage;

import dev.ferry.files.Capability;
import dev.ferry.files.Entry;
import dev.ferry.files.Room;
import dev.ferry.files.Version;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.WriteMode;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Where bytes live: a folder on disk, memory, another server. Knows nothing of users, protocols or
/// policy; an *owner* is an opaque word that tells interrupted uploads apart. Never decorated: what
/// would be a decorator is policy and stands in `Workspace`.
///
/// Errors are the JDK's own, with virtual paths in them: [java.nio.file.NoSuchFileException],
/// [java.nio.file.FileAlreadyExistsException], [java.nio.file.AccessDeniedException] (the process
/// itself may not), [java.nio.file.DirectoryNotEmptyException],
/// [java.nio.file.NotDirectoryException], and those of `dev.ferry.files`; any other [IOException]
/// means the storage failed and the same call may succeed later.
///
/// Safe for use by many threads at once; calls block.
public interface Storage extends Closeable {

    Set<Capability> capabilities();

    /// What is at `path`, links inside the root followed.
    Entry stat(VirtualPath path) throws IOException;

    /// Where on this machine its root is, links followed: a storage whose place is below another's
    /// holds some of that one's files. Empty where it has no file in common with any.
    default Optional<VirtualPath> location() {
        return Optional.empty();
    }

    /// The same name without a link on the way to it; it may be one itself, or not be there.
    default VirtualPath withoutLinks(VirtualPath path) throws IOException {
        return path;
    }

    /// What has the name `path` itself: a link is not followed.
    default Entry named(VirtualPath path) throws IOException {
        return stat(path);
    }

    /// Which bytes the file at `path` holds, links inside the root followed.
    Version version(VirtualPath path) throws IOException;

    /// The entries of `folder` in no order, fetched as they are asked for. Close it.
    Listing list(VirtualPath folder) throws IOException;

    /// Opens the whole file at `path`, links inside the root followed. The version opened stays
    /// readable, to the length it had, whatever happens to the name. Close it.
    OpenFile read(VirtualPath path) throws IOException;

    /// Begins an upload to `path`, whose folder must exist. Nothing is visible to others until
    /// [Sink#commit]; nothing that is there is touched before [Sink#begin].
    ///
    /// @param owner whose upload this is, for [Partials]
    /// @param options of a file that is new
    /// @throws dev.ferry.files.OffsetPastEndException if the mode's offset exceeds what is there
    /// @throws dev.ferry.files.UnknownMarkException if the mode's mark leads nowhere
    /// @throws UnsupportedOperationException if the mode needs what is not among [#capabilities()]
    Sink write(VirtualPath path, WriteMode mode, String owner, NewFile options) throws IOException;

    /// Interrupted uploads.
    Partials partials();

    /// Makes one folder; its parent must exist.
    ///
    /// @param mode POSIX permission bits, as they shall be (no umask is applied)
    void makeFolder(VirtualPath path, int mode) throws IOException;

    /// Makes a symbolic link; the folder it stands in must exist. It leads to the same place
    /// wherever it is moved, for other programs on this machine too, and never out of the root.
    ///
    /// @param target where it leads; need not be there
    /// @throws UnsupportedOperationException unless [Capability#LINKS] is among [#capabilities()]
    void makeLink(VirtualPath path, VirtualPath target) throws IOException;

    /// Removes a file or a link (not what the link leads to).
    void delete(VirtualPath path) throws IOException;

    /// Removes an empty folder. Interrupted uploads into it go with it if they are all `owner`'s.
    ///
    /// @throws java.nio.file.DirectoryNotEmptyException if anything else is in it
    void deleteFolder(VirtualPath path, String owner) throws IOException;

    /// Gives a file, link or folder another name, at once and whole; interrupted uploads below it
    /// follow.
    ///
    /// @param replace whether a *file* at `to` may be replaced; a folder never is
    /// @throws java.nio.file.FileAlreadyExistsException if something is at `to` that may not be
    ///   replaced
    void rename(VirtualPath from, VirtualPath to, boolean replace) throws IOException;

    /// Sets when the file or folder was last modified.
    ///
    /// @throws UnsupportedOperationException unless [Capability#SET_MODIFIED] is among
    ///   [#capabilities()]
    void setModified(VirtualPath path, Instant time) throws IOException;

    /// Sets who may do what, as the system below understands it.
    ///
    /// @param mode POSIX permission bits (`07777`)
    /// @throws UnsupportedOperationException unless [Capability#SET_MODE] is among
    ///   [#capabilities()]
    void setMode(VirtualPath path, int mode) throws IOException;

    /// Sets when the file or folder was made.
    ///
    /// @throws UnsupportedOperationException unless [Capability#SET_CREATED] is among
    ///   [#capabilities()]
    void setCreated(VirtualPath path, Instant time) throws IOException;

    /// How much room there is where `path` is, which must be there.
    ///
    /// @throws UnsupportedOperationException unless [Capability#AVAILABLE] is among
    ///   [#capabilities()]
    Room room(VirtualPath path) throws IOException;

    /// Ends what runs in the background. Open files and sinks must have been closed before.
    @Override
    void close() throws IOException;
}
