package dev.ferry.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Files and folders to move, and what is in them.
final class Trees {

    private static final int CHUNK = 1 << 20;

    private Trees() {}

    /// Writes `bytes` that nothing else looks like.
    static Path file(Path path, long bytes) {
        var random = new Random(path.hashCode() ^ bytes);
        byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(1, bytes))];
        try (OutputStream out = Files.newOutputStream(path)) {
            for (long left = bytes; left > 0; ) {
                random.nextBytes(chunk);
                int count = (int) Math.min(left, chunk.length);
                out.write(chunk, 0, count);
                left -= count;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }

    static Path text(Path path, String text) {
        try {
            return Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Folders ten wide, with `files` small files of different lengths, one of them empty.
    static Path tree(Path root, int files) {
        try {
            Files.createDirectories(root);
            for (int i = 0; i < files; i++) {
                Path folder = root.resolve("d" + i % 10).resolve("e" + i / 10 % 10);
                if (i < 100) Files.createDirectories(folder);
                file(folder.resolve("f" + i), i * 37L % 9000);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return root;
    }

    /// SHA-256, in hexadecimal digits.
    static String hash(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                digest.update(chunk, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What stands below `root`: the hash of each file by its path, folders with a slash behind.
    static Map<String, String> below(Path root) {
        var all = new TreeMap<String, String>();
        walk(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes about) {
                        all.put(root.relativize(at) + "/", "");
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path at, BasicFileAttributes about) {
                        all.put(root.relativize(at).toString(), hash(at));
                        return FileVisitResult.CONTINUE;
                    }
                });
        return all;
    }

    static void remove(Path root) {
        walk(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path at, BasicFileAttributes about)
                            throws IOException {
                        Files.deleteIfExists(at);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path at, @Nullable IOException e)
                            throws IOException {
                        Files.deleteIfExists(at);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private static void walk(Path root, SimpleFileVisitor<Path> visitor) {
        try {
            Files.walkFileTree(root, visitor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
