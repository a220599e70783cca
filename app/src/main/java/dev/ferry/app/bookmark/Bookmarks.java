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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Names for URLs, in a file of lines `name URL`, with `keychain` or `file` behind them where a
/// password is kept there; lines that begin with `#` are for people. No password stands in it.
public final class Bookmarks {

    private final Path file;

    public Bookmarks(Path file) {
        this.file = file;
    }

    /// In the order of names.
    public List<Bookmark> all() throws Failure {
        var all = new ArrayList<Bookmark>();
        for (String line : lines()) {
            Optional<Bookmark> one = parse(line);
            if (one.isPresent() && all.stream().noneMatch(isNamed(one.get().name()))) {
                all.add(one.get());
            }
        }
        all.sort(Comparator.comparing(Bookmark::name));
        return all;
    }

    private static Optional<Bookmark> parse(String line) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length < 2 || line.startsWith("#")) return Optional.empty();
        Kept kept = words.length > 2 ? Kept.of(words[2]).orElse(Kept.NOT) : Kept.NOT;
        return Optional.of(new Bookmark(words[0], words[1], kept));
    }

    private static Predicate<Bookmark> isNamed(String name) {
        return bookmark -> bookmark.name().equals(name);
    }

    public Optional<Bookmark> find(String name) throws Failure {
        return all().stream().filter(isNamed(name)).findFirst();
    }

    /// Where the password of a site is, whatever the bookmarks of that site are called.
    public Kept kept(SiteAddress address) throws Failure {
        for (Bookmark bookmark : all()) {
            if (bookmark.kept() == Kept.NOT) continue;
            if (site(bookmark).equals(address.site())) return bookmark.kept();
        }
        return Kept.NOT;
    }

    /// Keeps `url` under `name`, in place of what was kept there. Its password is where that of
    /// another bookmark of this site is.
    public void add(String name, String url) throws Failure {
        add(name, url, kept(address(url)));
    }

    /// @param kept where the password of this site is from now on, whatever it is called
    void add(String name, String url, Kept kept) throws Failure {
        requireName(name);
        String site = address(url).site();
        var lines = new ArrayList<String>();
        for (String line : without(name)) {
            Optional<Bookmark> other = parse(line);
            boolean same = other.isPresent() && site(other.get()).equals(site);
            lines.add(same ? line(other.get().name(), other.get().url(), kept) : line);
        }
        lines.add(line(name, url, kept));
        write(lines);
    }

    private static String line(String name, String url, Kept kept) {
        return name + " " + url + (kept == Kept.NOT ? "" : " " + kept.word());
    }

    /// Empty for what somebody wrote into the file that is no URL.
    private static String site(Bookmark bookmark) {
        try {
            return SiteAddress.parse(bookmark.url()).site();
        } catch (Failure _) {
            return "";
        }
    }

    /// Whether a bookmark has the same site.
    boolean hasOther(Bookmark than) throws Failure {
        return all().stream()
                .anyMatch(it -> !it.name().equals(than.name()) && site(it).equals(site(than)));
    }

    /// @throws Failure.Usage where it is none for a bookmark
    static SiteAddress address(String url) throws Failure {
        if (url.isBlank() || url.chars().anyMatch(Character::isWhitespace)) {
            throw new Failure.Usage("'" + url + "' is no URL: a blank in one is written %20");
        }
        SiteAddress address = SiteAddress.parse(url);
        if (address.password().isPresent()) {
            throw new Failure.Usage("a bookmark's URL holds no password");
        }
        return address;
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
    boolean remove(String name) throws Failure {
        if (find(name).isEmpty()) return false;
        write(without(name));
        return true;
    }

    private List<String> without(String name) throws Failure {
        return lines().stream()
                .filter(line -> parse(line).filter(isNamed(name)).isEmpty())
                .toList();
    }

    private List<String> lines() throws Failure {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw Failure.LocalTrouble.of(file + ": cannot be read", e);
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
            throw Failure.LocalTrouble.of(file + ": cannot be written", e);
        }
    }
}
