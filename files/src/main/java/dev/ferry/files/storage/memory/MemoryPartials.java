package dev.ferry.files.storage.memory;

import dev.ferry.files.Entry;
import dev.ferry.files.FileBusyException;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.OpenFile;
import dev.ferry.files.storage.Partials;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Optional;

/// The interrupted uploads of a [MemoryStorage].
final class MemoryPartials implements Partials {

    private final Tree tree;

    MemoryPartials(Tree tree) {
        this.tree = tree;
    }

    @Override
    public Optional<Entry> find(VirtualPath path, String owner) throws IOException {
        return tree.look(() -> stage(path, owner).map(Tree::entry));
    }

    @Override
    public Kept kept() throws IOException {
        return tree.look(() -> kept(tree.folderAt(VirtualPath.ROOT)));
    }

    private static Kept kept(Node.Folder folder) {
        Kept all = Kept.NONE;
        for (Stage stage : folder.stages) {
            if (stage.writer == null) all = all.and(new Kept(stage.buffer.length(), 1));
        }
        for (Node child : folder.children.values()) {
            if (child instanceof Node.Folder inner) all = all.and(kept(inner));
        }
        return all;
    }

    @Override
    public List<Entry> in(VirtualPath path, String owner) throws IOException {
        return tree.look(() ->
                folder(path).stream()
                        .flatMap(folder ->
                                folder.stages.stream()
                                        .map(stage -> stage.name)
                                        .distinct()
                                        .flatMap(
                                                name -> tree.partial(folder, name, owner).stream()))
                        .map(Tree::entry)
                        .toList());
    }

    @Override
    public OpenFile read(VirtualPath path, String owner) throws IOException {
        return tree.look(() -> {
            Stage stage = requireStage(path, owner);
            return new MemoryFile(Tree.entry(stage), tree.version(stage), stage.buffer.content());
        });
    }

    @Override
    public boolean drop(VirtualPath path, String owner) throws IOException {
        var dropped =
                tree.look(() -> {
                    var folder = folder(path.parent());
                    if (folder.isEmpty()) return Optional.<List<FreshSink>>empty();
                    var stages = tree.lasting(folder.get(), path.name(), owner);
                    if (stages.isEmpty()) return Optional.<List<FreshSink>>empty();
                    return Optional.of(FreshSink.endAll(folder.get(), stages, "was deleted"));
                });
        dropped.ifPresent(writers -> writers.forEach(FreshSink::tellTakenOver));
        return dropped.isPresent();
    }

    @Override
    public void rename(VirtualPath from, VirtualPath to, String owner) throws IOException {
        tree.change(() -> {
            Stage stage = requireStage(from, owner);
            if (stage.writer != null) {
                throw new FileBusyException(from, "is being uploaded right now");
            }
            if (from.equals(to)) return;
            Tree.requireStorable(to);
            Node.Folder target = tree.folderAt(to.parent());
            if (target.children.containsKey(to.name())
                    || !tree.lasting(target, to.name(), owner).isEmpty()) {
                throw new FileAlreadyExistsException(to.toString());
            }
            tree.folderAt(from.parent()).stages.remove(stage);
            target.stages.add(stage.named(to.name()));
        });
    }

    private Stage requireStage(VirtualPath path, String owner) throws IOException {
        return stage(path, owner).orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    private Optional<Stage> stage(VirtualPath path, String owner) throws IOException {
        return folder(path.parent()).flatMap(folder -> tree.partial(folder, path.name(), owner));
    }

    private Optional<Node.Folder> folder(VirtualPath path) throws IOException {
        try {
            return Optional.of(tree.folderAt(path));
        } catch (NoSuchFileException | NotDirectoryException _) {
            return Optional.empty();
        }
    }
}
