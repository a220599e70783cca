package dev.ferry.it.structure.planted.wire.ftp;

/// Stands for the one place of reply codes.
public record Reply(int code, String text) {
    public static Reply done() {
        return new Reply(250, "Done");
    }
}
