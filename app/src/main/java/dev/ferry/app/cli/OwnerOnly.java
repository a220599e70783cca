package dev.ferry.app.cli;

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

    private static FileAttribute<?>[] attributes(Path path, String mode) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
                }
                : new FileAttribute<?>[0];
    }
}
