package dev.ferry.app.shell.verb;

import static dev.ferry.app.transfer.Df.shown;
import static dev.ferry.app.transfer.Ls.below;
import static dev.ferry.app.transfer.Ls.line;
import static dev.ferry.app.transfer.Ls.marked;

import dev.ferry.app.shell.line.Word;
import dev.ferry.app.transfer.Amounts;
import dev.ferry.app.transfer.FindOptions;
import dev.ferry.app.transfer.Place;
import dev.ferry.app.transfer.Sorted;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Item;
import dev.ferry.client.remote.Space;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is there.
final class Lists {

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

    /// As it was said; the folder one is in where nothing was.
    private static String named(Place place) {
        return place.text().isEmpty() ? "." : place.text();
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
                shell.screen().line(line(item) + marked(item, place.text()));
                return;
            }
            boolean several =
                    names.size() > 1 || (!names.isEmpty() && names.getFirst().isPattern());
            if (several) {
                shell.screen().line(marked(item, place.text()) + ":");
            }
            try (Stream<Item> items =
                    recursive ? place.site().tree(place.path()) : place.site().list(place.path())) {
                Sorted.each(
                        items,
                        each -> shell.screen().line(line(each) + marked(each, below(each, place))));
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
                    Sorted.each(items, each -> files.add(said(each, each.name())));
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
        @Mixin private final FindOptions options = new FindOptions();

        @Parameters(arity = "0..*", paramLabel = "FOLDER", description = "Where to look.")
        private List<Word> folders = List.of();

        @Override
        public int run(Shell shell) throws IOException {
            Predicate<Item> wanted = options.wanted();
            boolean found = false;
            for (Place place : places(shell, folders)) {
                try (Stream<Item> items = place.site().tree(place.path())) {
                    var each = items.filter(wanted).iterator();
                    while (each.hasNext()) {
                        Item item = each.next();
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
    }

    /// `du`.
    @Command(
            name = "du",
            description = "Say how many bytes lie below a folder.",
            footerHeading = "%nExamples:%n",
            footer = {"  du photos", "  du -H"})
    static final class Du implements Verb.Deed {
        @Option(
                names = {"-H", "-h", "--human"},
                description = "As in 1.5 MB.")
        private boolean human;

        @Parameters(arity = "0..*", paramLabel = "NAME", description = "What to count.")
        private List<Word> names = List.of();

        @Override
        public int run(Shell shell) throws IOException {
            for (Place place : places(shell, names)) {
                shell.screen().line(Amounts.bytes(place.bytes(), human) + "  " + named(place));
            }
            return 0;
        }
    }

    /// `df`.
    @Command(
            name = "df",
            description = "Say how many bytes may still be written there, of how many.",
            footerHeading = "%nExamples:%n",
            footer = {"  df", "  df -H photos"})
    static final class Df implements Verb.Deed {
        @Option(
                names = {"-H", "-h", "--human"},
                description = "As in 1.5 GB.")
        private boolean human;

        @Parameters(arity = "0..*", paramLabel = "FOLDER", description = "Where to look.")
        private List<Word> folders = List.of();

        @Override
        public int run(Shell shell) throws IOException {
            for (Place place : places(shell, folders)) {
                Space space = place.site().space(place.path());
                shell.screen().line(shown(space, human) + "  " + named(place));
            }
            return 0;
        }
    }
}
