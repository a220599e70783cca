package dev.ferry.client.remote;

import dev.ferry.client.failure.Failure;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.HashFunction;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// A place with files, as its user sees it, whatever the protocol. Blocking; safe for use by many
/// threads, each of which has a session of its own underneath. What goes wrong is a [Failure].
public interface Remote extends AutoCloseable {

    Set<Ability> abilities() throws IOException;

    /// Where relative paths begin.
    VirtualPath home() throws IOException;

    /// What is in `folder`, without itself and its parent, in no order, fetched as it is consumed.
    /// Names that could not be names (with `/`, or `..`) are left out. Close it. A failure on the
    /// way is an [java.io.UncheckedIOException] around a [Failure].
    Stream<Item> list(VirtualPath folder) throws IOException;

    Item stat(VirtualPath path) throws IOException;

    /// What a listing showed of a file, with the size and time that [#stat(VirtualPath)] would say;
    /// asks no more than is missing.
    default Item exact(Item listed) throws IOException {
        return listed.isExact() ? listed : stat(listed.path());
    }

    /// How many bytes a file has, with as few questions as that takes; empty where there is none,
    /// or nobody says.
    OptionalLong length(VirtualPath file) throws IOException;

    void delete(VirtualPath file) throws IOException;

    void removeFolder(VirtualPath folder) throws IOException;

    void rename(VirtualPath from, VirtualPath to) throws IOException;

    /// Renames, also over a file that is there, at once where the site can do that. Where it
    /// cannot, a file in the way is a failure.
    default void replace(VirtualPath from, VirtualPath to) throws IOException {
        rename(from, to);
    }

    /// @throws Failure.AlreadyThere if it is there
    void makeFolder(VirtualPath folder) throws IOException;

    /// The bytes from `offset`.
    Incoming read(VirtualPath file, long offset) throws IOException;

    /// The same for who wants no more than up to `end`, and closes it there: what comes behind it
    /// may be left out.
    default Incoming read(VirtualPath file, long offset, long end) throws IOException {
        return read(file, offset);
    }

    /// Writes a file: from its beginning, or going on at `offset`, which is its length.
    Outgoing write(VirtualPath file, long offset) throws IOException;

    /// The same for who knows that `bytes` will come, which is said where the site makes use of it.
    default Outgoing write(VirtualPath file, long offset, long bytes) throws IOException {
        return write(file, offset);
    }

    /// The checksum of a whole file as the site computes it.
    ///
    /// @param wanted the functions that will do, best first; empty for any
    /// @return empty where it computes none of these
    Optional<Sum> sum(VirtualPath file, List<HashFunction> wanted) throws IOException;

    /// The checksum of the first `length` bytes, for comparing what has arrived.
    Optional<Sum> sumOfStart(VirtualPath file, long length) throws IOException;

    /// How much room there is where `path` is; empty where the site does not say.
    Optional<Space> space(VirtualPath path) throws IOException;

    /// @return false where the site cannot do that
    boolean setModified(VirtualPath file, Instant time) throws IOException;

    /// @param mode as chmod writes it, such as 0644
    void changeMode(VirtualPath path, int mode) throws IOException;

    /// The same place, where nothing is tried again: for who does that himself.
    Remote withoutRetries();

    /// How many sessions may be at work at the same time, as far as is known.
    int sessions();

    /// Ends everything that is going on, from any thread.
    void cancel();

    @Override
    void close();
}
