package dev.ferry.app.transfer;

import dev.ferry.client.Site;
import dev.ferry.client.SiteAddress;
import dev.ferry.client.TransferClient;
import dev.ferry.client.failure.Failure;
import dev.ferry.files.Glob;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /// A URL as it may be shown: without its password.
    static String masked(String url) {
        return url.replaceFirst("(?s)(://[^/@:]*):[^/]*@", "$1@");
    }

    /// What a URL with `*`, `?` and `[` in its path matches, in the order of names. Written as
    /// `%2A` and the like they mean themselves.
    ///
    /// @throws Failure.NothingMatched where that is nothing
    List<Place> matching(String text) throws IOException {
        Place place = of(text);
        String written = SiteAddress.isUrl(text) ? SiteAddress.pathOf(place.text()) : "";
        if (!isPattern(written)) return List.of(place);
        String site = place.text().substring(0, place.text().length() - written.length());
        String path = written.replaceAll("(?i)%2f", "/");
        boolean fromRoot = path.startsWith("/");
        VirtualPath at = fromRoot ? VirtualPath.ROOT : place.site().remote().home();
        var names = new ArrayList<Search.Name>();
        for (String name : path.split("/", -1)) {
            String glob = name.replaceAll("(?i)%(2a|3f|5b|5c|5d)", "%5c%$1");
            names.add(
                    new Search.Name(
                            SiteAddress.decoded(name),
                            name,
                            isPattern(name)
                                    ? Optional.of(Glob.of(SiteAddress.decoded(glob)))
                                    : Optional.empty()));
        }
        List<Place> found =
                Search.of(place.site(), at, fromRoot ? site + "/" : site, names, place.folder());
        if (found.isEmpty()) throw new Failure.NothingMatched(place.text() + ": nothing matches");
        return found;
    }

    /// A backslash alone makes no pattern: names on Windows have them.
    private static boolean isPattern(String name) {
        return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
    }
}
