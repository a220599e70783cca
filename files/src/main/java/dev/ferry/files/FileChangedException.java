package dev.ferry.files;

import java.nio.file.FileSystemException;

/// The file an upload was to be joined to is no longer the one it was when the upload began. The
/// file stays as it is now; what was uploaded is dropped.
public final class FileChangedException extends FileSystemException {

    public FileChangedException(VirtualPath path) {
        super(path.toString(), null, "changed while it was being added to");
    }
}
