package dev.ferry.it.structure.planted.server.disk;

import java.io.IOException;
import java.io.RandomAccessFile;

/// Opens a real file in a protocol.
public final class Reads {
    public long length() throws IOException {
        try (var file = new RandomAccessFile("anything", "r")) {
            return file.length();
        }
    }
}
