package dev.ferry.server.ftp;

import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Listing;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A listing as lines of text, written as they are asked for. Close it.
///
/// @param path what is listed
/// @param head a line before the entries; empty for none
/// @param entries read on the thread that writes the lines
record Lines(VirtualPath path, String head, Listing entries, Style style)
        implements java.io.Closeable {

    /// How an entry is said.
    @FunctionalInterface
    interface Style {
        /// Appends a line without its end.
        void append(StringBuilder out, Entry entry);
    }

    /// The entries of a folder.
    static Lines of(VirtualPath folder, Listing entries, Style style) {
        return new Lines(folder, "", entries, style);
    }

    /// One entry alone.
    static Lines of(VirtualPath path, Entry entry, Style style) {
        return new Lines(path, "", new Single(entry), style);
    }

    Lines headed(String line) {
        return new Lines(path, line, entries, style);
    }

    @Override
    public void close() throws IOException {
        entries.close();
    }

    private static final class Single implements Listing {
        private @Nullable Entry left;

        Single(Entry entry) {
            left = entry;
        }

        @Override
        public @Nullable Entry next() {
            Entry next = left;
            left = null;
            return next;
        }

        @Override
        public void close() {
            left = null;
        }
    }
}
