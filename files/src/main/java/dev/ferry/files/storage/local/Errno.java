package dev.ferry.files.storage.local;

import dev.ferry.files.FileBusyException;
import dev.ferry.files.IllegalNameException;
import dev.ferry.files.StorageFullException;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// A kernel call's refusal, before anyone knows which path it was about. Has no stack trace: most
/// are ordinary answers.
final class Errno extends Exception {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int EEXIST = 17;
    static final int EXDEV = 18;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ENAMETOOLONG = 36;
    static final int ENOSYS = 38;
    static final int ENOTEMPTY = 39;
    static final int ELOOP = 40;
    static final int EDQUOT = 122;

    private final int number;

    Errno(int number) {
        super("errno " + number, null, false, false);
        this.number = number;
    }

    boolean is(int other) {
        return number == other;
    }

    /// The exception that says this of `path`.
    IOException of(VirtualPath path) {
        String name = path.toString();
        return switch (number) {
            case ENOENT, ELOOP -> new NoSuchFileException(name);
            case EPERM, EACCES ->
                    new AccessDeniedException(name, null, "the server's own account may not");
            case EROFS -> new AccessDeniedException(name, null, "the disk is read-only");
            case EEXIST -> new FileAlreadyExistsException(name);
            case ENOTDIR -> new NotDirectoryException(name);
            case EISDIR -> new FileAlreadyExistsException(name, null, "is a folder");
            case ENOTEMPTY -> new DirectoryNotEmptyException(name);
            case ENOSPC, EDQUOT -> new StorageFullException(path);
            case ENAMETOOLONG -> new IllegalNameException(path, "the name is too long");
            case EBUSY -> new FileBusyException(path, "is in use by the system");
            case EXDEV ->
                    new FileSystemException(name, null, "cannot be moved to another disk at once");
            case EINVAL -> new FileSystemException(name, null, "is not possible there");
            default ->
                    new FileSystemException(name, null, "the disk failed (error " + number + ")");
        };
    }
}
