package dev.ferry.client.local;

import dev.ferry.files.NameText;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;

/// Names of files of this machine as the text that [NameText] makes of their bytes, and back. A
/// [Path] keeps the bytes but does not show them; its URI does.
public final class LocalName {

    private LocalName() {}

    /// The text of a path's last name; empty for the root.
    public static String text(Path path) {
        Path name = path.getFileName();
        if (name == null) return "";
        String shown = name.toString();
        return NameText.of(
                shown.indexOf(NameText.ESCAPE) < 0
                        ? shown.getBytes(StandardCharsets.UTF_8)
                        : bytes(path));
    }

    /// Asked of only where the name's string may have lost some: it costs a look at the disk.
    private static byte[] bytes(Path path) {
        String said = path.toUri().getRawPath();
        int end = said.endsWith("/") ? said.length() - 1 : said.length(); // of a folder
        var bytes = new ByteArrayOutputStream();
        for (int at = said.lastIndexOf('/', end - 1) + 1; at < end; at++) {
            char c = said.charAt(at);
            if (c == '%') {
                bytes.write(HexFormat.fromHexDigits(said, at + 1, at + 3));
                at += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    /// The one name of which `text` is the text.
    ///
    /// @throws InvalidPathException where there is none: a file that merely looks so is another one
    public static Path path(String text) {
        if (text.indexOf(NameText.ESCAPE) < 0 || File.separatorChar != '/') return Path.of(text);
        byte[] bytes =
                NameText.toBytes(text)
                        .orElseThrow(() -> new InvalidPathException(text, "this is no name"));
        var uri = new StringBuilder("file:///");
        for (byte b : bytes) {
            if (b == 0) throw new InvalidPathException(text, "no name holds NUL");
            uri.append('%').append(HexFormat.of().toHexDigits(b));
        }
        return Path.of(URI.create(uri.toString())).getFileName();
    }
}
