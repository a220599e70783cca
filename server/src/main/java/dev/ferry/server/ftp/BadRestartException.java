package dev.ferry.server.ftp;

import dev.ferry.files.VirtualPath;
import java.nio.file.FileSystemException;

/// What REST named is no place at which this transfer could begin.
final class BadRestartException extends FileSystemException {

    BadRestartException(VirtualPath path, String why) {
        super(path.toString(), null, why);
    }
}
