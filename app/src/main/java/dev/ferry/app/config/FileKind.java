package dev.ferry.app.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// A file, or a word for none of one's own choice.
///
/// @param none that word
record FileKind(String none) implements Kind<Optional<Path>> {

    @Override
    public String words() {
        return "a file, or " + none;
    }

    @Override
    public Optional<Path> read(String text) {
        return text.equals(none) ? Optional.empty() : Optional.of(path(text));
    }

    static Path path(String text) {
        if (text.isBlank()) throw new IllegalArgumentException("empty, and must be a file");
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' is not a path: " + e.getReason(), e);
        }
    }

    @Override
    public String write(Optional<Path> value) {
        return value.map(Path::toString).orElse(none);
    }

    @Override
    public Optional<Path> relativeTo(Path folder, Optional<Path> value) {
        return value.map(folder::resolve);
    }
}
