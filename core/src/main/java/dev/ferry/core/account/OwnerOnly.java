package dev.ferry.core.account;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// Files and folders that nobody but their owner may open, from their first moment on. What is
/// there already is left as it is, but for [#restrict].
public final class OwnerOnly {

    private OwnerOnly() {}

    public static void file(Path file) throws IOException {
        try {
            Files.createFile(file, mode(file, "rw-------"));
        } catch (FileAlreadyExistsException _) {
            // as it is
        }
    }

    /// Takes everybody else's rights from a file of ours that may have been made without care; does
    /// nothing where there is none.
    public static void restrict(Path file) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (!posix || Files.notExists(file)) return;
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /// @return `folder`, made with its parents where missing
    static Path folder(Path folder) throws IOException {
        return Files.isDirectory(folder)
                ? folder // may be a link, which createDirectories refuses on some systems
                : Files.createDirectories(folder, mode(folder, "rwx------"));
    }

    private static FileAttribute<?>[] mode(Path path, String mode) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
                }
                : new FileAttribute<?>[0];
    }
}
