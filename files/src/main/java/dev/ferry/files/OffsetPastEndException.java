package dev.ferry.files;

import java.nio.file.FileSystemException;

/// A restart beyond the end of what is there (RFC 3659 §5.3: nothing is moved; FTP answers 554).
public final class OffsetPastEndException extends FileSystemException {

    public OffsetPastEndException(VirtualPath path, long offset, long size) {
        super(path.toString(), null, "cannot start at byte " + offset + " of " + size);
    }
}
