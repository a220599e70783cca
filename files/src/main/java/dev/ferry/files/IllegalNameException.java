package dev.ferry.files;

import java.nio.file.FileSystemException;

/// A name that cannot be stored here: too long, reserved, or not the one way to say its bytes
/// ([NameText]).
public final class IllegalNameException extends FileSystemException {

    public IllegalNameException(VirtualPath path, String why) {
        super(path.toString(), null, why);
    }
}
