package dev.ferry.server.ftp;

import dev.ferry.wire.ftp.Command.Representation;

/// How data goes over the data connection (RFC 959 §3.1, §3.4; draft-preston-ftpext-deflate).
///
/// @param level how hard MODE Z compresses, 1-9
record Form(Representation type, Structure structure, Mode mode, int level) {

    /// `F` or `R`.
    enum Structure {
        FILE,
        /// A record is a line of the file, its end of line not part of it.
        RECORD
    }

    /// `S`, `B` or `Z`.
    enum Mode {
        STREAM,
        BLOCK,
        DEFLATE
    }

    /// What a client that says nothing gets (RFC 959 §5.1).
    static final Form DEFAULT = new Form(Representation.ASCII, Structure.FILE, Mode.STREAM, 6);

    Form with(Representation other) {
        return new Form(other, structure, mode, level);
    }

    Form with(Structure other) {
        return new Form(type, other, mode, level);
    }

    Form with(Mode other) {
        return new Form(type, structure, other, level);
    }

    Form atLevel(int other) {
        return new Form(type, structure, mode, other);
    }

    /// Whether the bytes on the wire are those of the file.
    boolean isPlain() {
        return type == Representation.IMAGE && !saysItsEnd();
    }

    /// Whether the data itself says where the file ends, so that the connection's end says nothing.
    boolean saysItsEnd() {
        return structure == Structure.RECORD || mode != Mode.STREAM;
    }

    /// Whether REST with a number has a meaning: only where a byte of the stream is a byte of the
    /// file or of its text (RFC 3659 §5.2). MODE Z counts what is compressed.
    boolean countsBytes() {
        return structure == Structure.FILE && mode != Mode.BLOCK;
    }

    /// For people.
    String words() {
        return "Type "
                + switch (type) {
                    case ASCII -> "ASCII";
                    case IMAGE -> "image";
                }
                + ", structure "
                + switch (structure) {
                    case FILE -> "file";
                    case RECORD -> "record";
                }
                + ", mode "
                + switch (mode) {
                    case STREAM -> "stream";
                    case BLOCK -> "block";
                    case DEFLATE -> "deflate at level " + level;
                };
    }
}
