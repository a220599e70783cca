package dev.ferry.files.storage.local;

import dev.ferry.files.Entry;
import dev.ferry.files.NameText;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Listing;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The entries of a folder as the kernel hands them out, each with its facts. A long one is read
/// ahead ([ReadAhead]).
final class LocalListing implements Listing {

    private static final byte[] RESERVED = {
        '.', 'f', 'e', 'r', 'r', 'y', '-', 's', 't', 'a', 'g', 'e'
    };

    /// From so many entries on it pays to have a second thread.
    private static final int LONG = 512;

    private final LocalStorage storage;
    private final VirtualPath path;
    private final Fd folder;
    private final Posix.Reader reader;
    private int entries;
    private @Nullable ReadAhead ahead;

    LocalListing(LocalStorage storage, VirtualPath path, Fd folder) {
        this.storage = storage;
        this.path = path;
        this.folder = folder;
        this.reader = new Posix.Reader(folder.number());
    }

    @Override
    public @Nullable Entry next() throws IOException {
        if (ahead != null) return ahead.next();
        if (++entries > LONG) {
            ReadAhead begun = readAhead();
            if (begun != null) return begun.next();
        }
        return read();
    }

    private @Nullable ReadAhead readAhead() {
        try {
            ahead = ReadAhead.of(this::read);
        } catch (OutOfMemoryError _) { // no thread to be had
            entries = 0;
        }
        return ahead;
    }

    private @Nullable Entry read() throws IOException {
        try {
            while (reader.advance()) {
                byte[] name = reader.name();
                if (isOurs(name)) continue;
                try {
                    return entry(NameText.of(name), reader.stat());
                } catch (Errno e) {
                    if (!e.is(Errno.ENOENT)) throw e;
                }
            }
            return null;
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    @Override
    public @Nullable String nextName() throws IOException {
        if (ahead != null) {
            Entry entry = ahead.next();
            return entry == null ? null : entry.name();
        }
        try {
            while (reader.advance()) {
                byte[] name = reader.name();
                if (!isOurs(name)) return NameText.of(name);
            }
            return null;
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    private Entry entry(String name, Stat stat) {
        if (!stat.isLink()) return stat.entry(name, Optional.empty(), storage.length(stat));
        return stat.entry(name, storage.leadsTo(path.child(name)), stat.size());
    }

    private static boolean isOurs(byte[] name) {
        return name[0] == '.'
                && (name.length == 1
                        || (name.length == 2 && name[1] == '.')
                        || Arrays.equals(name, RESERVED));
    }

    @Override
    public void close() {
        if (ahead != null) ahead.close();
        reader.close();
        folder.close();
    }
}
