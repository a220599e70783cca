package dev.ferry.server.ftp;

import java.io.IOException;

/// What came over the data connection is not in the mode or structure that was agreed on.
final class WrongDataException extends IOException {

    WrongDataException(String why) {
        super(why);
    }
}
