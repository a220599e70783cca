package dev.ferry.files;

import java.nio.file.FileSystemException;

/// There is no upload to go on with from that mark: it was finished, dropped, or never this one's.
public final class UnknownMarkException extends FileSystemException {

    public UnknownMarkException(VirtualPath path) {
        super(path.toString(), null, "no upload of yours waits at that marker");
    }
}
