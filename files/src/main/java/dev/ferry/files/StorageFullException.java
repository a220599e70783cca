package dev.ferry.files;

import java.nio.file.FileSystemException;

/// No room is left where `path` is stored. What had been written of it is given back.
public final class StorageFullException extends FileSystemException {

    public StorageFullException(VirtualPath path) {
        super(path.toString(), null, "no space left on the disk");
    }
}
