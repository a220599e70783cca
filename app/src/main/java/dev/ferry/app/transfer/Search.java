package dev.ferry.app.transfer;

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
import java.util.Optional;
import java.util.stream.Stream;

/// What patterns match at a site, name by name.
public final class Search {

    /// A name between two slashes.
    ///
    /// @param shown as the user wrote it
    /// @param glob what it matches, where it is a pattern
    public record Name(String text, String shown, Optional<Glob> glob) {}

    private final Site site;
    private final List<Name> names;
    private final boolean folder;
    private final List<Place> found = new ArrayList<>();

    private Search(Site site, List<Name> names, boolean folder) {
        this.site = site;
        this.names =
                names.stream()
                        .filter(name -> !name.text().isEmpty() && !name.text().equals("."))
                        .toList();
        this.folder = folder;
    }

    /// @param at where the names begin
    /// @param shown how the user wrote that
    /// @param folder whether a slash is at the end
    /// @return what there is, in the order of names; none where nothing matches
    public static List<Place> of(
            Site site, VirtualPath at, String shown, List<Name> names, boolean folder)
            throws IOException {
        var search = new Search(site, names, folder);
        search.match(at, shown, 0, false);
        return search.found;
    }

    /// @param sought whether there was a pattern before, so that nobody has said that it is there
    private void match(VirtualPath at, String shown, int depth, boolean sought) throws IOException {
        if (depth == names.size()) {
            found.add(new Place(site, at, shown, folder));
            return;
        }
        Name name = names.get(depth);
        if (name.text().equals("..")) {
            match(at.parent(), under(shown, ".."), depth + 1, sought);
        } else if (name.glob().isPresent()) {
            boolean last = depth == names.size() - 1;
            for (Item item : matching(at, name.glob().get())) {
                if (!last && !item.isFolder()) continue;
                match(item.path(), under(shown, item.name()), depth + 1, true);
            }
        } else {
            VirtualPath below = at.child(name.text());
            if (sought && !site.exists(below)) return;
            match(below, under(shown, name.shown()), depth + 1, sought);
        }
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
