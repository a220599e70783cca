package dev.ferry.server.ftp;

import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import java.io.Closeable;
import java.io.IOException;

/// A listing as lines of text, written as they are asked for, on one thread. Close it.
sealed interface Lines extends Closeable permits FolderLines, NameLines, SingleLine, TreeLines {

    /// What is listed.
    VirtualPath path();

    /// Goes on by one entry at most, so that whoever asks can stop in between.
    ///
    /// @param out gets lines with their ends, or nothing yet
    /// @return false after the last
    boolean step(StringBuilder out) throws IOException;

    /// Entries listed so far.
    long entries();

    /// What the last reply has to say besides: what was left out, and why; empty for nothing.
    String remark();

    /// How an entry is said.
    @FunctionalInterface
    interface Style {
        /// Appends a line without its end.
        void append(StringBuilder out, Entry entry);
    }
}
