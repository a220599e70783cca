package dev.ferry.files.storage;

import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Interrupted and running uploads of names that are not there yet, by owner. A partial whose name
/// has been taken by a file since is no partial any more and is dropped when it is next looked at.
/// Safe for use by many threads at once.
public interface Partials {

    /// The upload of `path` that `owner` can go on with; none where there is no such folder.
    Optional<Entry> find(VirtualPath path, String owner) throws IOException;

    /// All of `owner`'s in `folder`, each name once.
    List<Entry> in(VirtualPath folder, String owner) throws IOException;

    /// How much nobody is writing of all uploads that are kept, whosever they are.
    Kept kept() throws IOException;

    /// How much another storage, whose root is `folder`, keeps of uploads; of use while nobody uses
    /// that one.
    default Kept asleepIn(VirtualPath folder) throws IOException {
        return Kept.NONE;
    }

    /// Interrupted uploads, counted.
    record Kept(long bytes, long files) {
        public static final Kept NONE = new Kept(0, 0);

        public Kept and(Kept more) {
            return new Kept(bytes + more.bytes, files + more.files);
        }
    }

    /// Opens what has arrived so far.
    ///
    /// @throws java.nio.file.NoSuchFileException if `owner` has none at `path`
    OpenFile read(VirtualPath path, String owner) throws IOException;

    /// Drops it; a running upload of it is ended.
    ///
    /// @return whether there was one
    boolean drop(VirtualPath path, String owner) throws IOException;

    /// Gives it another target name.
    ///
    /// @throws java.nio.file.NoSuchFileException if `owner` has none at `from`
    /// @throws java.nio.file.FileAlreadyExistsException if something else has that name
    /// @throws dev.ferry.files.FileBusyException if it is being uploaded right now
    void rename(VirtualPath from, VirtualPath to, String owner) throws IOException;
}
