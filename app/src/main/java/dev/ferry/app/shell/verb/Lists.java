package dev.ferry.app.shell.verb;

import dev.ferry.app.shell.line.Word;
import dev.ferry.app.transfer.Amounts;
import dev.ferry.app.transfer.ConnectOptions;
import dev.ferry.app.transfer.Place;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Item;
import dev.ferry.files.Glob;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is there.
final class Lists {

    /// Up to here names are sorted; a larger folder is told as it comes.
    private static final int SORTED = 20_000;

    private Lists() {}

    /// What the words name; the folder one is in where there are none.
    private static List<Place> places(Shell shell, List<Word> words) throws IOException {
        var places = new ArrayList<Place>();
        if (words.isEmpty()) {
            Shell.Spot spot = shell.spot();
            return List.of(new Place(spot.site(), spot.at(), "", true));
        }
        for (Word word : words) places.addAll(shell.remotes(word));
        return places;
    }

    /// Gives each entry of a folder to `told`, in the order of names where there are not too many.
    private static void tell(Stream<Item> items, Consumer<List<Item>> told) {
        var held = new ArrayList<Item>();
        var each = items.iterator();
        while (each.hasNext()) {
            if (held.size() == SORTED) {
                held.sort(Comparator.comparing(Item::path));
                told.accept(held);
                held.clear();
            }
            held.add(each.next());
        }
        held.sort(Comparator.comparing(Item::path));
        told.accept(held);
    }

    private static String marked(Item item, String name) {
        return name + (item.isFolder() && !name.endsWith("/") ? "/" : "");
    }

    private static String below(Item item, Place place) {
        return item.path().moved(place.path(), VirtualPath.ROOT).toString().substring(1);
    }

    /// `ls`.
    @Command(
            name = "ls",
            description = "List with kind, size and time (UTC).",
            footerHeading = "%nExamples:%n",
            footer = {"  ls", "  ls -R photos", "  ls *.jpg"})
    static final class Ls implements Verb.Deed {
        @Option(
                names = {"-R", "--recursive"},
                description = "Everything below, too.")
        private boolean recursive;

        @Option(
                names = {"-d", "--directory"},
                description = "Folders themselves, not what is in them.")
        private boolean itself;

        @Option(names = "-l", description = "As it is done anyway.")
        @SuppressWarnings("unused") // fingers know it
        private boolean wide;

        @Option(
                names = {"-a", "--all"},
                description = "As it is done anyway: names that begin with a dot are shown.")
        @SuppressWarnings("unused") // fingers know it
        private boolean all;

        @Parameters(arity = "0..*", paramLabel = "NAME", description = "What to list.")
        private List<Word> names = List.of();

        @Override
        public int run(Shell shell) throws IOException {
            for (Place place : places(shell, names)) list(shell, place);
            return 0;
        }

        private void list(Shell shell, Place place) throws IOException {
            Item item = place.site().stat(place.path());
            if (!item.isFolder() || itself) {
                shell.screen()
                        .line(dev.ferry.app.transfer.Ls.line(item) + marked(item, place.text()));
                return;
            }
            boolean several =
                    names.size() > 1 || (!names.isEmpty() && names.getFirst().isPattern());
            if (several) {
                shell.screen().line(marked(item, place.text()) + ":");
            }
            try (Stream<Item> items =
                    recursive ? place.site().tree(place.path()) : place.site().list(place.path())) {
                tell(
                        items,
                        some ->
                                some.forEach(each ->
                                        shell.screen()
                                                .line(
                                                        dev.ferry.app.transfer.Ls.line(each)
                                                                + marked(
                                                                        each,
                                                                        below(each, place)))));
            }
        }
    }

    /// `cls`.
    @Command(
            name = "cls",
            description = "List names in columns.",
            footerHeading = "%nExamples:%n",
            footer = {"  cls", "  cls -1 photos"})
    static final class Cls implements Verb.Deed {
        @Option(names = "-1", description = "A name a line.")
        private boolean single;

        @Option(names = "-s", description = "With sizes, a name a line.")
        private boolean sized;

        @Parameters(arity = "0..*", paramLabel = "NAME", description = "What to list.")
        private List<Word> names = List.of();

        @Override
        public int run(Shell shell) throws IOException {
            var files = new ArrayList<String>();
            for (Place place : places(shell, names)) {
                Item item = place.site().stat(place.path());
                if (!item.isFolder()) {
                    files.add(said(item, place.text()));
                    continue;
                }
                try (Stream<Item> items = place.site().list(place.path())) {
                    tell(items, some -> some.forEach(each -> files.add(said(each, each.name()))));
                }
            }
            if (single || sized) files.forEach(shell.screen()::line);
            else columns(files, shell.screen());
            return 0;
        }

        private String said(Item item, String name) {
            String text = marked(item, name);
            if (!sized) return text;
            String size = item.size().isPresent() ? Amounts.bytes(item.size().getAsLong()) : "-";
            return "%10s  %s".formatted(size, text);
        }
    }

    /// From top to bottom, then to the right, as `ls` does.
    static void columns(List<String> names, Screen screen) {
        if (names.isEmpty()) return;
        int widest = names.stream().mapToInt(String::length).max().orElse(0) + 2;
        int across = Math.max(1, screen.width() / widest);
        int down = (names.size() + across - 1) / across;
        for (int row = 0; row < down; row++) {
            var line = new StringBuilder();
            for (int at = row; at < names.size(); at += down) {
                line.append(names.get(at)).repeat(' ', widest - names.get(at).length());
            }
            screen.line(line.toString().stripTrailing());
        }
    }

    /// `find`.
    @Command(
            name = "find",
            description = "Print everything below a folder, or what of it has such a name.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  find --name '*.jpg' photos",
                "  find --type folder",
                "  find --larger 10M"
            })
    static final class Find implements Verb.Deed {
        @Option(names = "--name", paramLabel = "GLOB", description = "Of such a name.")
        private @Nullable String name;

        @Option(names = "--type", paramLabel = "file|folder|link", description = "Of that kind.")
        private @Nullable String type;

        @Option(names = "--larger", paramLabel = "BYTES", description = "Larger than that.")
        private @Nullable String larger;

        @Parameters(arity = "0..*", paramLabel = "FOLDER", description = "Where to look.")
        private List<Word> folders = List.of();

        @Override
        public int run(Shell shell) throws IOException {
            if (type != null && !List.of("file", "folder", "link").contains(type)) {
                throw new Failure.Usage("--type: '" + type + "' is none of file, folder, link");
            }
            Glob glob = Glob.of(name == null ? "*" : name);
            long above = larger == null ? -1 : ConnectOptions.size("--larger", larger);
            boolean found = false;
            for (Place place : places(shell, folders)) {
                try (Stream<Item> items = place.site().tree(place.path())) {
                    var each = items.iterator();
                    while (each.hasNext()) {
                        Item item = each.next();
                        if (!glob.matches(item.name(), true) || !fits(item, above)) continue;
                        String path =
                                place.text().isEmpty()
                                        ? below(item, place)
                                        : place.shown(item.path());
                        shell.screen().line(marked(item, path));
                        found = true;
                    }
                }
            }
            if (!found) throw new Failure.NothingMatched("find: nothing matches");
            return 0;
        }

        private boolean fits(Item item, long above) {
            if (above >= 0 && item.size().orElse(0) <= above) return false;
            if (type == null) return true;
            return switch (item.kind()) {
                case FILE -> type.equals("file");
                case FOLDER, SELF, PARENT -> type.equals("folder");
                case LINK -> type.equals("link");
                case OTHER -> false;
            };
        }
    }

    /// `du`.
    @Command(
            name = "du",
            description = "Say how many bytes lie below a folder.",
            footerHeading = "%nExamples:%n",
            footer = {"  du photos", "  du -H"})
    static final class Du implements Verb.Deed {
        @Option(
                names = {"-H", "--human"},
                description = "As in 1.5 MB.")
        private boolean human;

        @Parameters(arity = "0..*", paramLabel = "NAME", description = "What to count.")
        private List<Word> names = List.of();

        @Override
        public int run(Shell shell) throws IOException {
            for (Place place : places(shell, names)) {
                long bytes = bytes(place);
                shell.screen()
                        .line(
                                (human ? Amounts.bytes(bytes) : Long.toString(bytes))
                                        + "  "
                                        + (place.text().isEmpty() ? "." : place.text()));
            }
            return 0;
        }

        private static long bytes(Place place) throws IOException {
            Item item = place.site().stat(place.path());
            if (!item.isFolder()) return item.size().orElse(0);
            try (Stream<Item> items = place.site().tree(place.path())) {
                return items.mapToLong(below -> below.size().orElse(0)).sum();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }
}
