package dev.ferry.client;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.ftp.FtpRemote;
import dev.ferry.client.local.LocalRemote;
import dev.ferry.client.remote.Ability;
import dev.ferry.client.remote.Incoming;
import dev.ferry.client.remote.Item;
import dev.ferry.client.remote.Remote;
import dev.ferry.client.remote.Retries;
import dev.ferry.client.remote.Space;
import dev.ferry.client.remote.Sum;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.HashFunction;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A place with files: an FTP server, or this machine. What goes wrong is a [Failure]; within a
/// stream it is an [UncheckedIOException] around one. Safe for use by many threads.
public final class Site implements AutoCloseable {

    private final String name;
    private final Remote remote;
    private final Retries retries;
    private final Pace pace;

    Site(String name, Remote remote, Retries retries, Pace pace) {
        this.name = name;
        this.remote = remote;
        this.retries = retries;
        this.pace = pace;
    }

    /// Its URL, without password and path.
    public String name() {
        return name;
    }

    public Remote remote() {
        return remote;
    }

    /// Where `text` leads: from where the login led, or from the root where it begins with `/`.
    public VirtualPath path(String text) throws IOException {
        return text.startsWith("/") ? VirtualPath.of(text) : remote.home().resolve(text);
    }

    public Stream<Item> list(VirtualPath folder) throws IOException {
        return remote.list(folder);
    }

    public Item stat(VirtualPath path) throws IOException {
        return remote.stat(path);
    }

    public boolean exists(VirtualPath path) throws IOException {
        try {
            remote.stat(path);
            return true;
        } catch (Failure.NotFound _) {
            return false;
        }
    }

    public void delete(VirtualPath file) throws IOException {
        remote.delete(file);
    }

    /// Deletes a folder with everything in it.
    public void deleteTree(VirtualPath folder) throws IOException {
        var inside = new ArrayList<Item>();
        try (Stream<Item> items = remote.list(folder)) {
            items.forEach(inside::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Item item : inside) {
            if (item.isFolder()) deleteTree(item.path());
            else remote.delete(item.path());
        }
        remote.removeFolder(folder);
    }

    public void removeFolder(VirtualPath folder) throws IOException {
        remote.removeFolder(folder);
    }

    public void rename(VirtualPath from, VirtualPath to) throws IOException {
        remote.rename(from, to);
    }

    /// Renames, also over a file that is there.
    public void replace(VirtualPath from, VirtualPath to) throws IOException {
        Landing.replace(remote, from, to);
    }

    /// Changes who may do what with a file or folder.
    ///
    /// @param mode as chmod writes it, such as 0644
    public void changeMode(VirtualPath path, int mode) throws IOException {
        remote.changeMode(path, mode);
    }

    public void makeFolder(VirtualPath folder) throws IOException {
        remote.makeFolder(folder);
    }

    /// Makes it with all folders above it; it may be there already.
    ///
    /// @return whether it was made
    /// @throws Failure.AlreadyThere if a file is
    public boolean makeFolders(VirtualPath folder) throws IOException {
        if (folder.isRoot()) return false;
        try {
            remote.makeFolder(folder);
        } catch (Failure.AlreadyThere e) {
            if (is(folder, it -> !it.isFolder())) throw e;
            return false;
        } catch (Failure e) {
            if (e.mayPass() || folder.parent().isRoot() || exists(folder.parent())) {
                if (is(folder, Item::isFolder)) return false;
                throw e;
            }
            makeFolders(folder.parent());
            remote.makeFolder(folder);
        }
        return true;
    }

    private boolean is(VirtualPath path, Predicate<Item> kind) throws IOException {
        try {
            return kind.test(remote.stat(path));
        } catch (Failure.NotFound | Failure.NotAllowed _) {
            return false;
        }
    }

    /// Everything below `folder`, each folder before what is in it, fetched folder by folder as it
    /// is consumed. Links are shown and not followed. Close it.
    public Stream<Item> tree(VirtualPath folder) {
        var walk = new TreeWalk(remote, folder);
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(
                                walk, Spliterator.NONNULL | Spliterator.ORDERED),
                        false)
                .onClose(walk::end);
    }

    public Incoming read(VirtualPath file) throws IOException {
        return remote.read(file, 0);
    }

    /// The checksum of a file: the server's, where it tells one, else computed from its bytes.
    ///
    /// @param wanted empty for the best the server has, and SHA-256 where it has none
    public Sum sum(VirtualPath file, Optional<HashFunction> wanted) throws IOException {
        Optional<Sum> told = remote.sum(file, wanted.map(List::of).orElse(List.of()));
        if (told.isPresent()) return told.get();
        var digests = new Digests(wanted.orElse(HashFunction.SHA_256));
        byte[] chunk = new byte[256 * 1024];
        try (Incoming in = remote.read(file, 0)) {
            for (int n = in.read(chunk, 0, chunk.length);
                    n >= 0;
                    n = in.read(chunk, 0, chunk.length)) {
                digests.add(chunk, 0, n);
            }
            if (!in.isEndSaid()) {
                throw new Failure.ConnectionLost(file + ": was cut off", null, null);
            }
        }
        return digests.sum();
    }

    /// How much room there is where `path` is.
    ///
    /// @throws Failure.Unsupported where the server does not say
    public Space space(VirtualPath path) throws IOException {
        return remote.space(path)
                .orElseThrow(() ->
                        new Failure.Unsupported(
                                path + ": the server does not say how much room there is"));
    }

    /// Whether the server tells checksums.
    public boolean hasSums() throws IOException {
        return remote.abilities().contains(Ability.SUMS);
    }

    public Transfer download(
            VirtualPath path, Path to, TransferOptions options, Transfer.Listener listener) {
        return download(path, Optional.empty(), to, options, listener);
    }

    private Transfer download(
            VirtualPath path,
            Optional<Item> listed,
            Path to,
            TransferOptions options,
            Transfer.Listener listener) {
        return new Transfer(
                pace,
                listener,
                meter ->
                        new Download(
                                remote.withoutRetries(),
                                path,
                                listed,
                                to,
                                options,
                                retries,
                                meter));
    }

    public Transfer upload(
            Path from, VirtualPath path, TransferOptions options, Transfer.Listener listener) {
        return new Transfer(
                pace,
                listener,
                meter -> new Upload(from, remote.withoutRetries(), path, options, retries, meter));
    }

    /// From here to another site, through this machine.
    public Transfer copy(
            VirtualPath path,
            Site to,
            VirtualPath target,
            TransferOptions options,
            Transfer.Listener listener)
            throws IOException {
        return copy(path, Optional.empty(), to, target, options, listener);
    }

    /// The same for a file that a listing has shown, which need not be asked about again.
    public Transfer copy(
            Item listed,
            Site to,
            VirtualPath target,
            TransferOptions options,
            Transfer.Listener listener)
            throws IOException {
        return copy(listed.path(), Optional.of(listed), to, target, options, listener);
    }

    private Transfer copy(
            VirtualPath path,
            Optional<Item> listed,
            Site to,
            VirtualPath target,
            TransferOptions options,
            Transfer.Listener listener)
            throws IOException {
        if (to.remote instanceof LocalRemote local) {
            return download(path, listed, local.local(target), options, listener);
        }
        if (remote instanceof LocalRemote local) {
            return to.upload(local.local(path), target, options, listener);
        }
        return new Transfer(
                pace,
                listener,
                meter ->
                        new Relay(
                                remote.withoutRetries(),
                                path,
                                to.remote.withoutRetries(),
                                target,
                                options,
                                retries,
                                meter));
    }

    /// Says a command to an FTP server in `folder`, and returns what it answers. Where the server
    /// does not let us into the folder, nothing is said.
    ///
    /// @throws Failure.Unsupported where it is no FTP server
    public Reply raw(VirtualPath folder, String command) throws IOException {
        if (remote instanceof FtpRemote ftp) return ftp.raw(folder, command);
        throw new Failure.Unsupported(name + ": takes no commands");
    }

    /// Ends everything that is going on, from any thread.
    public void cancel() {
        remote.cancel();
    }

    @Override
    public void close() {
        remote.close();
    }
}
