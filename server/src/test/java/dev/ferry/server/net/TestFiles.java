package dev.ferry.server.net;

import dev.ferry.files.VirtualPath;
import dev.ferry.files.WriteMode;
import dev.ferry.files.storage.NewFile;
import dev.ferry.files.storage.Sink;
import dev.ferry.files.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// What tests put into a storage, and find in it.
public final class TestFiles {

    private TestFiles() {}

    public static void put(Storage storage, String path, byte[] content) throws IOException {
        var fresh = new WriteMode.Fresh(true);
        try (Sink sink =
                storage.write(VirtualPath.of(path), fresh, "test", new NewFile(0644, false))) {
            sink.begin();
            sink.write(ByteBuffer.wrap(content));
            sink.commit(Sink.LastCheck.NONE);
        }
    }

    /// What a file holds; empty where there is none.
    public static Optional<String> content(Storage storage, String path) throws IOException {
        try (var file = storage.read(VirtualPath.of(path))) {
            var bytes = ByteBuffer.allocate((int) file.entry().size());
            while (bytes.hasRemaining() && file.read(bytes, bytes.position()) >= 0) {
                // on
            }
            return Optional.of(new String(bytes.array(), StandardCharsets.UTF_8));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }
}
