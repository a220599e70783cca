package dev.ferry.app.shell.verb;

import dev.ferry.client.Site;
import dev.ferry.client.remote.Item;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Listings of a moment ago, so that completing a name does not ask the server at every keystroke.
/// Safe for use by many threads.
public final class Glance {

    private static final long FRESH_NANOS = 10_000_000_000L;

    /// A larger folder is not completed in.
    private static final int MOST = 10_000;

    private record Seen(List<Item> items, long at) {}

    private record Where(Site site, VirtualPath folder) {}

    private final Map<Where, Seen> seen = new HashMap<>();

    /// What is in a folder; nothing where it cannot be listed.
    synchronized List<Item> list(Site site, VirtualPath folder) {
        var where = new Where(site, folder);
        Seen known = seen.get(where);
        if (known != null && System.nanoTime() - known.at() < FRESH_NANOS) return known.items();
        try (Stream<Item> items = site.list(folder)) {
            List<Item> all = items.limit(MOST).toList();
            seen.put(where, new Seen(all, System.nanoTime()));
            return all;
        } catch (IOException | UncheckedIOException _) {
            return List.of();
        }
    }

    synchronized void forget() {
        seen.clear();
    }
}
