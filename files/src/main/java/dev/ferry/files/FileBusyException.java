package dev.ferry.files;

import java.nio.file.FileSystemException;

/// What was asked cannot be done at this moment and may work later: FTP answers 450.
public final class FileBusyException extends FileSystemException {

    public FileBusyException(VirtualPath path, String why) {
        super(path.toString(), null, why);
    }
}
