package dev.ferry.app.transfer;

import dev.ferry.client.remote.Item;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry du`.
@Command(
        name = "du",
        description = "Add up the sizes of all files below a folder, in bytes.",
        footerHeading = "%nExamples:%n",
        footer = {"  ferry du --human ftp://anna@files.example/photos"})
public final class Du implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "URL", arity = "1..*", description = "Of what.")
    private List<String> urls = List.of();

    @Option(
            names = {"-H", "--human"},
            description = "In KB, MB and so on.")
    private boolean human;

    @Mixin private final ConnectOptions options = new ConnectOptions();

    @Override
    public Integer call() throws IOException {
        return Task.run(
                spec,
                options,
                1,
                urls,
                (places, reporter) -> {
                    for (String url : urls) {
                        Task.each(
                                places.matching(url),
                                1,
                                reporter,
                                Place::text,
                                place -> {
                                    long bytes = size(place);
                                    String shown =
                                            human ? Amounts.bytes(bytes) : Long.toString(bytes);
                                    reporter.value(
                                            "du",
                                            place.text(),
                                            "bytes",
                                            bytes,
                                            shown + "  " + place.text());
                                });
                    }
                });
    }

    private static long size(Place place) throws IOException {
        Item item = place.site().stat(place.path());
        if (!item.isFolder()) return item.size().orElse(0);
        try (Stream<Item> items = place.site().tree(place.path())) {
            return items.mapToLong(below -> below.size().orElse(0)).sum();
        }
    }
}
