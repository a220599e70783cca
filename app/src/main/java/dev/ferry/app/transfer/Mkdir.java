package dev.ferry.app.transfer;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ferry mkdir`.
@Command(
        name = "mkdir",
        description = "Make folders on a server.",
        footerHeading = "%nExamples:%n",
        footer = {"  ferry mkdir -p ftp://anna@files.example/photos/2026/summer"})
public final class Mkdir implements Callable<Integer> {

    @Mixin private final Urls urls = new Urls();

    @Option(
            names = {"-p", "--parents"},
            description = "Also the folders above; what is there already is no error.")
    private boolean parents;

    @Override
    public Integer call() throws IOException {
        return urls.run((places, reporter) ->
                Task.each(
                        urls.all,
                        1,
                        reporter,
                        Places::masked,
                        url -> {
                            Place place = places.of(url);
                            if (!parents) place.site().makeFolder(place.path());
                            else if (!place.site().makeFolders(place.path())) return;
                            reporter.done("mkdir", place.text(), "made " + place.text());
                        }));
    }
}
