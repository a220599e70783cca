package dev.ferry.app.cli;

/// Words for a command line that somebody is to type.
public final class Shell {

    private Shell() {}

    /// As a shell reads it back.
    public static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
