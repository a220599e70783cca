package dev.ferry.server.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Paths that mean to lead out of a home, whichever protocol says them, and what is to be found
/// there: a file beside the home, and a folder with another one.
public final class WaysOut {

    /// What the files hold that nobody may read.
    public static final String SECRET = "what is not yours";

    /// A character for each byte; `%` is the real path of what is outside.
    private static final List<String> WAYS =
            List.of(
                    "../secret.txt",
                    "../../secret.txt",
                    "/../secret.txt",
                    "in/../../secret.txt",
                    "in/./.././../secret.txt",
                    "..\\secret.txt",
                    "in\\..\\..\\secret.txt",
                    "%2e%2e/secret.txt",
                    "..%2fsecret.txt",
                    "%252e%252e%252fsecret.txt",
                    "..%5csecret.txt",
                    "..\u00c0\u00afsecret.txt",
                    "\u00c0\u00ae\u00c0\u00ae/secret.txt",
                    "\u00ef\u00bc\u008e\u00ef\u00bc\u008e/secret.txt",
                    "\u00e2\u0080\u00a5/secret.txt",
                    "\u00ef\u00bf\u00bd2E\u00ef\u00bf\u00bd2E/secret.txt",
                    "....//secret.txt",
                    "..;/secret.txt",
                    "..\0/secret.txt",
                    "../secret.txt\0",
                    "../secret.txt.",
                    "../secret.txt ",
                    "/.../secret.txt",
                    " ../secret.txt",
                    "C:\\secret.txt",
                    "C:/secret.txt",
                    "C:secret.txt",
                    "//server/share/secret.txt",
                    "\\\\server\\share\\secret.txt",
                    "~/secret.txt",
                    "~root/secret.txt",
                    "link/x",
                    "link/new",
                    "link",
                    "link/../secret.txt",
                    "loop/x",
                    ".ferry-stage/secret.txt",
                    "%/secret.txt",
                    "/%/secret.txt",
                    "file://%/secret.txt",
                    "cafe\u00cc\u0081/../../secret.txt",
                    "..",
                    "../",
                    "/",
                    "\\",
                    "");

    private WaysOut() {}

    /// Each way, a character for each byte.
    ///
    /// @param temp the home is in it
    public static List<String> of(Path temp) {
        String real = temp.toString().substring(1) + "/";
        return WAYS.stream().map(it -> it.replace("%/", real)).toList();
    }

    /// Puts something outside that can be found.
    public static void hide(Path temp) throws IOException {
        Files.writeString(temp.resolve("secret.txt"), SECRET);
        Path beside = Files.createDirectory(temp.resolve("beside"));
        Files.writeString(beside.resolve("x"), SECRET);
    }

    /// A file to begin with, a link that leads out, and one that leads nowhere.
    public static void prepare(Path home) throws IOException {
        Files.createDirectories(home.resolve("in"));
        Files.writeString(home.resolve("in/a"), "inside");
        link(home.resolve("link"), home.resolveSibling("beside"));
        link(home.resolve("loop"), Path.of("loop"));
    }

    private static void link(Path link, Path target) throws IOException {
        if (Files.isSymbolicLink(link)) return;
        Files.deleteIfExists(link); // what was put in its place
        Files.createSymbolicLink(link, target);
    }

    /// Everything below `temp` but not in `home`: name, and what it is.
    public static Map<String, String> outside(Path temp, Path home) throws IOException {
        var all = new TreeMap<String, String>();
        try (Stream<Path> files = Files.walk(temp)) {
            for (Path file : files.filter(it -> !it.startsWith(home)).toList()) {
                String what = Files.getPosixFilePermissions(file) + " ";
                what += Files.isDirectory(file) ? "folder" : Files.getLastModifiedTime(file);
                if (Files.isRegularFile(file)) what += Files.readString(file);
                all.put(file.toString(), what);
            }
        }
        return all;
    }
}
