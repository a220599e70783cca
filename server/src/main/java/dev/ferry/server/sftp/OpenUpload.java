package dev.ferry.server.sftp;

import dev.ferry.core.work.FactChanges;
import dev.ferry.core.work.Upload;
import dev.ferry.core.work.UploadMode;
import dev.ferry.core.work.Workspace;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.sftp.Attributes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A file that is written. Until CLOSE nobody else sees anything of it; then it is there as a
/// whole, if there is no gap in it.
///
/// Opened without TRUNCATE ([#updating]), the first byte that is written says what becomes of the
/// file that is there: it keeps what stands before that byte, and from there on is what is written.
/// That may not make it shorter, since such a client means to change a part in the middle.
final class OpenUpload implements OpenHandle {

    /// The JDK keeps as much native memory for each thread as its longest write took.
    static final int AT_ONCE = 64 * 1024;

    private final Workspace files;
    private final boolean appending;
    private final boolean updating;
    private final int most;
    private final Budget budget;
    private Upload file;
    private InOrder order;
    private boolean begun;
    private long notBelow;
    private FactChanges facts = NO_CHANGES;
    private @Nullable IOException failure;
    private volatile long bytes;

    private static final FactChanges NO_CHANGES =
            new FactChanges(Optional.empty(), Optional.empty(), OptionalInt.empty());

    /// What a file is opened for.
    enum Manner {
        /// From its first byte on.
        WHOLE,
        /// What is there, changed from some byte on.
        UPDATING,
        /// What is there, and more.
        APPENDING
    }

    /// @param file not begun
    /// @param most bytes kept that came too early
    OpenUpload(Workspace files, Upload file, Manner manner, int most, Budget budget) {
        this.files = files;
        this.file = file;
        this.appending = manner == Manner.APPENDING;
        this.updating = manner == Manner.UPDATING;
        this.most = most;
        this.budget = budget;
        this.order = inOrder();
        this.notBelow = updating ? file.standing().orElse(0) : 0;
    }

    private InOrder inOrder() {
        return new InOrder(file.path().toString(), file.size(), most, budget);
    }

    @Override
    public VirtualPath path() {
        return file.path();
    }

    /// As much as is known of what is not there yet.
    @Override
    public Attributes attributes() {
        return new Attributes(
                OptionalLong.of(order.end()),
                Optional.empty(),
                OptionalInt.of(Attributes.FILE | facts.mode().orElse(0644)),
                Optional.empty());
    }

    /// @param offset without a sign
    void write(long offset, ByteBuffer some) throws IOException {
        requireSound();
        if (!begun) begin(offset);
        try {
            order.put(appending ? order.end() : offset, some, this::store);
        } catch (RefusedException e) {
            throw e; // nothing has happened to the file
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private void store(ByteBuffer some) throws IOException {
        long more = bytes + some.remaining(); // volatile for those who watch; written by one thread
        bytes = more;
        int end = some.limit();
        while (some.position() < end) {
            some.limit(Math.min(end, some.position() + AT_ONCE));
            file.write(some);
        }
    }

    /// @param first where the first byte is to go
    private void begin(long first) throws IOException {
        long there = file.standing().orElse(file.size());
        if (updating && first != file.size() && first >= 0 && first <= there) {
            anew(first == 0 ? new UploadMode.Store() : new UploadMode.Resume(first));
        }
        file.onTakenOver(file::hurry);
        file.begin();
        begun = true;
    }

    private void anew(UploadMode mode) throws IOException {
        VirtualPath path = file.path();
        Upload other = files.upload(path, mode);
        file.withdraw();
        file = other;
        order.clear();
        order = inOrder();
    }

    private void requireSound() throws IOException {
        IOException before = failure;
        if (before != null) throw before;
    }

    /// Sets facts of a file that will be there: once it is.
    void set(Attributes wanted) throws IOException {
        requireSound();
        if (wanted.size().isPresent()) resize(wanted.size().getAsLong());
        FactChanges asked = Facts.changes(wanted);
        if (asked.isEmpty()) return;
        files.requireSettable(path(), asked);
        facts = asked.over(facts);
    }

    /// Nothing is cut that was written, and nothing is made up that was not; but clients say the
    /// size again that it has, or empty a file before they write it.
    private void resize(long size) throws IOException {
        if (!begun && size == 0 && updating) {
            anew(new UploadMode.Store());
            notBelow = 0;
            file.begin();
            begun = true;
            return;
        }
        if (size == order.end()) return;
        throw RefusedException.unsupported(
                "%s: %d bytes are written, and it cannot be made %s bytes long; write it again"
                        .formatted(path(), order.end(), Long.toUnsignedString(size)));
    }

    /// Has what was written so far on disk, also if the session ends now.
    void force() throws IOException {
        requireSound();
        if (!begun || order.hasGap()) {
            throw RefusedException.failed(
                    path() + ": bytes before those that were written last are missing");
        }
        if (file.mark().isEmpty()) {
            throw RefusedException.unsupported(
                    path() + ": is forced to the disk when it is closed, and not before");
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (failure != null) {
                file.cut(String.valueOf(failure.getMessage()));
                throw failure;
            }
            if (!begun) {
                if (updating && (file.size() > 0 || notBelow > 0)) {
                    file.withdraw(); // opened and closed: what is there stays as it is
                    setFacts();
                    return;
                }
                file.begin();
                begun = true;
            }
            commit();
        } finally {
            order.clear();
            file.close();
        }
        setFacts();
    }

    private void commit() throws IOException {
        if (order.hasGap()) {
            String why =
                    "the bytes from %d to %d never came"
                            .formatted(order.next(), order.afterGap() - 1);
            file.cut(why);
            throw RefusedException.failed(path() + ": not stored: " + why);
        }
        if (order.next() < notBelow) {
            String why =
                    "it is %d bytes long, and what was written ends at %d: a part of a file cannot be replaced; write it to its end, or truncate it first"
                            .formatted(notBelow, order.next());
            file.discard();
            file.cut(why);
            throw RefusedException.unsupported(path() + ": not stored: " + why);
        }
        try {
            file.commit(() -> {});
        } catch (IOException e) {
            file.cut(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void setFacts() throws IOException {
        if (!facts.isEmpty()) files.setFacts(path(), facts);
    }

    @Override
    public void abandon(String why) throws IOException {
        order.clear();
        if (!begun) {
            file.withdraw();
            return;
        }
        file.cut(why);
        file.close();
    }

    @Override
    public void hurry() {
        file.hurry();
    }

    @Override
    public Optional<Glance> glance() {
        return Optional.of(new Glance("upload", file.path(), bytes));
    }
}
