package dev.ferry.app.config;

/// Where a setting's value came from.
public sealed interface Origin {

    /// For people and for messages.
    String words();

    record Default() implements Origin {
        @Override
        public String words() {
            return "default";
        }
    }

    /// @param file as it was named
    /// @param line from 1
    /// @param column from 1
    record InFile(String file, int line, int column) implements Origin {
        @Override
        public String words() {
            return file + ":" + line;
        }
    }

    /// @param name with its dashes
    record Option(String name) implements Origin {
        @Override
        public String words() {
            return "option " + name;
        }
    }
}
