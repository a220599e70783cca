package dev.ferry.app.config;

import java.nio.file.Path;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// What a setting may be: how it is read from a word, and how it is said again.
public interface Kind<T> {

    /// For people: `a duration, as 30s, 5m or 7d`.
    String words();

    /// @throws IllegalArgumentException saying what is wrong with `text`, without naming the key
    T read(String text);

    /// What [#read(String)] would read as `value`; in YAML's flow style where it is not one word.
    String write(T value);

    /// Reads a value that stands in a file. One word, unless a kind knows more.
    ///
    /// @throws BadNodeException where something inside of it is wrong
    default T read(Node node) {
        if (node instanceof ScalarNode scalar) return read(scalar.getValue());
        throw new IllegalArgumentException("a list or a section, and must be " + words());
    }

    /// The value as it is meant in a file in `folder`.
    default T relativeTo(Path folder, T value) {
        return value;
    }

    /// Something inside a value is wrong, at a place of its own.
    final class BadNodeException extends IllegalArgumentException {
        private final transient Node node;

        BadNodeException(Node node, String why) {
            super(why);
            this.node = node;
        }

        Node node() {
            return node;
        }
    }
}
