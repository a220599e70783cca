package dev.ferry.wire.ftp;

/// A word that must not be printed: its text is asked for by name, never by accident.
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "***";
    }
}
