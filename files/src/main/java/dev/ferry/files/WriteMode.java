package dev.ferry.files;

/// How an upload meets what already stands under its name.
public sealed interface WriteMode {

    /// A file from its first byte on.
    ///
    /// @param mayReplace whether it may take the place of a file that is there at commit; without
    ///   it, such a commit fails with [java.nio.file.FileAlreadyExistsException]
    record Fresh(boolean mayReplace) implements WriteMode {}

    /// What is written is joined to the end of the whole file that is there.
    record Append() implements WriteMode {}

    /// The whole file that is there keeps its first `offset` bytes, and what is written follows
    /// them.
    ///
    /// @param offset bytes, at most the file's size
    record Resume(long offset) implements WriteMode {}

    /// The writer's own interrupted upload keeps its first `offset` bytes, and what is written
    /// follows them.
    ///
    /// @param offset bytes, at most the partial's size
    /// @param mayReplace as for [Fresh]
    record Continue(long offset, boolean mayReplace) implements WriteMode {}

    /// The writer's own upload, running or cut, goes on from a mark of it.
    ///
    /// @param mark as [dev.ferry.files.storage.Sink#mark] gave it
    /// @param mayReplace as for [Fresh]
    record FromMark(Mark mark, boolean mayReplace) implements WriteMode {}

    /// A place in an upload that outlives it.
    ///
    /// @param stage the storage's own word for the upload: printable, no blanks
    /// @param bytes of it before the mark
    record Mark(String stage, long bytes) {}
}
