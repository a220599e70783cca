package dev.ferry.files.storage.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/// A descriptor of the kernel and its one owner. Closing again does nothing.
final class Fd implements AutoCloseable {

    private int number;

    Fd(int number) {
        this.number = number;
    }

    int number() {
        if (number < 0) throw new IllegalStateException("closed");
        return number;
    }

    /// Opens what this holds as a channel of the JDK: the same file, whatever its name is by now.
    FileChannel channel(OpenOption... options) throws IOException {
        return FileChannel.open(Path.of(path(number())), options);
    }

    /// A file of ASCII name in the folder this holds, as the JDK can open it.
    Path child(String name) {
        return Path.of(path(number()) + "/" + name);
    }

    static String path(int fd) {
        return "/proc/self/fd/" + fd;
    }

    @Override
    public void close() {
        if (number >= 0) Posix.close(number);
        number = -1;
    }
}
