package dev.ferry.it.structure.planted.server.raw;

/// Writes a reply by hand.
public final class Lines {
    public String welcome() {
        return "230 Welcome\r\n";
    }
}
