package dev.ferry.wire.ftp;

import java.nio.ByteBuffer;

/// A part of what goes over a data connection whose mode or structure has codes of its own (RFC 959
/// §3.4), once they are read.
public sealed interface Piece {

    Piece MORE = new More();
    Piece END_OF_RECORD = new EndOfRecord();
    Piece END_OF_FILE = new EndOfFile();
    Piece SUSPECT = new Suspect();

    /// Bytes of the file, or of the text it is sent as.
    ///
    /// @param bytes a view of what was read, good until that is used again
    record Bytes(ByteBuffer bytes) implements Piece {}

    record EndOfRecord() implements Piece {}

    /// Nothing may follow.
    record EndOfFile() implements Piece {}

    /// A restart marker of the sender's: one or more printable characters, no blank (RFC 959
    /// §3.4.2).
    record Marker(String text) implements Piece {}

    /// The sender holds the bytes that follow, up to the end of the block, for damaged (RFC 959
    /// §3.4.2).
    record Suspect() implements Piece {}

    /// What came cannot be read, nor what comes after it.
    ///
    /// @param why a sentence without its stop
    record Malformed(String why) implements Piece {}

    /// All that came has been read; more is needed to go on.
    record More() implements Piece {}
}
