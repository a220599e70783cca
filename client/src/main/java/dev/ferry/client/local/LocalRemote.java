package dev.ferry.client.local;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Ability;
import dev.ferry.client.remote.Incoming;
import dev.ferry.client.remote.Item;
import dev.ferry.client.remote.Outgoing;
import dev.ferry.client.remote.Remote;
import dev.ferry.client.remote.Space;
import dev.ferry.client.remote.Sum;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.HashFunction;
import dev.ferry.wire.ftp.Listed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// The files of this machine behind the same interface as everybody else's.
public final class LocalRemote implements Remote {

    private final Path root;
    private final Path home;

    /// @param home where relative paths begin
    public LocalRemote(Path home) {
        this.home = home.toAbsolutePath().normalize();
        root = this.home.getRoot();
    }

    /// All of this machine.
    public static LocalRemote whole() {
        return new LocalRemote(Path.of("/"));
    }

    /// The file of this machine that `path` is.
    public Path local(VirtualPath path) throws Failure {
        try {
            Path at = root;
            for (String name : path.names()) {
                Path next = at.resolve(LocalName.path(name));
                // On some systems a name can hold more than a name.
                if (!at.equals(next.getParent()))
                    throw new Failure.Usage(path + ": is no path here");
                at = next;
            }
            return at;
        } catch (InvalidPathException e) {
            throw new Failure.Usage(path + ": is no path here: " + e.getReason());
        }
    }

    /// The same the other way round.
    public VirtualPath virtual(Path path) {
        VirtualPath at = VirtualPath.ROOT;
        for (Path name : path.toAbsolutePath().normalize()) at = at.child(LocalName.text(name));
        return at;
    }

    /// Something done with files.
    @FunctionalInterface
    private interface Work<T> {
        T done(Path path) throws IOException;
    }

    private <T> T at(VirtualPath path, Work<T> work) throws Failure {
        Path local = local(path);
        try {
            return work.done(local);
        } catch (Failure e) {
            throw e;
        } catch (NoSuchFileException _) {
            throw new Failure.NotFound(local + ": no such file or folder", null);
        } catch (AccessDeniedException _) {
            throw new Failure.NotAllowed(local + ": permission denied", null);
        } catch (FileAlreadyExistsException _) {
            throw new Failure.AlreadyThere(local + ": is there already", null);
        } catch (IOException e) {
            throw Failure.LocalTrouble.of(local, e);
        }
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.of(Ability.READ_AT, Ability.APPEND, Ability.EXACT_TIMES);
    }

    @Override
    public VirtualPath home() {
        return virtual(home);
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // whoever asked for it closes it
    public Stream<Item> list(VirtualPath folder) throws IOException {
        return at(
                folder,
                path ->
                        Files.list(path)
                                .flatMap(entry -> {
                                    try {
                                        VirtualPath at = folder.child(LocalName.text(entry));
                                        return Stream.of(item(at, entry));
                                    } catch (IOException _) {
                                        return Stream.empty(); // gone meanwhile
                                    }
                                }));
    }

    private static Item item(VirtualPath at, Path path) throws IOException {
        BasicFileAttributes facts =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        boolean link = facts.isSymbolicLink();
        Listed.Kind kind =
                facts.isDirectory()
                        ? Listed.Kind.FOLDER
                        : link
                                ? Listed.Kind.LINK
                                : facts.isRegularFile() ? Listed.Kind.FILE : Listed.Kind.OTHER;
        return new Item(
                at,
                new Listed(
                        at.name(),
                        kind,
                        kind == Listed.Kind.FILE
                                ? OptionalLong.of(facts.size())
                                : OptionalLong.empty(),
                        Optional.of(
                                new Listed.When(
                                        facts.lastModifiedTime().toInstant(),
                                        Listed.Precision.EXACT)),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        link
                                ? Optional.of(Files.readSymbolicLink(path).toString())
                                : Optional.empty()));
    }

    /// Follows links, as reading does.
    @Override
    public Item stat(VirtualPath path) throws IOException {
        return at(path, local -> item(path, local.toRealPath()));
    }

    @Override
    public OptionalLong length(VirtualPath file) throws IOException {
        try {
            return stat(file).size();
        } catch (Failure.NotFound _) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void delete(VirtualPath file) throws IOException {
        at(
                file,
                path -> {
                    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                        throw new Failure.LocalTrouble(path + ": is a folder", null);
                    }
                    Files.delete(path);
                    return path;
                });
    }

    @Override
    public void removeFolder(VirtualPath folder) throws IOException {
        at(
                folder,
                path -> {
                    Files.delete(path);
                    return path;
                });
    }

    @Override
    public void rename(VirtualPath from, VirtualPath to) throws IOException {
        Path target = local(to);
        at(from, path -> Files.move(path, target, StandardCopyOption.ATOMIC_MOVE));
    }

    @Override
    public void makeFolder(VirtualPath folder) throws IOException {
        at(
                folder,
                path -> {
                    try {
                        return Files.createDirectory(path);
                    } catch (FileAlreadyExistsException e) {
                        throw e;
                    } catch (IOException e) {
                        throw Failure.LocalTrouble.of(path + ": cannot be made", e);
                    }
                });
    }

    @Override
    public Incoming read(VirtualPath file, long offset) throws IOException {
        FileChannel channel =
                at(
                        file,
                        path -> {
                            FileChannel open = FileChannel.open(path, StandardOpenOption.READ);
                            open.position(offset);
                            return open;
                        });
        return new Incoming() {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return at(file, _ -> channel.read(ByteBuffer.wrap(into, from, length)));
            }

            @Override
            public boolean isEndSaid() {
                return true;
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    @Override
    public Outgoing write(VirtualPath file, long offset) throws IOException {
        FileChannel channel =
                at(
                        file,
                        path -> {
                            FileChannel open =
                                    FileChannel.open(
                                            path,
                                            StandardOpenOption.CREATE,
                                            StandardOpenOption.WRITE);
                            open.truncate(offset);
                            open.position(offset);
                            return open;
                        });
        return new Outgoing() {
            @Override
            public void write(byte[] from, int at, int length) throws IOException {
                at(
                        file,
                        _ -> {
                            var source = ByteBuffer.wrap(from, at, length);
                            while (source.hasRemaining()) channel.write(source);
                            return length;
                        });
            }

            @Override
            public void finish() throws IOException {
                at(
                        file,
                        _ -> {
                            channel.force(true);
                            channel.close();
                            return file;
                        });
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    /// The disk tells none: whoever wants one reads the file.
    @Override
    public Optional<Sum> sum(VirtualPath file, List<HashFunction> wanted) {
        return Optional.empty();
    }

    @Override
    public Optional<Sum> sumOfStart(VirtualPath file, long length) {
        return Optional.empty();
    }

    @Override
    public Optional<Space> space(VirtualPath path) throws IOException {
        return at(
                path,
                file -> {
                    FileStore disk = Files.getFileStore(file);
                    return Optional.of(
                            new Space(
                                    disk.getUsableSpace(), OptionalLong.of(disk.getTotalSpace())));
                });
    }

    @Override
    public boolean setModified(VirtualPath file, Instant time) throws IOException {
        at(file, path -> Files.setLastModifiedTime(path, FileTime.from(time)));
        return true;
    }

    @Override
    public void changeMode(VirtualPath path, int mode) throws IOException {
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values(); // from the owner's read on
        for (int i = 0; i < all.length; i++) {
            if ((mode & (0400 >> i)) != 0) permissions.add(all[i]);
        }
        at(path, file -> Files.setPosixFilePermissions(file, permissions));
    }

    @Override
    public Remote withoutRetries() {
        return this;
    }

    @Override
    public int sessions() {
        return Runtime.getRuntime().availableProcessors();
    }

    @Override
    public void cancel() {}

    @Override
    public void close() {}
}
