package dev.ferry.app.transfer;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry rm`.
@Command(
        name = "rm",
        description = "Delete files on a server.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry rm ftp://anna@files.example/old.zip",
            "  ferry rm 'ftp://anna@files.example/tmp/*.bak'",
            "  ferry rm -r ftp://anna@files.example/tmp"
        })
public final class Rm implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "URL", arity = "1..*", description = "What to delete.")
    private List<String> urls = List.of();

    @Option(
            names = {"-r", "--recursive"},
            description = "Folders with all that is in them.")
    private boolean recursive;

    @Option(
            names = {"-f", "--force"},
            description = "What is not there is no error.")
    private boolean force;

    @Mixin private final ConnectOptions options = new ConnectOptions();

    @Override
    public Integer call() throws IOException {
        return Task.run(
                spec,
                options,
                1,
                urls,
                (places, reporter) -> {
                    var found = new ArrayList<Place>();
                    for (String url : urls) {
                        try {
                            found.addAll(places.matching(url));
                        } catch (Failure.NothingMatched e) {
                            if (!force) throw e;
                        }
                    }
                    Task.each(
                            found,
                            1,
                            reporter,
                            Place::text,
                            place -> {
                                try {
                                    delete(place);
                                    reporter.done(
                                            "delete", place.text(), "deleted " + place.text());
                                } catch (Failure.NotFound e) {
                                    if (!force) throw e;
                                }
                            });
                });
    }

    private void delete(Place place) throws IOException {
        if (!place.site().stat(place.path()).isFolder()) {
            place.site().delete(place.path());
            return;
        }
        if (!recursive) {
            throw new Failure.Usage(place.text() + ": is a folder; -r deletes folders too");
        }
        if (place.path().isRoot()) {
            throw new Failure.Usage(place.text() + ": is the root, which is not deleted");
        }
        place.site().deleteTree(place.path());
    }
}
