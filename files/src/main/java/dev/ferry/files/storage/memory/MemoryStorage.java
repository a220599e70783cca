package dev.ferry.files.storage.memory;

import dev.ferry.files.Capability;
import dev.ferry.files.Entry;
import dev.ferry.files.IllegalNameException;
import dev.ferry.files.OffsetPastEndException;
import dev.ferry.files.Room;
import dev.ferry.files.UnknownMarkException;
import dev.ferry.files.Version;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.WriteMode;
import dev.ferry.files.storage.Listing;
import dev.ferry.files.storage.NewFile;
import dev.ferry.files.storage.OpenFile;
import dev.ferry.files.storage.Partials;
import dev.ferry.files.storage.Sink;
import dev.ferry.files.storage.Storage;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A storage in memory, for tests and demonstrations: gone when its process ends. It has no links,
/// and no file in it is longer than 2 GiB. Names are those a disk takes: 255 bytes, no NUL.
public final class MemoryStorage implements Storage {

    private final Tree tree;
    private final Set<Capability> capabilities;

    public MemoryStorage() {
        this(InstantSource.system(), EnumSet.complementOf(EnumSet.of(Capability.LINKS)));
    }

    /// A storage that can only some things, to see what is made of that.
    public MemoryStorage(InstantSource clock, Set<Capability> capabilities) {
        this.tree = new Tree(clock);
        this.capabilities = Set.copyOf(capabilities);
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public Entry stat(VirtualPath path) throws IOException {
        return tree.look(() -> Tree.entry(path.name(), tree.at(path)));
    }

    @Override
    public Listing list(VirtualPath path) throws IOException {
        Node.Folder folder = tree.look(() -> tree.folderAt(path));
        return new MemoryListing(tree, folder, folder.children.keySet().iterator());
    }

    @Override
    public Version version(VirtualPath path) throws IOException {
        return tree.look(() -> tree.version(tree.fileAt(path)));
    }

    @Override
    public OpenFile read(VirtualPath path) throws IOException {
        return tree.look(() -> {
            Node.File file = tree.fileAt(path);
            return new MemoryFile(Tree.entry(path.name(), file), tree.version(file), file.content);
        });
    }

    @Override
    public Sink write(VirtualPath path, WriteMode mode, String owner, NewFile options)
            throws IOException {
        requireCapability(mode);
        var kept =
                new NewFile(
                        options.mode(),
                        options.keepPartial() && capabilities.contains(Capability.PARTIALS));
        return tree.look(() -> sink(path, mode, owner, kept));
    }

    private Sink sink(VirtualPath path, WriteMode mode, String owner, NewFile options)
            throws IOException {
        if (path.isRoot()) throw new FileAlreadyExistsException("/", null, "is a folder");
        Node.Folder folder = tree.folderAt(path.parent());
        Tree.requireStorable(path);
        if (folder.children.get(path.name()) instanceof Node.Folder) {
            throw new FileAlreadyExistsException(path.toString(), null, "is a folder");
        }
        return switch (mode) {
            case WriteMode.Fresh(boolean mayReplace) ->
                    new FreshSink(
                            tree,
                            path,
                            folder,
                            owner,
                            options,
                            mayReplace,
                            new FreshSink.Start.Nothing());
            case WriteMode.Continue(long offset, boolean mayReplace) -> {
                var partial = tree.partial(folder, path.name(), owner);
                requireOffset(path, offset, partial.map(own -> own.buffer.length()).orElse(0));
                yield new FreshSink(
                        tree,
                        path,
                        folder,
                        owner,
                        options,
                        mayReplace,
                        new FreshSink.Start.Partial(offset));
            }
            case WriteMode.FromMark(WriteMode.Mark mark, boolean mayReplace) -> {
                var marked = tree.marked(folder, path.name(), owner, mark.stage());
                if (marked.isEmpty() || mark.bytes() > marked.get().buffer.length()) {
                    throw new UnknownMarkException(path);
                }
                yield new FreshSink(
                        tree,
                        path,
                        folder,
                        owner,
                        options,
                        mayReplace,
                        new FreshSink.Start.Marked(mark));
            }
            case WriteMode.Append() ->
                    new JoinSink(tree, path, folder, tree.fileAt(path), Optional.empty());
            case WriteMode.Resume(long offset) -> {
                Node.File file = tree.fileAt(path);
                requireOffset(path, offset, file.content.length());
                yield new JoinSink(tree, path, folder, file, Optional.of((int) offset));
            }
        };
    }

    private void requireCapability(WriteMode mode) {
        switch (mode) {
            case WriteMode.Fresh _ -> {}
            case WriteMode.Continue _, WriteMode.FromMark _ ->
                    requireCapability(Capability.PARTIALS);
            case WriteMode.Append _, WriteMode.Resume _ -> requireCapability(Capability.APPEND);
        }
    }

    private void requireCapability(Capability capability) {
        if (!capabilities.contains(capability)) {
            throw new UnsupportedOperationException("this storage has no " + capability);
        }
    }

    private static void requireOffset(VirtualPath path, long offset, long size)
            throws OffsetPastEndException {
        if (offset > size) throw new OffsetPastEndException(path, offset, size);
    }

    @Override
    public Partials partials() {
        return new MemoryPartials(tree);
    }

    @Override
    public void makeFolder(VirtualPath path, int mode) throws IOException {
        tree.change(() -> {
            if (path.isRoot()) throw new FileAlreadyExistsException("/");
            Node.Folder parent = tree.folderAt(path.parent());
            Tree.requireStorable(path);
            if (parent.children.containsKey(path.name())) {
                throw new FileAlreadyExistsException(path.toString());
            }
            tree.put(parent, path.name(), new Node.Folder(tree.facts(mode)));
        });
    }

    @Override
    public void makeLink(VirtualPath path, VirtualPath target) {
        throw new UnsupportedOperationException("this storage has no links");
    }

    @Override
    public void delete(VirtualPath path) throws IOException {
        tree.change(() -> {
            tree.fileAt(path);
            tree.take(tree.folderAt(path.parent()), path.name());
        });
    }

    @Override
    public void deleteFolder(VirtualPath path, String owner) throws IOException {
        List<FreshSink> ended =
                tree.look(() -> {
                    Node.Folder folder = tree.folderAt(path);
                    requireNotRoot(path);
                    boolean others =
                            folder.stages.stream()
                                    .filter(stage -> stage.lasting && !stage.replaces)
                                    .anyMatch(stage -> !stage.owner.equals(owner));
                    if (others || !folder.children.isEmpty()) {
                        throw new DirectoryNotEmptyException(path.toString());
                    }
                    tree.take(tree.folderAt(path.parent()), path.name());
                    folder.gone = true;
                    return FreshSink.endAll(
                            folder, List.copyOf(folder.stages), "its folder was deleted");
                });
        ended.forEach(FreshSink::tellTakenOver);
    }

    @Override
    public void rename(VirtualPath from, VirtualPath to, boolean replace) throws IOException {
        tree.change(() -> {
            Node node = tree.at(from);
            if (from.equals(to)) return;
            requireNotRoot(from);
            if (to.isRoot()) throw new FileAlreadyExistsException("/");
            if (node instanceof Node.Folder && to.isUnder(from)) {
                throw new IllegalNameException(to, "is inside the folder to be moved");
            }
            Node.Folder target = tree.folderAt(to.parent());
            Tree.requireStorable(to);
            Node there = target.children.get(to.name());
            boolean fileOverFile = node instanceof Node.File && there instanceof Node.File;
            if (there != null && !(replace && fileOverFile)) {
                throw new FileAlreadyExistsException(to.toString());
            }
            tree.take(tree.folderAt(from.parent()), from.name());
            tree.put(target, to.name(), node);
        });
    }

    private static void requireNotRoot(VirtualPath path) throws AccessDeniedException {
        if (path.isRoot()) throw new AccessDeniedException("/", null, "is the root itself");
    }

    @Override
    public void setModified(VirtualPath path, Instant time) throws IOException {
        requireCapability(Capability.SET_MODIFIED);
        tree.change(() -> tree.at(path).facts().modified = time);
    }

    @Override
    public void setMode(VirtualPath path, int mode) throws IOException {
        requireCapability(Capability.SET_MODE);
        tree.change(() -> tree.at(path).facts().mode = mode);
    }

    @Override
    public void setCreated(VirtualPath path, Instant time) throws IOException {
        requireCapability(Capability.SET_CREATED);
        tree.change(() -> tree.at(path).facts().created = time);
    }

    @Override
    public Room room(VirtualPath path) throws IOException {
        requireCapability(Capability.AVAILABLE);
        stat(path);
        Runtime heap = Runtime.getRuntime();
        long taken = heap.totalMemory() - heap.freeMemory();
        return new Room(heap.maxMemory() - taken, heap.maxMemory());
    }

    @Override
    public void close() {}

    private record MemoryListing(Tree tree, Node.Folder folder, Iterator<String> names)
            implements Listing {
        @Override
        public @Nullable Entry next() throws IOException {
            while (names.hasNext()) {
                String name = names.next();
                Optional<Entry> entry =
                        tree.look(() ->
                                Optional.ofNullable(folder.children.get(name))
                                        .map(node -> Tree.entry(name, node)));
                if (entry.isPresent()) return entry.get();
            }
            return null;
        }

        @Override
        public void close() {}
    }
}
