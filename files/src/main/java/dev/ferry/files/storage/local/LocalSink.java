package dev.ferry.files.storage.local;

import static java.nio.file.StandardOpenOption.WRITE;

import dev.ferry.files.FileBusyException;
import dev.ferry.files.FileChangedException;
import dev.ferry.files.StorageFullException;
import dev.ferry.files.Version;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.WriteMode;
import dev.ferry.files.storage.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// An upload into a [Stage], and its two ways of becoming a file: a rename over the name, or a join
/// to the end of the file that is there.
final class LocalSink implements Sink {

    /// What [#commit] is to do.
    sealed interface Plan {

        /// What the file is before the first byte of this sink, in bytes.
        long start();

        /// Rename the stage over its target.
        ///
        /// @param mode for a name that is new
        record Publish(boolean mayReplace, int mode) implements Plan {
            @Override
            public long start() {
                return 0;
            }
        }

        /// Go on with what is staged already, from `start` on; then [Publish].
        record Continue(long start, Publish then) implements Plan {}

        /// Stage a copy of the first `start` bytes of the file `base`, then what is written; then
        /// [Publish] over it if it is unchanged.
        record Rewrite(long start, Stat base, Publish then) implements Plan {}

        /// Add what is staged to the file `base`.
        ///
        /// @param exact whether the file must still be as long as it was; else it may have been
        ///   added to
        record Join(Stat base, boolean exact) implements Plan {
            @Override
            public long start() {
                return base.size();
            }
        }
    }

    private static final long COPY_AT_ONCE = 64L << 20;

    /// Bytes from which on a file takes longer to be read again than [#version] pauses.
    private static final long WORTH_A_PAUSE = 32L << 20;

    /// What was renamed to `path` at that time, and what stood there right after.
    private record Published(VirtualPath path, Stat staged, Instant at, Optional<Stat> after) {}

    private final LocalStorage storage;
    private final LocalStorage.AreaAt area;
    private final Stage stage;
    private final Plan plan;
    private final VirtualPath path;
    private final boolean keep;
    private @Nullable FileChannel channel;
    private @Nullable Published published;
    private long written;
    private boolean discarded;
    private boolean committed;
    private boolean closed;
    private volatile Runnable takenOver = () -> {};
    private volatile boolean lost;

    /// @param stageMode of the stage's file, where it is made here
    LocalSink(
            LocalStorage storage,
            LocalStorage.AreaAt area,
            Stage stage,
            int stageMode,
            Plan plan,
            VirtualPath path,
            boolean keep)
            throws IOException {
        this.storage = storage;
        this.area = area;
        this.stage = stage;
        this.plan = plan;
        this.path = path;
        this.keep = keep;
        if (!(plan instanceof Plan.Continue)) {
            stage.writer = this;
            channel = full(() -> area.area().create(stage, stageMode));
        }
    }

    @Override
    public void begin() throws IOException {
        switch (plan) {
            case Plan.Publish _ -> {
                if (stage.resumable) full(() -> announced());
            }
            case Plan.Continue(long start, _) -> takeOver(start);
            case Plan.Rewrite(long start, Stat base, _) -> full(() -> copied(start, base));
            case Plan.Join _ -> {}
        }
    }

    private boolean announced() throws IOException {
        area.area().announce(stage);
        return true;
    }

    /// From here on the stage is this sink's; whoever wrote it before is told to stop.
    private void takeOver(long start) throws IOException {
        LocalSink before;
        stage.io.lock();
        try {
            before = stage.writer;
            if (before != null) before.lost = true;
            FileChannel own = area.area().open(stage, WRITE);
            channel = own;
            stage.writer = this;
            if (own.size() < start) throw new FileChangedException(path);
            own.truncate(start);
            own.position(start);
            stage.size = start;
        } catch (NoSuchFileException e) {
            lost = true;
            throw new FileChangedException(path);
        } finally {
            stage.io.unlock();
        }
        if (before != null) before.takenOver.run();
    }

    private boolean copied(long count, Stat base) throws IOException {
        try (FileChannel from = storage.openWhole(path, base.key())) {
            FileChannel to = open();
            for (long at = 0; at < count; ) {
                long moved = from.transferTo(at, Math.min(COPY_AT_ONCE, count - at), to);
                if (moved <= 0) throw new FileChangedException(path);
                at += moved;
            }
            stage.size = count;
            return true;
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int count = source.remaining();
        stage.io.lock();
        try {
            FileChannel to = open();
            while (source.hasRemaining()) {
                int moved = full(() -> to.write(source));
                written += moved;
                long longer = stage.size + moved; // volatile for readers; written under io alone
                stage.size = longer;
            }
            return count;
        } finally {
            stage.io.unlock();
        }
    }

    private FileChannel open() throws IOException {
        if (lost) {
            throw new FileBusyException(path, "another session goes on with this upload");
        }
        if (closed || channel == null) throw new ClosedChannelException();
        return channel;
    }

    @Override
    public VirtualPath target() {
        return area.seenFromRoot(stage.target);
    }

    @Override
    public long size() {
        return plan.start() + written;
    }

    @Override
    public void onTakenOver(Runnable action) {
        takenOver = action;
        if (lost) action.run();
    }

    /// Called by whoever drops this upload: it is lost to this sink.
    void evict() {
        stage.io.lock();
        try {
            lost = true;
            if (stage.writer == this) stage.writer = null;
        } finally {
            stage.io.unlock();
        }
        takenOver.run();
    }

    // ---- what is kept of it

    @Override
    public Optional<WriteMode.Mark> mark() throws IOException {
        boolean joins = plan instanceof Plan.Join || plan instanceof Plan.Rewrite;
        if (!keep || joins) return Optional.empty();
        stage.io.lock();
        try {
            FileChannel bytes = open();
            if (storage.settings().force()) full(() -> forced(bytes));
            area.area().mark(stage);
            return Optional.of(new WriteMode.Mark(stage.id, stage.size));
        } catch (Errno e) {
            throw e.of(path);
        } finally {
            stage.io.unlock();
        }
    }

    private static boolean forced(FileChannel bytes) throws IOException {
        bytes.force(true);
        return true;
    }

    // ---- to a file

    @Override
    public void commit(LastCheck check) throws IOException {
        if (committed) throw new IllegalStateException("committed already");
        open();
        try {
            switch (plan) {
                case Plan.Publish publish -> publish(publish, check, Optional.empty());
                case Plan.Continue(_, Plan.Publish then) -> publish(then, check, Optional.empty());
                case Plan.Rewrite(_, Stat base, Plan.Publish then) ->
                        publish(then, check, Optional.of(base));
                case Plan.Join(Stat base, boolean exact) -> join(base, exact, check);
            }
        } catch (NoSuchFileException e) {
            discarded = true; // its folder is gone, so nobody will go on with it
            throw e;
        }
    }

    private void publish(Plan.Publish how, LastCheck check, Optional<Stat> base)
            throws IOException {
        VirtualPath target = area.seenFromRoot(stage.target);
        try (Tree.Place place = storage.tree().place(target)) {
            Optional<Stat> there = storage.statAt(place);
            requirePublishable(how, there, base);
            Stat staged = dressed(how, there);
            if (storage.settings().force()) open().force(true);
            check.confirm();
            stage.io.lock();
            try {
                open();
                Instant now = storage.clock().instant();
                storage.move(area.area().at(), stage.file(), place, how.mayReplace());
                committed = true;
                published = new Published(target, staged, now, storage.statAt(place));
                stage.writer = null;
            } finally {
                stage.io.unlock();
            }
            storage.forceFolder(place);
            area.area().published(stage);
            area.area().dropKept(stage.target, null, null);
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    private void requirePublishable(Plan.Publish how, Optional<Stat> there, Optional<Stat> base)
            throws IOException {
        if (base.isPresent()
                && there.filter(now -> now.key().equals(base.get().key()))
                        .filter(now -> now.size() == base.get().size())
                        .filter(now -> now.modified().equals(base.get().modified()))
                        .isEmpty()) {
            throw new FileChangedException(path);
        }
        if (there.isEmpty()) return;
        if (!there.get().isFile()) {
            throw new FileAlreadyExistsException(path.toString(), null, "is not a regular file");
        }
        if (!how.mayReplace()) throw new FileAlreadyExistsException(path.toString());
    }

    /// Gives the stage the mode of the file it will be, and the owner of the one it replaces, as
    /// far as the process may. Where it may not, bits that lend an owner's or group's rights are
    /// not taken over.
    ///
    /// @return the stage as it is then
    private Stat dressed(Plan.Publish how, Optional<Stat> there) throws Errno {
        byte[] name = name();
        int at = area.area().at();
        Stat own = Posix.stat(at, name);
        int mode = there.map(Stat::mode).orElse(how.mode());
        boolean ownerDiffers =
                there.isPresent()
                        && (own.owner() != there.get().owner()
                                || own.group() != there.get().group());
        if (own.mode() == mode && !ownerDiffers && ChangeTimes.isKnown(own)) return own;
        if (ownerDiffers) {
            try {
                Posix.setOwner(at, name, there.get().owner(), there.get().group());
            } catch (Errno e) {
                if (!e.is(Errno.EPERM) && !e.is(Errno.EINVAL)) throw e;
                mode &= 01777;
            }
        }
        try (Fd held = new Fd(Posix.openHere(at, name, Posix.O_PATH))) {
            Posix.setMode(held.number(), mode);
            ChangeTimes.learn(held.number());
            return Posix.stat(held.number());
        }
    }

    private byte[] name() {
        return stage.file().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Override
    public Optional<Version> version() throws IOException {
        Published file = published;
        if (!committed || file == null) return Optional.empty();
        Optional<Version> now = version(file, file.after());
        boolean worthIt = file.staged().size() >= WORTH_A_PAUSE;
        if (now.isEmpty() || now.get().settled() || !worthIt) {
            return now.filter(Version::settled);
        }
        LockSupport.parkNanos(ChangeTimes.STEP.multipliedBy(2).toNanos());
        try (Tree.Place place = storage.tree().place(file.path())) {
            return version(file, storage.statAt(place))
                    .filter(then -> then.same(now.get()))
                    .filter(Version::settled);
        }
    }

    /// The version of what stood under the name, if nobody had written to it since the stage was
    /// last looked at.
    private Optional<Version> version(Published file, Optional<Stat> there) {
        Stat staged = file.staged();
        if (staged.size() != stage.size) return Optional.empty();
        if (!ChangeTimes.isFine(staged) && !ChangeTimes.isOver(staged.modified(), file.at())) {
            return Optional.empty();
        }
        return there.filter(now -> now.key().equals(staged.key()))
                .filter(now -> now.size() == staged.size())
                .filter(now -> now.modified().equals(staged.modified()))
                .map(storage::version);
    }

    private void join(Stat base, boolean exact, LastCheck check) throws IOException {
        try (FileChannel file = storage.openForJoin(target(), base.key())) {
            storage.joins().enter(base.key(), path);
            try {
                long length = file.size();
                if (exact ? length != base.size() : length < base.size()) {
                    throw new FileChangedException(path);
                }
                storage.joins().bound(base.key(), length);
                joinAt(file, base, length, check);
                committed = true;
            } finally {
                storage.joins().leave(base.key());
            }
        }
        stage.writer = null;
        area.area().remove(stage);
    }

    private void joinAt(FileChannel file, Stat base, long length, LastCheck check)
            throws IOException {
        Stat.Key key = base.key();
        try {
            area.area().noteJoin(stage, new StageNote.Joining(stage.target, key, length));
            boolean joined = false;
            try {
                full(() -> added(file, length));
                if (storage.settings().force()) file.force(true);
                check.confirm();
                requireStill(key);
                joined = true;
            } finally {
                if (!joined) {
                    file.truncate(length);
                    if (length == base.size()) storage.asBefore(target(), base);
                    if (storage.settings().force()) file.force(true);
                }
                area.area().forgetJoin(stage);
            }
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    /// A file that was replaced in the meantime would take what is joined to it along into nothing.
    private void requireStill(Stat.Key key) throws IOException {
        try (Tree.Place place = storage.tree().place(target())) {
            if (storage.statAt(place).filter(now -> now.key().equals(key)).isEmpty()) {
                throw new FileChangedException(path);
            }
        }
    }

    private boolean added(FileChannel file, long length) throws IOException {
        try (FileChannel staged = area.area().open(stage, java.nio.file.StandardOpenOption.READ)) {
            file.position(length);
            for (long at = 0; at < written; ) {
                long moved = staged.transferTo(at, Math.min(COPY_AT_ONCE, written - at), file);
                if (moved <= 0) throw new IOException("the staged bytes of " + path + " are gone");
                at += moved;
            }
        }
        return true;
    }

    // ---- or not

    @Override
    public void discard() {
        discarded = true;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public boolean closeKeeping() throws IOException {
        if (closed) return false;
        closed = true;
        if (channel != null) channel.close();
        if (committed || lost) return false;
        if (channel == null) return keep; // what it was to go on with was never touched
        boolean useful = stage.resumable ? nameIsFree() : stage.marked;
        boolean keeps = keep && !discarded && useful && stage.size > 0;
        stage.io.lock();
        try {
            if (lost) return false;
            stage.writer = null;
            stage.touched = storage.clock().instant();
        } finally {
            stage.io.unlock();
        }
        if (keeps) area.area().dropKept(stage.target, stage.owner, stage);
        else area.area().remove(stage);
        return keeps;
    }

    private boolean nameIsFree() {
        try (Tree.Place place = storage.tree().place(area.seenFromRoot(stage.target))) {
            return storage.statAt(place).isEmpty();
        } catch (IOException _) {
            return false; // its folder is gone
        }
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    /// Tells a full disk from one that fails.
    private <T> T full(Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (IOException e) {
            throw storage.isFull(e) ? new StorageFullException(path) : e;
        }
    }
}
