package dev.ferry.files.storage.memory;

import dev.ferry.files.FileChangedException;
import dev.ferry.files.Version;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.WriteMode;
import dev.ferry.files.storage.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;

/// An upload that is joined to a file that is there.
final class JoinSink implements Sink {

    private final Tree tree;
    private final VirtualPath path;
    private final Node.Folder folder;
    private final Node.File file;

    /// The file as it was, of which bytes are kept; an append takes it as it is by then.
    private final Content before;

    /// Bytes of the file that stay; empty for all of them.
    private final Optional<Integer> offset;

    private final Buffer buffer = new Buffer();
    private State state = State.WAITING;
    private long size;

    private enum State {
        WAITING,
        RUNNING,
        COMMITTED,
        CLOSED
    }

    JoinSink(
            Tree tree,
            VirtualPath path,
            Node.Folder folder,
            Node.File file,
            Optional<Integer> offset) {
        this.tree = tree;
        this.path = path;
        this.folder = folder;
        this.file = file;
        this.before = file.content;
        this.offset = offset;
        this.size = offset.orElse(before.length());
    }

    @Override
    public void begin() {
        if (state != State.WAITING) throw new IllegalStateException("already begun");
        state = State.RUNNING;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        requireRunning();
        int written = buffer.append(source, path);
        size += written;
        return written;
    }

    @Override
    public VirtualPath target() {
        return path;
    }

    @Override
    public long size() {
        return size;
    }

    /// Nobody takes over what is added to a whole file: each addition is whole by itself.
    @Override
    public void onTakenOver(Runnable action) {}

    @Override
    public Optional<WriteMode.Mark> mark() {
        return Optional.empty();
    }

    @Override
    public void commit(LastCheck check) throws IOException {
        requireRunning();
        check.confirm();
        tree.change(() -> {
            boolean same = folder.children.get(path.name()) == file;
            if (!same || (offset.isPresent() && file.content != before)) {
                throw new FileChangedException(path);
            }
            int kept = offset.orElse(file.content.length());
            file.version = tree.nextId();
            file.content = file.content.joined(kept, buffer.content(), path);
            file.facts().modified = tree.now();
            size = file.content.length();
        });
        state = State.COMMITTED;
    }

    @Override
    public Optional<Version> version() {
        return Optional.empty();
    }

    @Override
    public void discard() {}

    @Override
    public boolean closeKeeping() {
        state = State.CLOSED;
        return false;
    }

    @Override
    public boolean isOpen() {
        return state != State.CLOSED;
    }

    private void requireRunning() throws ClosedChannelException {
        switch (state) {
            case RUNNING -> {}
            case WAITING -> throw new IllegalStateException("not begun");
            case COMMITTED, CLOSED -> throw new ClosedChannelException();
        }
    }
}
