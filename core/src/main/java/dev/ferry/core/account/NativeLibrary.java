package dev.ferry.core.account;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where SQLite's driver unpacks its library when it is first used in a process: below the data
/// folder, since a system's temporary folder may forbid to run what is in it.
final class NativeLibrary {

    private NativeLibrary() {}

    /// Names the folder to the driver, and clears away what processes left there that were killed.
    /// What is in use elsewhere stays in that process's memory, or cannot be deleted. The caller
    /// sees to it that no other process is unpacking at this time.
    static void unpackTo(Path folder) throws IOException {
        try (var leftovers = Files.newDirectoryStream(folder, "sqlite-*")) {
            for (Path leftover : leftovers) {
                try {
                    Files.deleteIfExists(leftover);
                } catch (IOException _) {
                    // in use, on a system that minds
                }
            }
        }
        System.setProperty("org.sqlite.tmpdir", folder.toString());
    }

    /// The driver marks its library with a file that everybody could read.
    static void restrict(Path folder) throws IOException {
        try (var marks = Files.newDirectoryStream(folder, "sqlite-*.lck")) {
            for (Path mark : marks) OwnerOnly.restrict(mark);
        }
    }
}
