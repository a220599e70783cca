package dev.ferry.core.work;

import dev.ferry.files.WriteMode;

/// What an upload is to do with its name.
public sealed interface UploadMode {

    /// A file from its first byte on: new, or over the one that is there (STOR).
    record Store() implements UploadMode {}

    /// A file whose name must be free (STOU).
    record StoreNew() implements UploadMode {}

    /// Go on after the first `offset` bytes of the file that is there, or of one's own interrupted
    /// upload (REST and STOR).
    record Resume(long offset) implements UploadMode {
        public Resume {
            if (offset < 1) throw new IllegalArgumentException("offset " + offset);
        }
    }

    /// Go on at the end of what is there: the file, one's own interrupted upload, or nothing
    /// (APPE).
    record Append() implements UploadMode {}

    /// Go on with one's own upload from a mark of it ([Upload#mark]).
    record FromMark(WriteMode.Mark mark) implements UploadMode {}
}
