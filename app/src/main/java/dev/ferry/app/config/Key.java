package dev.ferry.app.config;

import java.util.Optional;

/// One setting.
///
/// @param name as in the file, sections before a dot: `ftp.port`
/// @param byDefault what it is where nobody says
/// @param option what sets it on the command line, where something does: `--ftp-port`
/// @param meaning for the guide and for `config show`, one sentence
public record Key<T>(
        String name, Kind<T> kind, T byDefault, Optional<String> option, String meaning) {

    Key(String name, Kind<T> kind, T byDefault, String meaning) {
        this(name, kind, byDefault, Optional.empty(), meaning);
    }

    Key<T> orOption(String word) {
        return new Key<>(name, kind, byDefault, Optional.of(word), meaning);
    }

    /// The sections before the last dot; empty at the top.
    String section() {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(0, dot);
    }

    /// The name within its section.
    String leaf() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /// A value as the file would say it.
    public String text(T value) {
        return kind.write(value);
    }

    /// The default as the file would say it.
    String defaultText() {
        return kind.write(byDefault);
    }
}
