package dev.ferry.app.transfer;

import dev.ferry.client.Site;
import dev.ferry.client.SiteAddress;
import dev.ferry.client.TransferClient;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Item;
import dev.ferry.files.Glob;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The sites of a command's arguments: one for each server and user, however many arguments name
/// it.
final class Places {

    private final TransferClient client;
    private final Map<String, Site> sites = new HashMap<>();

    Places(TransferClient client) {
        this.client = client;
    }

    /// What a URL names, or a path of this machine.
    Place of(String text) throws IOException {
        if (!SiteAddress.isUrl(text)) return local(text);
        SiteAddress address = SiteAddress.parse(text);
        Site site = sites.get(address.site());
        if (site == null) {
            site = client.open(address);
            sites.put(address.site(), site);
        }
        boolean folder = address.path().isEmpty() || address.path().endsWith("/");
        return new Place(site, site.path(address.path()), masked(text), folder);
    }

    private Place local(String text) throws IOException {
        if (text.isEmpty()) throw new Failure.Usage("an argument is empty");
        Site site = sites.get("file://");
        if (site == null) {
            site = client.open("file:///");
            sites.put("file://", site);
        }
        String path = Path.of(text).toAbsolutePath().normalize().toString();
        return new Place(site, site.path(path), text, text.endsWith("/"));
    }

    private static String masked(String url) {
        return url.replaceFirst("(?s)(://[^/@:]*):[^/]*@", "$1@");
    }

    /// What a URL with `*`, `?` and `[` in its path matches, in the order of names.
    ///
    /// @throws Failure.NothingMatched where that is nothing
    List<Place> matching(String text) throws IOException {
        Place place = of(text);
        boolean pattern = place.path().names().stream().anyMatch(Places::isPattern);
        if (!pattern || !SiteAddress.isUrl(text)) return List.of(place);
        var found = new ArrayList<VirtualPath>();
        match(place.site(), VirtualPath.ROOT, place.path().names(), 0, found);
        if (found.isEmpty()) throw new Failure.NothingMatched(place.text() + ": nothing matches");
        int fixed = 0;
        while (!isPattern(place.path().names().get(fixed))) fixed++;
        VirtualPath base = new VirtualPath(place.path().names().subList(0, fixed));
        String above = above(place.text(), place.path().names().size() - fixed);
        return found.stream()
                .map(path ->
                        new Place(
                                place.site(),
                                path,
                                above + path.moved(base, VirtualPath.ROOT),
                                place.folder()))
                .toList();
    }

    /// The URL without its last `names` names.
    private static String above(String url, int names) {
        String left = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        for (int i = 0; i < names; i++) left = left.substring(0, left.lastIndexOf('/'));
        return left;
    }

    /// A backslash alone makes no pattern: names on Windows have them.
    private static boolean isPattern(String name) {
        return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
    }

    private static void match(
            Site site, VirtualPath at, List<String> names, int depth, List<VirtualPath> found)
            throws IOException {
        if (depth == names.size()) {
            found.add(at);
            return;
        }
        String name = names.get(depth);
        boolean last = depth == names.size() - 1;
        if (!isPattern(name)) {
            VirtualPath below = at.child(name);
            if (!last || site.exists(below)) match(site, below, names, depth + 1, found);
            return;
        }
        Glob glob = Glob.of(name);
        List<Item> items;
        try (Stream<Item> all = site.list(at)) {
            items =
                    all.filter(item -> glob.matches(item.name(), false))
                            .filter(item -> last || item.isFolder())
                            .sorted(java.util.Comparator.comparing(Item::path))
                            .toList();
        } catch (Failure.NotFound _) {
            return;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Item item : items) match(site, item.path(), names, depth + 1, found);
    }
}
