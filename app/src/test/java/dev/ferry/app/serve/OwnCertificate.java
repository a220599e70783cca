package dev.ferry.app.serve;

import dev.ferry.server.net.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/// A certificate in a PEM file, for tests of other rooms.
public final class OwnCertificate {

    private OwnCertificate() {}

    /// With its key, made in `folder`.
    public static Identity identity(Path folder) throws IOException {
        return KeyFiles.read(SelfSigned.make(folder, InstantSource.system()));
    }

    /// Made in `folder`, which is made too.
    public static Path in(Path folder) throws IOException {
        Files.createDirectories(folder);
        return SelfSigned.make(folder, InstantSource.system()).certificate();
    }
}
