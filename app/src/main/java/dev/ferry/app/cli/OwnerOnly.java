package dev.ferry.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// Attributes of files and folders that nobody but their owner may open, from their first moment
/// on; none on systems that have other ways.
public final class OwnerOnly {

    private OwnerOnly() {}

    public static FileAttribute<?>[] folder(Path path) {
        return attributes(path, "rwx------");
    }

    public static FileAttribute<?>[] file(Path path) {
        return attributes(path, "rw-------");
    }

    /// Takes everybody else's rights from what is there.
    public static void restrict(Path path) throws IOException {
        if (isPosix(path)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] attributes(Path path, String mode) {
        return isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
                }
                : new FileAttribute<?>[0];
    }
}
