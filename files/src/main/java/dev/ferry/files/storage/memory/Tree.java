package dev.ferry.files.storage.memory;

import dev.ferry.files.Entry;
import dev.ferry.files.IllegalNameException;
import dev.ferry.files.NameText;
import dev.ferry.files.Version;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All folders and files, behind one lock: every method but [#look] and [#change] is called by a
/// thread that holds it.
final class Tree {

    /// Bytes in a name, as on the disks people have.
    private static final int LONGEST_NAME = 255;

    private final ReentrantLock lock = new ReentrantLock();
    private final InstantSource clock;
    private final String name = UUID.randomUUID().toString();
    private long lastId;
    private final Node.Folder root;

    Tree(InstantSource clock) {
        this.clock = clock;
        this.root = new Node.Folder(facts(0755));
    }

    interface Look<T extends @Nullable Object> {
        T look() throws IOException;
    }

    interface Change {
        void change() throws IOException;
    }

    /// What `look` sees while nothing changes.
    <T extends @Nullable Object> T look(Look<T> look) throws IOException {
        lock.lock();
        try {
            return look.look();
        } finally {
            lock.unlock();
        }
    }

    /// Does `change` at once, as everyone else sees it.
    void change(Change change) throws IOException {
        lock.lock();
        try {
            change.change();
        } finally {
            lock.unlock();
        }
    }

    Instant now() {
        return clock.instant();
    }

    Node.Facts facts(int mode) {
        return new Node.Facts(nextId(), now(), mode);
    }

    long nextId() {
        return ++lastId;
    }

    Node at(VirtualPath path) throws IOException {
        Node node = root;
        for (String name : path.names()) {
            switch (node) {
                case Node.File _ -> throw new NotDirectoryException(path.toString());
                case Node.Folder folder -> {
                    Node child = folder.children.get(name);
                    if (child == null) throw new NoSuchFileException(path.toString());
                    node = child;
                }
            }
        }
        return node;
    }

    Node.Folder folderAt(VirtualPath path) throws IOException {
        return switch (at(path)) {
            case Node.Folder folder -> folder;
            case Node.File _ -> throw new NotDirectoryException(path.toString());
        };
    }

    Node.File fileAt(VirtualPath path) throws IOException {
        return switch (at(path)) {
            case Node.File file -> file;
            case Node.Folder _ ->
                    throw new AccessDeniedException(path.toString(), null, "is a folder");
        };
    }

    /// Puts `node` under a name. Nobody can go on with a cut upload of that name any more; running
    /// ones may still replace it.
    void put(Node.Folder folder, String name, Node node) {
        folder.children.put(name, node);
        folder.stages.removeIf(stage -> stage.name.equals(name) && stage.writer == null);
        folder.facts().modified = now();
    }

    void take(Node.Folder folder, String name) {
        folder.children.remove(name);
        folder.facts().modified = now();
    }

    /// The upload of a free name that `owner` can go on with: the one that began last of those that
    /// have a byte.
    Optional<Stage> partial(Node.Folder folder, String name, String owner) {
        return lasting(folder, name, owner).stream()
                .filter(stage -> stage.buffer.length() > 0)
                .reduce((_, later) -> later);
    }

    /// `owner`'s uploads of a free name, running and cut, also those without a byte.
    List<Stage> lasting(Node.Folder folder, String name, String owner) {
        if (folder.children.containsKey(name)) return List.of();
        return ofOwner(folder, name, owner).filter(stage -> !stage.replaces).toList();
    }

    /// `owner`'s upload of a name, by its own.
    Optional<Stage> marked(Node.Folder folder, String name, String owner, String id) {
        return ofOwner(folder, name, owner)
                .filter(stage -> stage.marked && Long.toString(stage.id).equals(id))
                .findFirst();
    }

    Stream<Stage> ofOwner(Node.Folder folder, String name, String owner) {
        return folder.stages.stream()
                .filter(stage -> stage.lasting)
                .filter(stage -> stage.name.equals(name) && stage.owner.equals(owner));
    }

    Version version(Node.File file) {
        return new Version(
                name + unique(file.facts().id), Long.toHexString(file.version), "", true);
    }

    Version version(Stage stage) {
        return new Version(
                name + unique(stage.id), Long.toHexString(stage.buffer.length()), "", false);
    }

    static void requireStorable(VirtualPath path) throws IllegalNameException {
        byte[] bytes =
                NameText.toBytes(path.name())
                        .orElseThrow(() -> new IllegalNameException(path, "says no name"));
        if (bytes.length > LONGEST_NAME) {
            throw new IllegalNameException(
                    path, "the name has " + bytes.length + " bytes; 255 are the most");
        }
        for (byte b : bytes) {
            if (b == 0) throw new IllegalNameException(path, "a name holds no NUL");
        }
    }

    static Entry entry(String name, Node node) {
        return switch (node) {
            case Node.File file ->
                    entry(name, new Entry.Kind.File(), file.content.length(), file.facts());
            case Node.Folder folder -> entry(name, new Entry.Kind.Folder(), 0, folder.facts());
        };
    }

    private static Entry entry(String name, Entry.Kind kind, long size, Node.Facts facts) {
        return new Entry(
                name,
                kind,
                size,
                facts.modified,
                Optional.of(facts.created),
                facts.mode,
                0,
                0,
                1,
                unique(facts.id),
                false);
    }

    static Entry entry(Stage stage) {
        return new Entry(
                stage.name,
                new Entry.Kind.File(),
                stage.buffer.length(),
                stage.modified,
                Optional.of(stage.began),
                stage.mode,
                0,
                0,
                1,
                unique(stage.id),
                true);
    }

    private static String unique(long id) {
        return "m" + Long.toHexString(id);
    }
}
