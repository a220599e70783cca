package dev.ferry.app.shell.verb;

import dev.ferry.app.shell.line.Word;
import dev.ferry.app.transfer.MoveOptions;
import dev.ferry.app.transfer.Place;
import dev.ferry.client.Order;
import dev.ferry.client.TransferOptions;
import dev.ferry.client.TransferOptions.Conflict;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.local.LocalRemote;
import dev.ferry.client.remote.Item;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What `get`, `mget` and `reget` have in common.
final class GetOptions {

    private static final LocalRemote LOCAL = LocalRemote.whole();

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
            description = "Where copies go, instead of the folder you are in here.")
    private @Nullable String folder;

    @Option(
            names = "--segments",
            paramLabel = "N",
            description = "Fetch each file in so many parts at a time.")
    private int segments = 1;

    @Option(
            names = {"-c", "--continue"},
            description = "Go on with what is there: --resume.")
    private boolean again;

    @Mixin private final MoveOptions move;

    GetOptions(Settings settings) {
        move = moving(settings);
    }

    /// Options whose defaults are what was set.
    static MoveOptions moving(Settings settings) {
        return new MoveOptions(
                settings.parallel(),
                settings.verify(),
                settings.isPreserving(),
                settings.conflict());
    }

    /// @param resumed whether to go on with what is there, whatever was said
    Orders orders(Shell shell, List<Place> from, boolean resumed) throws IOException {
        TransferOptions how = move.options(segments);
        if (resumed || again) how = how.resuming(true);
        Path into = shell.here().resolve(folder == null ? "" : folder).normalize();
        if (name != null && from.size() > 1) {
            throw new Failure.Usage("-o: names one file, and " + from.size() + " are to be got");
        }
        var gets = new ArrayList<Order.Get>();
        for (Place place : from) collect(shell, place, target(place, into), how, gets);
        var orders = new ArrayList<Order>();
        for (Order.Get get : gets) {
            if (!move.isAsked()) orders.add(get);
            else if (isWanted(shell, get)) orders.add(overwriting(get));
        }
        return new Orders(orders, move.parallel());
    }

    private VirtualPath target(Place from, Path into) {
        VirtualPath folder = LOCAL.virtual(into);
        if (name == null) {
            return from.path().isRoot() ? folder : folder.child(from.path().name());
        }
        Path named = into.resolve(name).normalize();
        boolean isFolder = name.endsWith("/") || Files.isDirectory(named);
        VirtualPath target = LOCAL.virtual(named);
        return isFolder ? target.child(from.path().name()) : target;
    }

    private void collect(
            Shell shell, Place from, VirtualPath to, TransferOptions how, List<Order.Get> gets)
            throws IOException {
        String site = shell.spot().address().site();
        Item item = from.site().stat(from.path());
        if (!item.isFolder()) {
            gets.add(new Order.Get(site, from.path(), LOCAL.local(to), how));
            return;
        }
        if (!recursive) {
            throw new Failure.Usage(from.text() + ": is a folder; -r takes folders too");
        }
        try (Stream<Item> items = from.site().tree(from.path())) {
            var each = items.iterator();
            while (each.hasNext()) {
                Item below = each.next();
                Path there = LOCAL.local(below.path().moved(from.path(), to));
                if (below.isFile()) {
                    gets.add(new Order.Get(site, below.path(), there, how));
                } else if (below.isFolder()) {
                    makeFolder(there);
                } else {
                    shell.screen().note(below.path() + ": left out, as it is no file");
                }
            }
        }
    }

    private static void makeFolder(Path folder) throws Failure {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new Failure.LocalTrouble(folder + ": cannot be made: " + e.getMessage(), e);
        }
    }

    private static boolean isWanted(Shell shell, Order.Get get) throws Failure {
        return !Files.exists(get.to(), LinkOption.NOFOLLOW_LINKS)
                || MoveOptions.isReplaced(shell.screen(), get.to().toString());
    }

    private static Order overwriting(Order.Get get) {
        return new Order.Get(
                get.site(), get.from(), get.to(), get.options().on(Conflict.OVERWRITE));
    }

    /// What words name, by the letter.
    static List<Place> named(Shell shell, List<Word> words) throws IOException {
        var places = new ArrayList<Place>();
        for (Word word : words) places.add(shell.remote(word));
        return places;
    }

    /// What words match.
    static List<Place> matched(Shell shell, List<Word> words) throws IOException {
        var places = new ArrayList<Place>();
        for (Word word : words) places.addAll(shell.remotes(word));
        return places;
    }
}
