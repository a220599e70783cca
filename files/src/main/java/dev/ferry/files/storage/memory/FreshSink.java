package dev.ferry.files.storage.memory;

import dev.ferry.files.FileBusyException;
import dev.ferry.files.OffsetPastEndException;
import dev.ferry.files.UnknownMarkException;
import dev.ferry.files.Version;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.WriteMode;
import dev.ferry.files.storage.NewFile;
import dev.ferry.files.storage.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// An upload of a whole file, from its first byte on or from where an earlier one was cut.
final class FreshSink implements Sink {

    private final Tree tree;
    private final VirtualPath path;
    private final Node.Folder folder;
    private final String owner;
    private final NewFile options;
    private final boolean mayReplace;

    private final Start start;

    private volatile State state = new State.Waiting();
    private volatile long size;
    private boolean discarded;
    private Optional<Version> version = Optional.empty();
    private final AtomicReference<Runnable> onTakenOver = new AtomicReference<>(() -> {});

    /// What it begins with.
    sealed interface Start {
        record Nothing() implements Start {}

        /// So many bytes of the owner's partial.
        record Partial(long bytes) implements Start {}

        /// What was there at a mark.
        record Marked(WriteMode.Mark mark) implements Start {}

        default long length() {
            return switch (this) {
                case Nothing() -> 0;
                case Partial(long bytes) -> bytes;
                case Marked(WriteMode.Mark mark) -> mark.bytes();
            };
        }
    }

    private sealed interface State {
        record Waiting() implements State {}

        record Running(Stage stage) implements State {}

        record Ended(String why) implements State {}

        record Committed() implements State {}

        record Closed() implements State {}
    }

    FreshSink(
            Tree tree,
            VirtualPath path,
            Node.Folder folder,
            String owner,
            NewFile options,
            boolean mayReplace,
            Start start) {
        this.tree = tree;
        this.path = path;
        this.folder = folder;
        this.owner = owner;
        this.options = options;
        this.mayReplace = mayReplace;
        this.start = start;
        this.size = start.length();
    }

    @Override
    public void begin() throws IOException {
        List<FreshSink> ended =
                tree.look(() -> {
                    if (!(state instanceof State.Waiting)) {
                        throw new IllegalStateException("already begun");
                    }
                    requireFolder();
                    return switch (start) {
                        case Start.Nothing() -> startFresh();
                        case Start.Partial _, Start.Marked _ -> takeOver();
                    };
                });
        ended.forEach(FreshSink::tellTakenOver);
    }

    private List<FreshSink> startFresh() {
        run(new Buffer(), Optional.empty());
        return List.of();
    }

    /// @return the sinks that no longer have a say
    private List<FreshSink> takeOver() throws IOException {
        var from = source();
        long there = from.map(stage -> stage.buffer.length()).orElse(0);
        if (start.length() > there) {
            throw start instanceof Start.Marked
                    ? new UnknownMarkException(path)
                    : new OffsetPastEndException(path, start.length(), there);
        }
        var buffer =
                from.map(stage -> new Buffer(stage.buffer.content(), (int) start.length()))
                        .orElseGet(Buffer::new);
        List<Stage> older =
                start instanceof Start.Marked
                        ? from.map(List::of).orElseGet(List::of)
                        : tree.lasting(folder, path.name(), owner);
        var writers = endAll(folder, older, "was taken over by another transfer");
        run(buffer, from);
        return writers;
    }

    private Optional<Stage> source() {
        return switch (start) {
            case Start.Nothing() -> Optional.empty();
            case Start.Partial _ -> tree.partial(folder, path.name(), owner);
            case Start.Marked(WriteMode.Mark mark) ->
                    tree.marked(folder, path.name(), owner, mark.stage());
        };
    }

    /// @param before what it goes on with: marks of that are marks of this
    private void run(Buffer buffer, Optional<Stage> before) {
        var stage =
                new Stage(
                        before.map(it -> it.id).orElseGet(tree::nextId),
                        path.name(),
                        owner,
                        options.mode(),
                        options.keepPartial(),
                        folder.children.containsKey(path.name()),
                        tree.now(),
                        buffer);
        stage.marked = before.map(it -> it.marked).orElse(false);
        stage.writer = this;
        folder.stages.add(stage);
        state = new State.Running(stage);
    }

    /// Takes `stages` away from whoever writes them. The tree's lock is held; the writers are to be
    /// told once it is not.
    static List<FreshSink> endAll(Node.Folder folder, List<Stage> stages, String why) {
        var writers =
                stages.stream()
                        .flatMap(stage -> Optional.ofNullable(stage.writer).stream())
                        .toList();
        for (FreshSink writer : writers) writer.state = new State.Ended(why);
        folder.stages.removeAll(stages);
        return writers;
    }

    void tellTakenOver() {
        onTakenOver.getAndSet(() -> {}).run();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return tree.look(() -> {
            Stage stage = requireRunning();
            int written = stage.buffer.append(source, path);
            stage.modified = tree.now();
            size = stage.buffer.length();
            return written;
        });
    }

    @Override
    public VirtualPath target() {
        return path;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void onTakenOver(Runnable action) {
        onTakenOver.set(action);
        if (state instanceof State.Ended) tellTakenOver(); // while this was being said
    }

    @Override
    public Optional<WriteMode.Mark> mark() throws IOException {
        return tree.look(() -> {
            Stage stage = requireRunning();
            if (!stage.lasting) return Optional.empty();
            stage.marked = true;
            return Optional.of(new WriteMode.Mark(Long.toString(stage.id), stage.buffer.length()));
        });
    }

    @Override
    public void commit(LastCheck check) throws IOException {
        tree.change(this::requireRunning);
        check.confirm();
        tree.change(this::publish);
    }

    private void publish() throws IOException {
        Stage stage = requireRunning();
        requireFolder();
        int mode = stage.mode;
        Node there = folder.children.get(path.name());
        if (there != null) {
            if (!(mayReplace && there instanceof Node.File)) {
                throw new FileAlreadyExistsException(path.toString());
            }
            mode = there.facts().mode;
        }
        folder.stages.remove(stage);
        var file = new Node.File(tree.facts(mode), stage.buffer.content(), tree.nextId());
        tree.put(folder, path.name(), file);
        version = Optional.of(tree.version(file));
        state = new State.Committed();
    }

    @Override
    public Optional<Version> version() {
        return version;
    }

    @Override
    public void discard() {
        discarded = true;
    }

    @Override
    public boolean closeKeeping() throws IOException {
        return tree.look(() -> {
            State last = state;
            state = new State.Closed();
            return switch (last) {
                case State.Running(Stage stage) -> kept(stage);
                case State.Waiting() -> source().isPresent();
                case State.Ended _, State.Committed _, State.Closed _ -> false;
            };
        });
    }

    private boolean kept(Stage stage) {
        folder.stages.remove(stage);
        stage.writer = null;
        boolean wanted = stage.replaces ? stage.marked : !folder.children.containsKey(stage.name);
        boolean useful = stage.lasting && !discarded && stage.buffer.length() > 0 && wanted;
        if (!useful) return false;
        List<Stage> cutBefore =
                tree.ofOwner(folder, stage.name, owner)
                        .filter(other -> other.writer == null)
                        .toList();
        folder.stages.removeAll(cutBefore);
        folder.stages.add(stage);
        return true;
    }

    @Override
    public boolean isOpen() {
        return !(state instanceof State.Closed);
    }

    private Stage requireRunning() throws IOException {
        return switch (state) {
            case State.Running(Stage stage) -> stage;
            case State.Ended(String why) -> throw new FileBusyException(path, why);
            case State.Waiting() -> throw new IllegalStateException("not begun");
            case State.Committed(), State.Closed() -> throw new ClosedChannelException();
        };
    }

    private void requireFolder() throws NoSuchFileException {
        if (folder.gone) throw new NoSuchFileException(path.parent().toString());
    }
}
