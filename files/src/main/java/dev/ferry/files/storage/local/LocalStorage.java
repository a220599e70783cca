package dev.ferry.files.storage.local;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.ferry.files.Capability;
import dev.ferry.files.Entry;
import dev.ferry.files.FileChangedException;
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
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A folder of this machine. Every access starts at the open root and stays below it ([Tree]);
/// uploads are staged beside their targets ([StageArea]) and become files by one rename, or by one
/// join that a crash undoes ([LocalSink]).
public final class LocalStorage implements Storage {

    private static final long ROOM_THAT_IS_NONE = 64 * 1024;
    private static final FolderForce FORCE = new FolderForce();
    private static final Joins JOINS = new Joins();

    private final Tree tree;
    private final Stat root;
    private final LocalSettings settings;
    private final InstantSource clock;
    private final Map<Mount, AreaAt> areas = new ConcurrentHashMap<>();

    private record Mount(long device, long mount) {}

    /// A stage area and the folder it is in, as a path from this storage's root.
    record AreaAt(VirtualPath top, StageArea area) {
        VirtualPath seenFromRoot(VirtualPath target) {
            return target.moved(VirtualPath.ROOT, top);
        }

        VirtualPath seenFromArea(VirtualPath path) {
            return path.moved(top, VirtualPath.ROOT);
        }
    }

    private LocalStorage(Tree tree, Stat root, LocalSettings settings, InstantSource clock) {
        this.tree = tree;
        this.root = root;
        this.settings = settings;
        this.clock = clock;
    }

    /// The folder `root`, with what a crash left of uploads into it mended.
    ///
    /// @throws NoSuchFileException if there is no such folder
    public static LocalStorage open(Path root, LocalSettings settings, InstantSource clock)
            throws IOException {
        return open(new Tree(root), settings, clock);
    }

    static LocalStorage open(Tree tree, LocalSettings settings, InstantSource clock)
            throws IOException {
        try {
            var storage = new LocalStorage(tree, Posix.stat(tree.rootFd()), settings, clock);
            storage.area(VirtualPath.ROOT, storage.root, false);
            return storage;
        } catch (Errno e) {
            tree.close();
            throw e.of(VirtualPath.ROOT);
        } catch (IOException | RuntimeException e) {
            tree.close();
            throw e;
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.complementOf(EnumSet.of(Capability.SET_CREATED));
    }

    @Override
    public Optional<VirtualPath> location() {
        return Optional.of(VirtualPath.of(tree.realRoot()));
    }

    @Override
    public VirtualPath withoutLinks(VirtualPath path) throws IOException {
        try (Tree.Place place = tree.place(path)) {
            return place.path();
        }
    }

    @Override
    public Entry stat(VirtualPath path) throws IOException {
        try (Fd file = tree.open(path, Posix.O_PATH)) {
            Stat stat = Posix.stat(file.number());
            return stat.entry(path.name(), Optional.empty(), length(stat));
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    @Override
    public Entry named(VirtualPath path) throws IOException {
        if (path.isRoot()) return stat(path);
        try (Tree.Place place = tree.place(path)) {
            Stat stat = Posix.stat(place.at(), place.name());
            return stat.entry(path.name(), Optional.empty(), length(stat));
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    @Override
    public Version version(VirtualPath path) throws IOException {
        try (Fd file = tree.open(path, Posix.O_PATH)) {
            Stat stat = Posix.stat(file.number());
            requireRegular(path, stat);
            return version(stat);
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    @Override
    public Listing list(VirtualPath folder) throws IOException {
        return new LocalListing(
                this, folder, tree.open(folder, Posix.O_RDONLY | Posix.O_DIRECTORY));
    }

    @Override
    public OpenFile read(VirtualPath path) throws IOException {
        try (Fd file = tree.open(path, Posix.O_PATH)) {
            requireRegular(path, Posix.stat(file.number()));
            FileChannel channel = opened(path, file, READ);
            // Sized after it was opened: a join that ends in between is seen whole or not at all.
            Stat stat = Posix.stat(file.number());
            Entry entry = stat.entry(path.name(), Optional.empty(), length(stat));
            return new LocalFile(
                    this,
                    path,
                    entry,
                    channel,
                    Optional.of(stat),
                    () -> tree.open(path, Posix.O_PATH));
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    @Override
    public Sink write(VirtualPath path, WriteMode mode, String owner, NewFile options)
            throws IOException {
        try (Tree.Place place = tree.target(path)) {
            Optional<Stat> there = addsTo(mode) ? settledAt(place) : statAt(place);
            if (there.isPresent()) requireRegular(path, there.get());
            if (!Files.isWritable(Path.of(Fd.path(place.at())))) {
                throw new AccessDeniedException(
                        path.parent().toString(),
                        null,
                        "the server's own account may not write there");
            }
            AreaAt area = areaFor(place, true).orElseThrow();
            VirtualPath target = area.seenFromArea(place.path());
            boolean mayReplace =
                    switch (mode) {
                        case WriteMode.Fresh(boolean may) -> may;
                        case WriteMode.Continue(_, boolean may) -> may;
                        case WriteMode.FromMark(_, boolean may) -> may;
                        case WriteMode.Append(), WriteMode.Resume(_) -> true;
                    };
            if (there.isPresent() && !mayReplace) {
                throw new FileAlreadyExistsException(path.toString());
            }
            Optional<Stage> staged =
                    switch (mode) {
                        case WriteMode.Continue _ -> area.area().find(target, owner);
                        case WriteMode.FromMark(WriteMode.Mark mark, _) ->
                                area.area().find(target, owner, mark.stage());
                        case WriteMode.Fresh _, WriteMode.Append _, WriteMode.Resume _ ->
                                Optional.empty();
                    };
            LocalSink.Plan plan = plan(path, mode, there, staged, mayReplace, options);
            boolean resumable = there.isEmpty() && options.keepPartial();
            Stage stage = staged.orElseGet(() -> area.area().stage(owner, target, resumable));
            // What replaces a file may be nobody's business: it gets that file's mode in the end.
            int stageMode = there.isEmpty() ? options.mode() : 0600;
            return new LocalSink(this, area, stage, stageMode, plan, path, options.keepPartial());
        }
    }

    private static boolean addsTo(WriteMode mode) {
        return switch (mode) {
            case WriteMode.Append _, WriteMode.Resume _ -> true;
            case WriteMode.Fresh _, WriteMode.Continue _, WriteMode.FromMark _ -> false;
        };
    }

    /// As [#statAt], at a moment at which nobody adds to what is there.
    private Optional<Stat> settledAt(Tree.Place place) throws IOException {
        Optional<Stat> there = statAt(place);
        while (there.isPresent() && JOINS.await(there.get().key(), place.path())) {
            there = statAt(place);
        }
        return there;
    }

    private static LocalSink.Plan plan(
            VirtualPath path,
            WriteMode mode,
            Optional<Stat> there,
            Optional<Stage> staged,
            boolean mayReplace,
            NewFile options)
            throws IOException {
        var publish = new LocalSink.Plan.Publish(mayReplace, options.mode());
        return switch (mode) {
            case WriteMode.Fresh _ -> publish;
            case WriteMode.Append() -> new LocalSink.Plan.Join(existing(path, there), false);
            case WriteMode.Resume(long offset) -> {
                Stat base = existing(path, there);
                requireWithin(path, offset, base.size());
                yield offset == base.size()
                        ? new LocalSink.Plan.Join(base, true)
                        : new LocalSink.Plan.Rewrite(offset, base, publish);
            }
            case WriteMode.Continue(long offset, _) -> {
                requireWithin(path, offset, staged.map(it -> it.size).orElse(0L));
                yield staged.isPresent() ? new LocalSink.Plan.Continue(offset, publish) : publish;
            }
            case WriteMode.FromMark(WriteMode.Mark mark, _) -> {
                if (staged.isEmpty() || mark.bytes() > staged.get().size) {
                    throw new UnknownMarkException(path);
                }
                yield new LocalSink.Plan.Continue(mark.bytes(), publish);
            }
        };
    }

    private static Stat existing(VirtualPath path, Optional<Stat> there)
            throws NoSuchFileException {
        return there.orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    private static void requireWithin(VirtualPath path, long offset, long size)
            throws OffsetPastEndException {
        if (offset > size) throw new OffsetPastEndException(path, offset, size);
    }

    private static void requireRegular(VirtualPath path, Stat stat) throws FileSystemException {
        if (stat.isFile()) return;
        throw new FileAlreadyExistsException(
                path.toString(), null, stat.isFolder() ? "is a folder" : "is not a regular file");
    }

    @Override
    public void makeFolder(VirtualPath path, int mode) throws IOException {
        try (Tree.Place place = tree.place(path)) {
            Posix.makeFolder(place.at(), place.name(), mode & 0777);
            try (Fd made = new Fd(Posix.openHere(place.at(), place.name(), Posix.O_PATH))) {
                if (Posix.stat(made.number()).mode() != mode) Posix.setMode(made.number(), mode);
            }
            forceFolder(place);
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    @Override
    public void makeLink(VirtualPath path, VirtualPath target) throws IOException {
        if (path.isRoot()) throw new FileAlreadyExistsException("/");
        byte[] text = tree.textOf(target);
        try (Tree.Place place = tree.place(path)) {
            Posix.makeLink(text, place.at(), place.name());
            forceFolder(place);
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    @Override
    public void delete(VirtualPath path) throws IOException {
        try (Tree.Place place = tree.place(path)) {
            Posix.unlink(place.at(), place.name());
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    @Override
    public void deleteFolder(VirtualPath path, String owner) throws IOException {
        try (Tree.Place place = tree.place(path)) {
            Stat stat = Posix.stat(place.at(), place.name());
            if (stat.isLink()) throw new Errno(Errno.ENOTDIR);
            Optional<AreaAt> area = areaFor(place, false);
            List<Stage> inside =
                    area.isEmpty()
                            ? List.of()
                            : area.get().area().below(area.get().seenFromArea(place.path()));
            if (inside.stream().anyMatch(stage -> stage.resumable && !stage.owner.equals(owner))) {
                throw new DirectoryNotEmptyException(path.toString());
            }
            Posix.removeFolder(place.at(), place.name());
            for (Stage stage : inside) drop(area.orElseThrow(), stage);
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    @Override
    public void rename(VirtualPath from, VirtualPath to, boolean replace) throws IOException {
        if (from.equals(to)) {
            stat(from);
            return;
        }
        try (Tree.Place source = tree.place(from);
                Tree.Place target = tree.place(to)) {
            Stat moved = Posix.stat(source.at(), source.name());
            boolean over = replace && !moved.isFolder();
            Optional<Stat> there = statAt(target);
            if (there.isPresent() && !there.get().isFile() && !there.get().isLink()) {
                throw new FileAlreadyExistsException(to.toString(), null, "is a folder");
            }
            move(source.at(), source.name(), target, over);
            forceFolder(target);
            forceFolder(source);
            follow(source, target, moved.isFolder());
        } catch (Errno e) {
            throw e.is(Errno.EEXIST) || e.is(Errno.ENOTEMPTY)
                    ? new FileAlreadyExistsException(to.toString())
                    : e.is(Errno.EINVAL)
                            ? new FileSystemException(
                                    from.toString(), null, "cannot be moved below itself")
                            : e.of(from);
        }
    }

    /// Interrupted uploads go where their folder went; those of a name that is taken now are over.
    private void follow(Tree.Place source, Tree.Place target, boolean folder) throws IOException {
        Optional<AreaAt> area = areaFor(target, false);
        if (area.isEmpty()) return;
        VirtualPath to = area.get().seenFromArea(target.path());
        if (!folder) {
            area.get().area().dropKept(to, null, null);
        } else if (source.path().isUnder(area.get().top())) {
            area.get().area().retarget(area.get().seenFromArea(source.path()), to);
        }
    }

    @Override
    public void setModified(VirtualPath path, Instant time) throws IOException {
        try (Fd file = tree.open(path, Posix.O_PATH)) {
            Posix.setModified(file.number(), time);
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    /// Gives a file the time back that it had when it was `before`, as far as that can be done:
    /// what was added to it was taken back, and others may have begun to add to it.
    void asBefore(VirtualPath path, Stat before) {
        try (Fd file = tree.open(path, Posix.O_PATH)) {
            if (!Posix.stat(file.number()).key().equals(before.key())) return;
            Posix.setModified(file.number(), before.modified());
        } catch (IOException | Errno _) {
            // it is gone, or another's: nobody is misled
        }
    }

    @Override
    public void setMode(VirtualPath path, int mode) throws IOException {
        try (Fd file = tree.open(path, Posix.O_PATH)) {
            Posix.setMode(file.number(), mode & 07777);
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    @Override
    public void setCreated(VirtualPath path, Instant time) {
        throw new UnsupportedOperationException("Linux has no call for it");
    }

    @Override
    public Room room(VirtualPath path) throws IOException {
        try (Fd file = tree.open(path, Posix.O_PATH)) {
            return Posix.room(file.number());
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    @Override
    public void close() throws IOException {
        for (AreaAt area : areas.values()) area.area().release();
        areas.clear();
        tree.close();
    }

    // ---- interrupted uploads

    @Override
    public Partials partials() {
        return new LocalPartials();
    }

    private final class LocalPartials implements Partials {

        @Override
        public Optional<Entry> find(VirtualPath path, String owner) throws IOException {
            Optional<Found> found = found(path, owner);
            return found.isEmpty() ? Optional.empty() : entry(found.get());
        }

        @Override
        public Kept kept() {
            Kept all = Kept.NONE;
            for (AreaAt area : areas.values()) all = all.and(area.area().kept());
            return all;
        }

        @Override
        public Kept asleepIn(VirtualPath folder) throws IOException {
            try (Fd at = tree.open(folder, Posix.O_PATH | Posix.O_DIRECTORY)) {
                Stat stat = Posix.stat(at.number());
                if (!stat.isOnMountOf(root) && topOfMount(folder, stat).equals(folder)) {
                    var _ = area(folder, stat, false); // ours, and among those kept from now on
                    return Kept.NONE;
                }
                return StageArea.asleepAt(at.number());
            } catch (Errno e) {
                throw e.of(folder);
            }
        }

        @Override
        public List<Entry> in(VirtualPath folder, String owner) throws IOException {
            var entries = new ArrayList<Entry>();
            try (Tree.Place inside = tree.target(folder.child("x"))) {
                Optional<AreaAt> area = areaFor(inside, false);
                if (area.isEmpty()) return entries;
                VirtualPath parent = area.get().seenFromArea(inside.path().parent());
                var names = new java.util.HashSet<String>();
                for (Stage stage : area.get().area().below(parent)) {
                    VirtualPath target = stage.target;
                    if (!stage.owner.equals(owner)
                            || !stage.resumable
                            || target.isRoot()
                            || !target.parent().equals(parent)
                            || !names.add(target.name())) {
                        continue;
                    }
                    find(folder.child(target.name()), owner).ifPresent(entries::add);
                }
            }
            return entries;
        }

        @Override
        public OpenFile read(VirtualPath path, String owner) throws IOException {
            Found found = require(path, owner);
            Entry entry = entry(found).orElseThrow(() -> new NoSuchFileException(path.toString()));
            try {
                StageArea area = found.area().area();
                byte[] name =
                        found.stage().file().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                return new LocalFile(
                        LocalStorage.this,
                        path,
                        entry,
                        area.open(found.stage(), READ),
                        Optional.empty(),
                        () -> new Fd(Posix.openHere(area.at(), name, Posix.O_PATH)));
            } catch (NoSuchFileException _) {
                // Published or dropped just now; the exception would tell the stage's real path.
                throw new NoSuchFileException(path.toString());
            }
        }

        @Override
        public boolean drop(VirtualPath path, String owner) throws IOException {
            Optional<Found> found = found(path, owner);
            if (found.isEmpty()) return false;
            LocalStorage.drop(found.get().area(), found.get().stage());
            found.get().area().area().dropKept(found.get().stage().target, owner, null);
            return true;
        }

        @Override
        public void rename(VirtualPath from, VirtualPath to, String owner) throws IOException {
            Found found = require(from, owner);
            try (Tree.Place target = tree.target(to)) {
                if (statAt(target).isPresent()) {
                    throw new FileAlreadyExistsException(to.toString());
                }
                AreaAt area = areaFor(target, true).orElseThrow();
                if (area.area() != found.area().area()) throw new Errno(Errno.EXDEV).of(from);
                if (!found.stage().isKept()) {
                    throw new dev.ferry.files.FileBusyException(
                            from, "is being uploaded right now");
                }
                area.area().retarget(found.stage(), area.seenFromArea(target.path()));
            }
        }

        private Found require(VirtualPath path, String owner) throws IOException {
            return found(path, owner).orElseThrow(() -> new NoSuchFileException(path.toString()));
        }

        private Optional<Found> found(VirtualPath path, String owner) throws IOException {
            try (Tree.Place place = tree.target(path)) {
                Optional<AreaAt> area = areaFor(place, false);
                if (area.isEmpty()) return Optional.empty();
                VirtualPath target = area.get().seenFromArea(place.path());
                Optional<Stage> stage = area.get().area().find(target, owner);
                if (stage.isEmpty()) return Optional.empty();
                if (statAt(place).isPresent()) {
                    area.get().area().dropKept(target, null, null);
                    return Optional.empty();
                }
                return Optional.of(new Found(path, area.get(), stage.get()));
            } catch (NoSuchFileException | NotDirectoryException _) {
                return Optional.empty(); // its folder is not there
            }
        }

        private Optional<Entry> entry(Found found) throws IOException {
            byte[] file = found.stage().file().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            try {
                Stat stat = Posix.stat(found.area().area().at(), file);
                Entry whole = stat.entry(found.path().name(), Optional.empty(), found.stage().size);
                return Optional.of(whole.asPartial());
            } catch (Errno e) {
                if (e.is(Errno.ENOENT)) return Optional.empty(); // published or dropped just now
                throw e.of(found.path());
            }
        }
    }

    private record Found(VirtualPath path, AreaAt area, Stage stage) {}

    private static void drop(AreaAt area, Stage stage) throws IOException {
        LocalSink writer = stage.writer;
        if (writer != null) writer.evict();
        area.area().remove(stage);
    }

    // ---- for the sinks and listings

    Tree tree() {
        return tree;
    }

    LocalSettings settings() {
        return settings;
    }

    InstantSource clock() {
        return clock;
    }

    Joins joins() {
        return JOINS;
    }

    /// How long the file is for readers: one that is being added to is as long as it was.
    long length(Stat stat) {
        return JOINS.seen(stat.key(), stat.size());
    }

    Version version(Stat stat) {
        return ChangeTimes.version(stat, clock.instant());
    }

    /// Where a link leads, if that is inside.
    Optional<VirtualPath> leadsTo(VirtualPath link) {
        try {
            VirtualPath target = tree.leadsTo(link);
            stat(target);
            return Optional.of(target);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    Optional<Stat> statAt(Tree.Place place) throws IOException {
        try {
            return Optional.of(Posix.stat(place.at(), place.name()));
        } catch (Errno e) {
            if (e.is(Errno.ENOENT)) return Optional.empty();
            throw e.of(place.path());
        }
    }

    FileChannel openWhole(VirtualPath path, Stat.Key expected) throws IOException {
        return openIf(path, expected, READ);
    }

    FileChannel openForJoin(VirtualPath path, Stat.Key expected) throws IOException {
        return openIf(path, expected, WRITE);
    }

    private FileChannel openIf(VirtualPath path, Stat.Key expected, java.nio.file.OpenOption how)
            throws IOException {
        try (Fd file = tree.open(path, Posix.O_PATH)) {
            if (!Posix.stat(file.number()).key().equals(expected)) {
                throw new FileChangedException(path);
            }
            return opened(path, file, how);
        } catch (NoSuchFileException _) {
            throw new FileChangedException(path);
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    private static FileChannel opened(VirtualPath path, Fd file, java.nio.file.OpenOption how)
            throws IOException {
        try {
            return file.channel(how);
        } catch (AccessDeniedException _) {
            throw new Errno(Errno.EACCES).of(path); // without the real path
        }
    }

    /// Renames, and never over anything unless `replace`.
    void move(int from, String name, Tree.Place to, boolean replace) throws Errno {
        move(from, name.getBytes(java.nio.charset.StandardCharsets.US_ASCII), to, replace);
    }

    private static void move(int from, byte[] name, Tree.Place to, boolean replace) throws Errno {
        if (replace) {
            Posix.rename(from, name, to.at(), to.name(), 0);
            return;
        }
        try {
            Posix.rename(from, name, to.at(), to.name(), Posix.RENAME_NOREPLACE);
        } catch (Errno e) {
            if (!e.is(Errno.EINVAL) || hasName(to))
                throw e.is(Errno.EINVAL) ? new Errno(Errno.EEXIST) : e;
            // A file system that does not know the flag: looked first, then renamed.
            Posix.rename(from, name, to.at(), to.name(), 0);
        }
    }

    private static boolean hasName(Tree.Place place) throws Errno {
        try {
            Posix.stat(place.at(), place.name());
            return true;
        } catch (Errno e) {
            if (e.is(Errno.ENOENT)) return false;
            throw e;
        }
    }

    /// Sees to it that the name `place` is on disk, if that is wanted.
    void forceFolder(Tree.Place place) throws Errno {
        if (!settings.force()) return;
        int flags = Posix.O_RDONLY | Posix.O_DIRECTORY;
        try (Fd folder = new Fd(Posix.openHere(place.at(), Tree.HERE, flags))) {
            FORCE.force(Posix.stat(folder.number()).key(), folder.number());
        }
    }

    /// Whether `e` came of a full disk. The JDK passes on the system's sentence alone, and that may
    /// be in another language, so the disk is asked too.
    boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("no space left") || message.contains("quota exceeded")) return true;
        try {
            return e.getClass() == IOException.class
                    && Files.getFileStore(Path.of(Fd.path(tree.rootFd()))).getUsableSpace()
                            < ROOM_THAT_IS_NONE;
        } catch (IOException _) {
            return false;
        }
    }

    private Optional<AreaAt> areaFor(Tree.Place place, boolean create) throws IOException {
        try {
            Stat folder = Posix.stat(place.at());
            VirtualPath path = place.path().parent();
            if (folder.isOnMountOf(root)) return area(VirtualPath.ROOT, root, create);
            return area(topOfMount(path, folder), folder, create);
        } catch (Errno e) {
            throw e.of(place.path());
        }
    }

    /// The highest folder on the way to `folder` that is on the same mount.
    private VirtualPath topOfMount(VirtualPath path, Stat folder) throws IOException, Errno {
        VirtualPath top = path;
        while (!top.isRoot()) {
            try (Fd parent = tree.open(top.parent(), Posix.O_PATH | Posix.O_DIRECTORY)) {
                if (!Posix.stat(parent.number()).isOnMountOf(folder)) return top;
            }
            top = top.parent();
        }
        return top;
    }

    private Optional<AreaAt> area(VirtualPath top, Stat folder, boolean create)
            throws IOException, Errno {
        var mount = new Mount(folder.key().device(), folder.mount());
        AreaAt known = areas.get(mount);
        if (known != null) return Optional.of(known);
        try (Fd at = tree.open(top, Posix.O_PATH | Posix.O_DIRECTORY)) {
            Optional<StageArea> area = StageArea.in(at.number(), create, settings, clock);
            if (area.isEmpty()) return Optional.empty();
            var found = new AreaAt(top, area.get());
            AreaAt earlier = areas.putIfAbsent(mount, found);
            if (earlier == null) return Optional.of(found);
            area.get().release();
            return Optional.of(earlier);
        }
    }
}
