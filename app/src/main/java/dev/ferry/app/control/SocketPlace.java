package dev.ferry.app.control;

import dev.ferry.app.cli.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// Where the socket of a data folder is: in it, `control.sock`, where its path is short enough for
/// one (the kernel takes 107 bytes); else in a fresh folder below the temporary one, which the file
/// `control.at` names.
final class SocketPlace {

    private static final int LONGEST = 100;

    private SocketPlace() {}

    private static Path usual(Path data) {
        return data.toAbsolutePath().normalize().resolve("control.sock");
    }

    private static Path note(Path data) {
        return data.resolve("control.at");
    }

    private static boolean fits(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    }

    /// For the server, which alone has the folder: what an earlier one left is removed.
    static Path make(Path data) throws IOException {
        Path usual = usual(data);
        clear(data);
        if (fits(usual)) return usual;
        Path folder = Files.createTempDirectory("ferry-"); // for its owner only
        Path socket = folder.resolve("control.sock");
        Path note = note(data);
        try (var out =
                Files.newByteChannel(
                        note,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        OwnerOnly.file(note))) {
            out.write(StandardCharsets.UTF_8.encode(socket.toString()));
        }
        return socket;
    }

    static Path find(Path data) throws IOException {
        Path note = note(data);
        return Files.exists(note) ? Path.of(Files.readString(note).strip()) : usual(data);
    }

    /// Removes the socket and what leads to it.
    static void clear(Path data) throws IOException {
        Path note = note(data);
        if (Files.exists(note)) {
            Path socket = Path.of(Files.readString(note).strip());
            Files.deleteIfExists(socket);
            Path folder = socket.getParent();
            if (folder != null) Files.deleteIfExists(folder);
            Files.deleteIfExists(note);
        }
        if (fits(usual(data))) Files.deleteIfExists(usual(data));
    }
}
