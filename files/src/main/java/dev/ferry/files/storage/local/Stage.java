package dev.ferry.files.storage.local;

import dev.ferry.files.VirtualPath;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Bytes of an upload that is not a file yet: a file of random name in a [StageArea].
///
/// Written to by one sink at a time, its [#writer]; [#io] is held for each single write and for a
/// change of writer, so that a sink that was taken over never writes between the bytes of the next.
/// The other fields are guarded by the area's lock.
final class Stage {

    final String id;
    final String owner;

    /// Whether it is an upload of a name that was not there, for its owner to see and to go on
    /// with.
    final boolean resumable;

    final ReentrantLock io = new ReentrantLock();

    /// Where it is to be published, seen from the folder the area is in.
    volatile VirtualPath target;

    /// Whether its bytes up to some place are on disk and found there after a crash
    /// ([LocalSink#mark]), also where it is to replace a file.
    volatile boolean marked;

    volatile long size;
    volatile Instant touched;

    /// Held while what is written down of it changes; guards the next two.
    final ReentrantLock noting = new ReentrantLock();

    /// The file that says it, of [StageNotes].
    @Nullable String noteFile;

    /// Whether nothing is to be written down of it any more.
    boolean forgotten;

    /// Who writes now; null while nobody does.
    volatile @Nullable LocalSink writer;

    Stage(
            String id,
            String owner,
            VirtualPath target,
            boolean resumable,
            long size,
            Instant touched) {
        this.id = id;
        this.owner = owner;
        this.target = target;
        this.resumable = resumable;
        this.size = size;
        this.touched = touched;
    }

    /// The name of the file that holds the bytes.
    String file() {
        return id + StageArea.DATA;
    }

    /// What is written down of it; empty where a crash ends it.
    Optional<StageNote> note() {
        if (resumable) return Optional.of(new StageNote.Resumable(owner, target));
        return marked ? Optional.of(new StageNote.Marked(owner, target)) : Optional.empty();
    }

    boolean isKept() {
        return writer == null;
    }
}
