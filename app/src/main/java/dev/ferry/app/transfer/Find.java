package dev.ferry.app.transfer;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Item;
import dev.ferry.files.Glob;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry find`.
@Command(
        name = "find",
        description = "Print everything below a folder, or what of it has such a name.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry find ftp://anna@files.example/photos",
            "  ferry find --name '*.jpg' --type file --larger 10M ftp://anna@files.example/"
        })
public final class Find implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "URL", arity = "1..*", description = "Where to look.")
    private List<String> urls = List.of();

    @Option(names = "--name", paramLabel = "GLOB", description = "Of such a name.")
    private @Nullable String name;

    @Option(names = "--type", paramLabel = "file|folder|link", description = "Of that kind.")
    private @Nullable String type;

    @Option(names = "--larger", paramLabel = "BYTES", description = "Larger than that.")
    private @Nullable String larger;

    @Mixin private final ConnectOptions options = new ConnectOptions();

    @Override
    public Integer call() throws IOException {
        if (type != null && !List.of("file", "folder", "link").contains(type)) {
            throw new Failure.Usage("--type: '" + type + "' is none of file, folder, link");
        }
        Glob glob = Glob.of(name == null ? "*" : name);
        long above = larger == null ? -1 : ConnectOptions.size("--larger", larger);
        return Task.run(
                spec,
                options,
                1,
                urls,
                (places, reporter) -> {
                    long found = 0;
                    for (String url : urls) {
                        for (Place place : places.matching(url)) {
                            try (Stream<Item> items = place.site().tree(place.path())) {
                                var each = items.iterator();
                                while (each.hasNext()) {
                                    Item item = each.next();
                                    if (!glob.matches(item.name(), true) || !fits(item, above))
                                        continue;
                                    String path = place.shown(item.path());
                                    reporter.entry(path, path, item);
                                    found++;
                                }
                            }
                        }
                    }
                    if (found == 0) throw new Failure.NothingMatched("find: nothing matches");
                });
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
