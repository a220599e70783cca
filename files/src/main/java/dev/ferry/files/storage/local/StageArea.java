package dev.ferry.files.storage.local;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Partials;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Where uploads into one file system are staged: the folder [Tree#RESERVED], owner-only, in the
/// topmost folder of a storage that is on that file system, so that publishing is a rename. It
/// holds, for each stage, `ID.part` with the bytes and, where the upload can be gone on with after
/// a crash, one of [StageNotes]; while staged bytes are being added to a whole file, `ID.join`.
///
/// There is one object for such a folder in a process, shared by all storages that see it, and one
/// process at a time ([#LOCK]). Opening it mends what a crash left. Paths are seen from the folder
/// the area is in.
final class StageArea {

    static final String DATA = ".part";
    static final String JOIN = ".join";
    static final String LOCK = "lock";

    private static final byte[] NAME = Tree.RESERVED.getBytes(UTF_8);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Map<Stat.Key, StageArea> OPEN = new HashMap<>();
    private static final ReentrantLock OPENING = new ReentrantLock();

    private final Stat.Key key;
    private final Fd top;
    private final Fd folder;
    private final FileChannel lockFile;
    private final StageNotes notes;
    private final LocalSettings settings;
    private final InstantSource clock;
    private final StageIndex index;
    private int users = 1;

    private StageArea(
            Stat.Key key,
            Fd top,
            Fd folder,
            FileChannel lockFile,
            LocalSettings settings,
            InstantSource clock) {
        this.key = key;
        this.top = top;
        this.folder = folder;
        this.lockFile = lockFile;
        this.notes = new StageNotes(folder);
        this.settings = settings;
        this.clock = clock;
        this.index = new StageIndex(settings.keepPartials(), clock);
    }

    /// The area in the folder `at`, to be [#release]d.
    ///
    /// @param create whether to make it where there is none
    /// @return empty where there is none
    static Optional<StageArea> in(
            int at, boolean create, LocalSettings settings, InstantSource clock)
            throws IOException, Errno {
        OPENING.lock();
        try {
            Stat.Key key = Posix.stat(at).key();
            StageArea open = OPEN.get(key);
            if (open != null) {
                open.users++;
                return Optional.of(open);
            }
            Fd top = new Fd(Posix.openHere(at, Tree.HERE, Posix.O_PATH | Posix.O_DIRECTORY));
            try {
                Optional<StageArea> area = opened(key, top, create, settings, clock);
                area.ifPresent(it -> OPEN.put(key, it));
                if (area.isEmpty()) top.close();
                return area;
            } catch (IOException | Errno | RuntimeException e) {
                top.close();
                throw e;
            }
        } finally {
            OPENING.unlock();
        }
    }

    private static Optional<StageArea> opened(
            Stat.Key key, Fd top, boolean create, LocalSettings settings, InstantSource clock)
            throws IOException, Errno {
        if (create) {
            try {
                Posix.makeFolder(top.number(), NAME, 0700);
            } catch (Errno e) {
                if (!e.is(Errno.EEXIST)) throw e;
            }
        }
        Fd folder;
        try {
            folder = new Fd(Posix.openHere(top.number(), NAME, Posix.O_RDONLY | Posix.O_DIRECTORY));
        } catch (Errno e) {
            if (e.is(Errno.ENOENT)) return Optional.empty();
            throw e;
        }
        FileChannel lockFile = null;
        try {
            lockFile = locked(folder);
            var area = new StageArea(key, top, folder, lockFile, settings, clock);
            area.mend();
            learn(folder);
            return Optional.of(area);
        } catch (IOException | RuntimeException e) {
            if (lockFile != null) lockFile.close();
            folder.close();
            throw e;
        }
    }

    /// What is kept in the area in the folder `at`, by its files alone: nobody has it open.
    static Partials.Kept asleepAt(int at) throws IOException, Errno {
        try (Fd folder = new Fd(Posix.openHere(at, NAME, Posix.O_RDONLY | Posix.O_DIRECTORY))) {
            var files = new ArrayList<Path>();
            try (var all = Files.newDirectoryStream(Path.of(Fd.path(folder.number())))) {
                for (Path file : all) files.add(file);
            }
            var noted = new HashSet<String>();
            for (Path file : files) noted(file).ifPresent(filed -> noted.add(filed.id()));
            var kept = Partials.Kept.NONE;
            for (Path file : files) {
                if (!name(file).endsWith(DATA) || !noted.contains(id(file))) continue;
                try {
                    kept = kept.and(new Partials.Kept(Files.size(file), 1));
                } catch (NoSuchFileException _) {
                    // gone just now
                }
            }
            return kept;
        } catch (Errno e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.EACCES) || e.is(Errno.ENOTDIR)) {
                return Partials.Kept.NONE;
            }
            throw e;
        }
    }

    private static void learn(Fd folder) {
        try (Fd file =
                new Fd(Posix.openHere(folder.number(), LOCK.getBytes(UTF_8), Posix.O_PATH))) {
            ChangeTimes.learn(file.number());
        } catch (Errno _) {
            // the first upload tries again
        }
    }

    private static FileChannel locked(Fd folder) throws IOException {
        FileChannel file = created(folder.child(LOCK), StandardOpenOption.CREATE);
        try {
            FileLock held = file.tryLock();
            if (held != null) return file;
        } catch (OverlappingFileLockException _) {
            // the same answer
        } catch (IOException e) {
            file.close();
            throw e;
        }
        file.close();
        throw new FileSystemException(
                "/", null, "is in use by another server; stop that one first");
    }

    private static FileChannel created(Path file, StandardOpenOption how) throws IOException {
        return created(file, how, 0600);
    }

    private static FileChannel created(Path file, StandardOpenOption how, int mode)
            throws IOException {
        return FileChannel.open(
                file,
                Set.of(how, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(permissions(mode)));
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        var letters = new StringBuilder("rwxrwxrwx");
        for (int i = 0; i < letters.length(); i++) {
            if ((mode & (0400 >> i)) == 0) letters.setCharAt(i, '-');
        }
        return PosixFilePermissions.fromString(letters.toString());
    }

    /// One user less; the last one closes it.
    void release() throws IOException {
        OPENING.lock();
        try {
            if (--users > 0) return;
            OPEN.remove(key);
            try {
                notes.close();
            } catch (Errno _) {
                // the next opening takes them away
            }
            lockFile.close();
            folder.close();
            top.close();
        } finally {
            OPENING.unlock();
        }
    }

    int at() {
        return folder.number();
    }

    // ---- what a crash left

    private void mend() throws IOException {
        var said = new HashMap<String, StageNote>();
        var noteFiles = new HashMap<String, String>();
        var files = new ArrayList<Path>();
        try (var all = Files.newDirectoryStream(Path.of(Fd.path(at())))) {
            for (Path file : all) files.add(file);
        }
        for (Path file : files) {
            if (name(file).endsWith(JOIN)) cutBack(file);
            noted(file)
                    .ifPresent(filed -> {
                        said.put(filed.id(), filed.note());
                        noteFiles.put(filed.id(), name(file));
                    });
        }
        var kept = new ArrayList<Stage>();
        for (Path file : files) {
            if (name(file).equals(LOCK) || name(file).endsWith(StageNotes.SUFFIX)) continue;
            Optional<Stage> stage =
                    name(file).endsWith(DATA)
                            ? afterCrash(id(file), file, said.get(id(file)))
                            : Optional.empty();
            if (stage.isEmpty()) Files.deleteIfExists(file);
            else kept.add(stage.get());
        }
        var inUse = new HashSet<String>();
        var ids = new HashSet<String>();
        for (Stage stage : newest(kept)) {
            String noteFile = noteFiles.get(stage.id);
            if (noteFile == null) throw new IllegalStateException("kept by a note");
            stage.noteFile = noteFile;
            notes.inUse(noteFile);
            inUse.add(noteFile);
            ids.add(stage.id);
            index.add(stage);
        }
        for (Stage stage : kept) {
            if (!ids.contains(stage.id)) Files.deleteIfExists(folder.child(stage.file()));
        }
        for (Path file : files) {
            boolean note = name(file).endsWith(StageNotes.SUFFIX);
            if (note && !inUse.contains(name(file))) Files.deleteIfExists(file);
        }
    }

    /// What the file says, if it is a note.
    private static Optional<StageNote.Filed> noted(Path file) throws IOException {
        if (!name(file).endsWith(StageNotes.SUFFIX)) return Optional.empty();
        try {
            return StageNote.of(Files.readString(file));
        } catch (NoSuchFileException _) {
            return Optional.empty(); // gone just now
        }
    }

    /// Of an owner's uploads of one name, the one that was written last: it would have dropped the
    /// others when it was cut.
    private static Collection<Stage> newest(List<Stage> stages) {
        record Whose(String owner, VirtualPath target) {}
        var newest = new HashMap<Whose, Stage>();
        stages.stream()
                .sorted(Comparator.comparing(stage -> stage.touched))
                .forEach(stage -> newest.put(new Whose(stage.owner, stage.target), stage));
        return newest.values();
    }

    private Optional<Stage> afterCrash(String id, Path data, @Nullable StageNote note)
            throws IOException {
        long size = Files.size(data);
        Instant touched = Files.getLastModifiedTime(data).toInstant();
        if (size == 0 || index.isExpired(touched)) return Optional.empty();
        return switch (note) {
            case StageNote.Resumable(var owner, var target) ->
                    Optional.of(new Stage(id, owner, target, true, size, touched));
            case StageNote.Marked(var owner, var target) -> {
                var stage = new Stage(id, owner, target, false, size, touched);
                stage.marked = true;
                yield Optional.of(stage);
            }
            case StageNote.Joining _ -> Optional.empty();
            case null -> Optional.empty();
        };
    }

    /// An append was being joined to its file when the process ended, and nobody was told that it
    /// had been.
    private void cutBack(Path note) throws IOException {
        if (!(StageNote.of(Files.readString(note)).map(StageNote.Filed::note).orElse(null)
                instanceof StageNote.Joining(VirtualPath target, Stat.Key file, long length))) {
            return; // not written to its end, so the join had not begun
        }
        try (Tree tree = new Tree(Path.of(Fd.path(top.number())));
                Fd found = tree.open(target, Posix.O_PATH)) {
            Stat stat = Posix.stat(found.number());
            if (!stat.key().equals(file) || stat.size() <= length) return;
            try (FileChannel channel = found.channel(StandardOpenOption.WRITE)) {
                channel.truncate(length);
                channel.force(true);
            }
        } catch (NoSuchFileException _) {
            // gone since, and what was joined with it
        } catch (Errno e) {
            throw e.of(target);
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static String id(Path file) {
        String name = name(file);
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    // ---- stages

    /// A new stage for `target`, empty.
    Stage stage(String owner, VirtualPath target, boolean resumable) {
        byte[] random = new byte[12];
        RANDOM.nextBytes(random);
        String id = HexFormat.of().formatHex(random);
        return new Stage(id, owner, target, resumable, 0, clock.instant());
    }

    /// Makes the stage's file. Nobody else gets into the area, whatever the mode of what is in it.
    ///
    /// @param mode as far as the process's umask lets it
    FileChannel create(Stage stage, int mode) throws IOException {
        return created(folder.child(stage.file()), StandardOpenOption.CREATE_NEW, mode);
    }

    /// Opens the bytes of a stage.
    FileChannel open(Stage stage, StandardOpenOption how) throws IOException {
        return FileChannel.open(folder.child(stage.file()), how);
    }

    /// Lets the owner see the stage from now on, here and after a crash.
    void announce(Stage stage) throws IOException {
        notes.write(stage, new StageNote.Resumable(stage.owner, stage.target), false);
        index.add(stage);
    }

    /// Sees to it that the stage, whose bytes are on disk, is found there after a crash.
    void mark(Stage stage) throws IOException, Errno {
        if (stage.marked) return;
        if (!stage.resumable) {
            var note = new StageNote.Marked(stage.owner, stage.target);
            notes.write(stage, note, settings.force());
            index.add(stage);
        } else if (settings.force()) {
            notes.force(stage);
        }
        if (settings.force()) Posix.force(at());
        stage.marked = true;
    }

    /// Writes down that staged bytes are about to be joined to a file; on disk when this returns.
    void noteJoin(Stage stage, StageNote.Joining note) throws IOException, Errno {
        Path file = folder.child(stage.id + JOIN);
        try (FileChannel channel = created(file, StandardOpenOption.CREATE_NEW)) {
            var bytes = ByteBuffer.wrap(note.text(stage.id).getBytes(UTF_8));
            while (bytes.hasRemaining()) channel.write(bytes);
            if (settings.force()) channel.force(true);
        }
        if (settings.force()) Posix.force(at());
    }

    /// The join is done, or undone.
    void forgetJoin(Stage stage) throws Errno {
        delete(stage.id + JOIN);
        if (settings.force()) Posix.force(at());
    }

    /// The newest resumable upload of `target` by `owner`.
    Optional<Stage> find(VirtualPath target, String owner) throws IOException {
        sweep();
        return index.find(target, owner);
    }

    /// `owner`'s upload to `target` by its name, if it can be gone on with.
    Optional<Stage> find(VirtualPath target, String owner, String id) throws IOException {
        sweep();
        return index.find(target, owner, id);
    }

    /// The uploads into `folder` or below it that can be gone on with, of everyone.
    List<Stage> below(VirtualPath folder) throws IOException {
        sweep();
        return index.alive(folder);
    }

    /// Resumable uploads of `target` that nobody is writing: its name has been taken, or they are
    /// passed.
    void dropKept(VirtualPath target, @Nullable String onlyOwner, @Nullable Stage butNot)
            throws IOException {
        for (Stage stage : index.kept(target, onlyOwner)) {
            if (stage != butNot) remove(stage);
        }
    }

    /// What nobody is writing of those that can be gone on with.
    Partials.Kept kept() {
        return index.kept();
    }

    /// Now and then takes away what nobody came back for.
    private void sweep() throws IOException {
        for (Stage stage : index.expired()) remove(stage);
    }

    /// Forgets a stage and takes its bytes away.
    void remove(Stage stage) throws IOException {
        try {
            index.forget(stage);
            delete(stage.file());
            notes.forget(stage);
        } catch (Errno e) {
            throw e.of(stage.target);
        }
    }

    /// Forgets a stage whose bytes are a file now.
    void published(Stage stage) throws Errno {
        index.forget(stage);
        notes.forget(stage);
    }

    private void delete(String name) throws Errno {
        try {
            Posix.unlink(at(), name.getBytes(US_ASCII));
        } catch (Errno e) {
            if (!e.is(Errno.ENOENT)) throw e;
        }
    }

    /// Uploads to `from` or below it are uploads to `to` from now on; so says their note.
    void retarget(VirtualPath from, VirtualPath to) throws IOException {
        for (Stage stage : index.below(from)) retarget(stage, stage.target.moved(from, to));
    }

    void retarget(Stage stage, VirtualPath target) throws IOException {
        index.forget(stage);
        stage.target = target;
        index.add(stage);
        Optional<StageNote> note = stage.note();
        if (note.isPresent()) notes.write(stage, note.get(), false);
    }
}
