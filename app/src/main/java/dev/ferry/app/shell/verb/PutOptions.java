package dev.ferry.app.shell.verb;

import dev.ferry.app.shell.line.Word;
import dev.ferry.app.transfer.MoveOptions;
import dev.ferry.app.transfer.Place;
import dev.ferry.client.Order;
import dev.ferry.client.Site;
import dev.ferry.client.TransferOptions;
import dev.ferry.client.TransferOptions.Conflict;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Item;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What `put`, `mput` and `reput` have in common.
final class PutOptions {

    @Option(
            names = {"-r", "--recursive"},
            description = "Folders with all that is in them.")
    private boolean recursive;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "NAME",
            description = "What the copy is called.")
    private @Nullable String name;

    @Option(
            names = {"-O", "--into"},
            paramLabel = "FOLDER",
            description = "Where copies go, instead of the folder you are in there.")
    private @Nullable String folder;

    @Option(
            names = {"-c", "--continue"},
            description = "Go on with what is there: --resume.")
    private boolean again;

    @Mixin private final MoveOptions move;

    PutOptions(Settings settings) {
        move = GetOptions.moving(settings);
    }

    /// @param resumed whether to go on with what is there, whatever was said
    Orders orders(Shell shell, List<Place> from, boolean resumed) throws IOException {
        Shell.Spot spot = shell.spot();
        TransferOptions how = move.options(1);
        if (resumed || again) how = how.resuming(true);
        // A missing file sends nothing.
        for (Place place : from) requireHere(place);
        if (name != null && from.size() > 1) {
            throw new Failure.Usage("-o: names one file, and " + from.size() + " are to be put");
        }
        VirtualPath into = spot.at().resolve(folder == null ? "" : folder);
        if (folder != null) spot.site().makeFolders(into);
        var puts = new ArrayList<Order.Put>();
        for (Place place : from) {
            collect(shell, place, target(spot.site(), place, into), how, puts);
        }
        var orders = new ArrayList<Order>();
        for (Order.Put put : puts) {
            if (!move.isAsked()) orders.add(put);
            else if (isWanted(shell, spot.site(), put)) orders.add(overwriting(put));
        }
        return new Orders(orders, move.parallel());
    }

    private static void requireHere(Place place) throws IOException {
        try {
            place.site().stat(place.path());
        } catch (Failure.NotFound | Failure.NotAllowed e) {
            throw new Failure.LocalTrouble(
                    place.text() + ": no such file here; nothing was sent", e);
        }
    }

    private VirtualPath target(Site site, Place from, VirtualPath into) throws IOException {
        String own = from.path().name();
        if (name == null) return own.isEmpty() ? into : into.child(own);
        VirtualPath named = into.resolve(name);
        return name.endsWith("/") || isFolder(site, named) ? named.child(own) : named;
    }

    private static boolean isFolder(Site site, VirtualPath path) throws IOException {
        try {
            return site.stat(path).isFolder();
        } catch (Failure.NotFound | Failure.NotAllowed _) {
            return false;
        }
    }

    private void collect(
            Shell shell, Place from, VirtualPath to, TransferOptions how, List<Order.Put> puts)
            throws IOException {
        Shell.Spot spot = shell.spot();
        String site = spot.address().site();
        if (!from.site().stat(from.path()).isFolder()) {
            puts.add(new Order.Put(Shell.file(from), site, to, how));
            return;
        }
        if (!recursive) {
            throw new Failure.Usage(from.text() + ": is a folder; -r takes folders too");
        }
        spot.site().makeFolders(to);
        try (Stream<Item> items = from.site().tree(from.path())) {
            var each = items.iterator();
            while (each.hasNext()) {
                Item below = each.next();
                VirtualPath there = below.path().moved(from.path(), to);
                if (below.isFile()) {
                    var here = new Place(from.site(), below.path(), "", false);
                    puts.add(new Order.Put(Shell.file(here), site, there, how));
                } else if (below.isFolder()) {
                    spot.site().makeFolders(there);
                } else {
                    shell.screen().note(below.path() + ": left out, as it is no file");
                }
            }
        }
    }

    private static boolean isWanted(Shell shell, Site site, Order.Put put) throws IOException {
        return !site.exists(put.to())
                || MoveOptions.isReplaced(shell.screen(), put.to().toString());
    }

    private static Order overwriting(Order.Put put) {
        return new Order.Put(
                put.from(), put.site(), put.to(), put.options().on(Conflict.OVERWRITE));
    }

    /// What words name, by the letter.
    static List<Place> named(Shell shell, List<Word> words) throws IOException {
        var places = new ArrayList<Place>();
        for (Word word : words) places.add(shell.local(word));
        return places;
    }

    /// What words match.
    static List<Place> matched(Shell shell, List<Word> words) throws IOException {
        var places = new ArrayList<Place>();
        for (Word word : words) places.addAll(shell.locals(word));
        return places;
    }
}
