package dev.ferry.app.bookmark;

import dev.ferry.client.SiteAddress;
import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Names for URLs, in a file of lines `name URL`; lines that begin with `#` are for people. No
/// password stands in it.
public final class Bookmarks {

    private final Path file;

    public Bookmarks(Path file) {
        this.file = file;
    }

    /// Name to URL, in the order of names.
    public Map<String, String> all() throws Failure {
        var all = new TreeMap<String, String>();
        for (String line : lines()) {
            String[] words = line.strip().split("\\s+", 2);
            if (words.length == 2 && !line.startsWith("#")) all.putIfAbsent(words[0], words[1]);
        }
        return all;
    }

    public Optional<String> url(String name) throws Failure {
        return Optional.ofNullable(all().get(name));
    }

    /// Keeps `url` under `name`, in place of what was kept there.
    public void add(String name, String url) throws Failure {
        requireName(name);
        if (url.isBlank() || url.chars().anyMatch(Character::isWhitespace)) {
            throw new Failure.Usage("'" + url + "' is no URL: a blank in one is written %20");
        }
        if (SiteAddress.parse(url).password().isPresent()) {
            throw new Failure.Usage("a bookmark's URL holds no password");
        }
        var lines = new ArrayList<>(without(name));
        lines.add(name + " " + url);
        write(lines);
    }

    private static void requireName(String name) throws Failure {
        if (!name.matches("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]*")) {
            throw new Failure.Usage(
                    "'"
                            + name
                            + "' is no name for a bookmark: it takes letters, digits, '.', '_' and"
                            + " '-'");
        }
    }

    /// @return whether there was one
    public boolean remove(String name) throws Failure {
        if (url(name).isEmpty()) return false;
        write(without(name));
        return true;
    }

    private List<String> without(String name) throws Failure {
        return lines().stream()
                .filter(line -> line.startsWith("#") || !line.strip().split("\\s+", 2)[0].equals(name))
                .toList();
    }

    private List<String> lines() throws Failure {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new Failure.LocalTrouble(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private void write(List<String> lines) throws Failure {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) Files.createDirectories(folder);
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, lines, StandardCharsets.UTF_8);
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Failure.LocalTrouble(file + ": cannot be written: " + e.getMessage(), e);
        }
    }
}
