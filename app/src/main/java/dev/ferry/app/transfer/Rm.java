package dev.ferry.app.transfer;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Mixin private final Urls urls = new Urls();

    @Option(
            names = {"-r", "--recursive"},
            description = "Folders with all that is in them.")
    private boolean recursive;

    @Option(
            names = {"-f", "--force"},
            description = "What is not there is no error.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        return urls.run((places, reporter) -> {
            var found = new ArrayList<Place>();
            for (String url : urls.all) {
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
                            place.delete(recursive);
                            reporter.done("delete", place.text(), "deleted " + place.text());
                        } catch (Failure.NotFound e) {
                            if (!force) throw e;
                        }
                    });
        });
    }
}
