package dev.ferry.app.shell.verb;

import dev.ferry.app.shell.line.Word;
import dev.ferry.app.transfer.Place;
import dev.ferry.client.Site;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Item;
import dev.ferry.files.Glob;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// What the patterns of a word match, here or there.
final class Patterns {

    private final Site site;
    private final List<Word> names;
    private final boolean folder;
    private final List<Place> found = new ArrayList<>();

    private Patterns(Site site, List<Word> names, boolean folder) {
        this.site = site;
        this.names = names;
        this.folder = folder;
    }

    /// @return the one place that a word without patterns names, whether or not something is there
    /// @throws Failure.NothingMatched where a pattern matches nothing
    static List<Place> places(Site site, VirtualPath at, Word word) throws IOException {
        String text = word.text();
        if (!word.isPattern()) {
            return List.of(new Place(site, at.resolve(text), text, text.endsWith("/")));
        }
        var search = new Patterns(site, word.names(), text.endsWith("/"));
        boolean fromRoot = text.startsWith("/");
        search.match(fromRoot ? VirtualPath.ROOT : at, fromRoot ? "/" : "", 0);
        if (search.found.isEmpty()) throw new Failure.NothingMatched(text + ": nothing matches");
        return search.found;
    }

    /// @param shown how the user would write `at`
    private void match(VirtualPath at, String shown, int depth) throws IOException {
        if (depth == names.size()) {
            found.add(new Place(site, at, shown, folder));
            return;
        }
        Word name = names.get(depth);
        if (name.text().isEmpty() || name.text().equals(".")) {
            match(at, shown, depth + 1);
        } else if (name.text().equals("..")) {
            match(at.parent(), under(shown, ".."), depth + 1);
        } else if (name.isPattern()) {
            boolean last = isLast(depth);
            for (Item item : matching(at, Glob.of(name.glob()))) {
                if (!last && !item.isFolder()) continue;
                match(item.path(), under(shown, item.name()), depth + 1);
            }
        } else {
            VirtualPath below = at.resolve(name.text());
            if (isLast(depth) || site.exists(below)) {
                match(below, under(shown, name.text()), depth + 1);
            }
        }
    }

    private boolean isLast(int depth) {
        return names.subList(depth + 1, names.size()).stream().allMatch(it -> it.text().isEmpty());
    }

    private static String under(String shown, String name) {
        return shown.isEmpty() || shown.endsWith("/") ? shown + name : shown + "/" + name;
    }

    private List<Item> matching(VirtualPath folder, Glob glob) throws IOException {
        try (Stream<Item> all = site.list(folder)) {
            return all.filter(item -> glob.matches(item.name(), false))
                    .sorted(Comparator.comparing(Item::path))
                    .toList();
        } catch (Failure.NotFound _) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
