package dev.ferry.client;

import dev.ferry.files.VirtualPath;
import java.nio.file.Path;

/// Something that is to be moved, as a value: it can wait, be kept in a file, and be done another
/// day.
public sealed interface Order {

    /// The URL of the site, without a password.
    String site();

    /// What it is about, in a few words.
    String text();

    /// Fetches one file.
    record Get(String site, VirtualPath from, Path to, TransferOptions options) implements Order {
        @Override
        public String text() {
            return from.toString();
        }
    }

    /// Sends one file.
    record Put(Path from, String site, VirtualPath to, TransferOptions options) implements Order {
        @Override
        public String text() {
            return from.toString();
        }
    }

    /// Makes a folder like another.
    ///
    /// @param up whether the one at the site becomes like the one here
    /// @param onlyNewer see [SyncPlan.Rules]
    /// @param maxDelete nothing at all is done where more would be deleted; negative for any number
    /// @param parallel files at a time
    record Mirror(
            String site,
            VirtualPath there,
            Path here,
            boolean up,
            SyncFilter filter,
            boolean onlyNewer,
            boolean delete,
            long maxDelete,
            int parallel,
            TransferOptions options)
            implements Order {
        @Override
        public String text() {
            return up ? here + " -> " + there : there + " -> " + here;
        }
    }
}
