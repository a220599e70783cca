package dev.ferry.files.storage;

import dev.ferry.files.Entry;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The entries of one folder, without `.` and `..`, in no order. For one thread; not to be shared.
public interface Listing extends Closeable {

    /// The next entry, or null after the last. An entry that vanished meanwhile is passed over.
    @Nullable Entry next() throws IOException;

    /// The same where its name is all that is wanted, which costs a storage less: nothing is looked
    /// at but the folder.
    default @Nullable String nextName() throws IOException {
        Entry entry = next();
        return entry == null ? null : entry.name();
    }

    @Override
    void close() throws IOException;
}
