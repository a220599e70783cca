package dev.ferry.app.transfer;

import dev.ferry.client.remote.Item;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.Listed;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ferry ls`.
@Command(
        name = "ls",
        description = {
            "List files and folders on a server.",
            "A URL is ftp://[user@]host[:port]/path, ftpes:// (TLS or nothing), ftps:// (TLS from"
                    + " the first byte) or sftp:// (SSH). Its path begins where the login leads; // begins at the"
                    + " root. * ? and [ ] match names."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry ls ftp://anna@files.example/",
            "  ferry ls -l 'ftp://anna@files.example/photos/*.jpg'",
            "  ferry ls -R --json ftps://files.example/pub",
            "  ferry ls sftp://anna@files.example/"
        })
public final class Ls implements Callable<Integer> {

    @Mixin private final Urls urls = new Urls();

    @Option(names = "-l", description = "With kind, size and time (UTC).")
    private boolean wide;

    @Option(
            names = {"-R", "-r", "--recursive"},
            description = "Everything below, too.")
    private boolean recursive;

    @Option(
            names = {"-d", "--directory"},
            description = "Folders themselves, not what is in them.")
    private boolean itself;

    @Override
    public Integer call() throws IOException {
        return urls.run((places, reporter) -> {
            for (String url : urls.all) {
                for (Place place : places.matching(url)) list(place, reporter);
            }
        });
    }

    private void list(Place place, Reporter reporter) throws IOException {
        Item item = place.site().stat(place.path());
        if (!item.isFolder() || itself) {
            show(place, item, place.text(), reporter);
            return;
        }
        try (Stream<Item> items =
                recursive ? place.site().tree(place.path()) : place.site().list(place.path())) {
            Sorted.each(items, each -> show(place, each, below(each, place), reporter));
        }
    }

    /// The path of an item without that of the folder it is in.
    public static String below(Item item, Place place) {
        return item.path().moved(place.path(), VirtualPath.ROOT).toString().substring(1);
    }

    /// A name as it is listed, with a slash where it is a folder's.
    public static String marked(Item item, String name) {
        return name + (item.isFolder() && !name.endsWith("/") ? "/" : "");
    }

    private void show(Place place, Item item, String name, Reporter reporter) {
        String marked = marked(item, name);
        reporter.entry(wide ? line(item) + marked : marked, place.shown(item.path()), item);
    }

    /// Kind, size and time (UTC) of an item, each as wide as in other lines.
    public static String line(Item item) {
        String kind =
                switch (item.kind()) {
                    case FILE -> "-";
                    case FOLDER, SELF, PARENT -> "d";
                    case LINK -> "l";
                    case OTHER -> "?";
                };
        String size = item.size().isPresent() ? Long.toString(item.size().getAsLong()) : "-";
        String time =
                item.modified()
                        .map(Listed.When::time)
                        .map(it ->
                                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
                                        .format(it.atOffset(ZoneOffset.UTC)))
                        .orElse("-");
        return "%s %14s  %-19s  ".formatted(kind, size, time);
    }
}
