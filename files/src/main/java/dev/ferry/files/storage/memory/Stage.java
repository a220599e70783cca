package dev.ferry.files.storage.memory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An upload of a whole file, running or cut, before it has its name. Guarded by the [Tree]'s lock.
final class Stage {

    final long id;
    final String name;
    final String owner;
    final int mode;

    /// Whether it is kept for its owner when it is cut.
    final boolean lasting;

    /// Whether it is to replace a file: then it is for whoever has a mark of it.
    final boolean replaces;

    boolean marked;
    final Instant began;
    Instant modified;
    final Buffer buffer;

    /// Who writes it; null once it was cut.
    @Nullable FreshSink writer;

    Stage(
            long id,
            String name,
            String owner,
            int mode,
            boolean lasting,
            boolean replaces,
            Instant began,
            Buffer buffer) {
        this.id = id;
        this.name = name;
        this.owner = owner;
        this.mode = mode;
        this.lasting = lasting;
        this.replaces = replaces;
        this.began = began;
        this.modified = began;
        this.buffer = buffer;
    }

    /// This upload under another name, cut as it is.
    Stage named(String other) {
        var moved = new Stage(id, other, owner, mode, lasting, replaces, began, buffer);
        moved.modified = modified;
        moved.marked = marked;
        return moved;
    }
}
