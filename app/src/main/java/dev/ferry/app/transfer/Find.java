package dev.ferry.app.transfer;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Item;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    @Mixin private final Urls urls = new Urls();

    @Mixin private final FindOptions options = new FindOptions();

    @Override
    public Integer call() throws IOException {
        Predicate<Item> wanted = options.wanted();
        return urls.run((places, reporter) -> {
            long found = 0;
            for (String url : urls.all) {
                for (Place place : places.matching(url)) {
                    try (Stream<Item> items = place.site().tree(place.path())) {
                        for (var each = items.filter(wanted).iterator(); each.hasNext(); found++) {
                            Item item = each.next();
                            String path = place.shown(item.path());
                            reporter.entry(path, path, item);
                        }
                    }
                }
            }
            if (found == 0) throw new Failure.NothingMatched("find: nothing matches");
        });
    }
}
