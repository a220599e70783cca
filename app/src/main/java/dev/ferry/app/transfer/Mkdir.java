package dev.ferry.app.transfer;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry mkdir`.
@Command(
        name = "mkdir",
        description = "Make folders on a server.",
        footerHeading = "%nExamples:%n",
        footer = {"  ferry mkdir -p ftp://anna@files.example/photos/2026/summer"})
public final class Mkdir implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "URL", arity = "1..*", description = "What to make.")
    private List<String> urls = List.of();

    @Option(
            names = {"-p", "--parents"},
            description = "Also the folders above; what is there already is no error.")
    private boolean parents;

    @Mixin private final ConnectOptions options = new ConnectOptions();

    @Override
    public Integer call() throws IOException {
        return Task.run(
                spec,
                options,
                1,
                urls,
                (places, reporter) ->
                        Task.each(
                                urls,
                                1,
                                reporter,
                                url -> url,
                                url -> {
                                    Place place = places.of(url);
                                    if (parents) place.site().makeFolders(place.path());
                                    else place.site().makeFolder(place.path());
                                    reporter.done("mkdir", place.text(), "made " + place.text());
                                }));
    }
}
