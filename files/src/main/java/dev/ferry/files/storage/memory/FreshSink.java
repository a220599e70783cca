package dev.ferry.files.storage.memory;

import dev.ferry.files.FileBusyException;
import dev.ferry.files.OffsetPastEndException;
import dev.ferry.files.Version;
import dev.ferry.files.VirtualPath;
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

    /// Bytes of the owner's partial to begin with; empty for a fresh upload.
    private final Optional<Long> continued;

    private volatile State state = new State.Waiting();
    private volatile long size;
    private boolean discarded;
    private Optional<Version> version = Optional.empty();
    private final AtomicReference<Runnable> onTakenOver = new AtomicReference<>(() -> {});

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
            Optional<Long> continued) {
        this.tree = tree;
        this.path = path;
        this.folder = folder;
        this.owner = owner;
        this.options = options;
        this.mayReplace = mayReplace;
        this.continued = continued;
        this.size = continued.orElse(0L);
    }

    @Override
    public void begin() throws IOException {
        List<FreshSink> ended =
                tree.look(() -> {
                    if (!(state instanceof State.Waiting)) {
                        throw new IllegalStateException("already begun");
                    }
                    requireFolder();
                    return continued.isEmpty() ? startFresh() : takeOver(continued.get());
                });
        ended.forEach(FreshSink::tellTakenOver);
    }

    private List<FreshSink> startFresh() {
        run(new Buffer());
        return List.of();
    }

    /// @return the sinks that no longer have a say
    private List<FreshSink> takeOver(long offset) throws IOException {
        var partial = tree.partial(folder, path.name(), owner);
        long there = partial.map(stage -> stage.buffer.length()).orElse(0);
        if (offset > there) throw new OffsetPastEndException(path, offset, there);
        var buffer =
                partial.map(stage -> new Buffer(stage.buffer.content(), (int) offset))
                        .orElseGet(Buffer::new);
        List<Stage> older = tree.lasting(folder, path.name(), owner);
        var writers = endAll(folder, older, "was taken over by another transfer");
        run(buffer);
        return writers;
    }

    private void run(Buffer buffer) {
        var stage =
                new Stage(
                        tree.nextId(),
                        path.name(),
                        owner,
                        options.mode(),
                        options.keepPartial(),
                        tree.now(),
                        buffer);
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
    public long size() {
        return size;
    }

    @Override
    public void onTakenOver(Runnable action) {
        onTakenOver.set(action);
        if (state instanceof State.Ended) tellTakenOver(); // while this was being said
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
                case State.Waiting() ->
                        continued.isPresent()
                                && tree.partial(folder, path.name(), owner).isPresent();
                case State.Ended _, State.Committed _, State.Closed _ -> false;
            };
        });
    }

    private boolean kept(Stage stage) {
        folder.stages.remove(stage);
        stage.writer = null;
        boolean useful =
                stage.lasting
                        && !discarded
                        && stage.buffer.length() > 0
                        && !folder.children.containsKey(stage.name);
        if (!useful) return false;
        List<Stage> cutBefore =
                tree.lasting(folder, stage.name, owner).stream()
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
