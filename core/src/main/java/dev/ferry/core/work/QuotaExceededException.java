package dev.ferry.core.work;

import dev.ferry.files.VirtualPath;
import java.nio.file.FileSystemException;

/// An upload would take more than its account may have. Nothing of it is kept.
public final class QuotaExceededException extends FileSystemException {

    QuotaExceededException(VirtualPath path, String why) {
        super(path.toString(), null, why);
    }

    /// Which quota or limit it is, and how much is used.
    public String why() {
        return String.valueOf(getReason());
    }
}
