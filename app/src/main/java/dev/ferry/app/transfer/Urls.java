package dev.ferry.app.transfer;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What commands that take URLs have in common.
final class Urls {

    /// Something done for one place.
    @FunctionalInterface
    interface Work {
        void done(Place place, Reporter reporter) throws IOException;
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(
            paramLabel = "URL",
            arity = "1..*",
            description =
                    "Files or folders on a server, such as ftp://anna@files.example/a.txt or"
                            + " sftp://files.example/a.txt.")
    List<String> all = List.of();

    @Mixin final ConnectOptions connect = new ConnectOptions();

    int run(Task.Body body) throws IOException {
        return Task.run(spec, connect, 1, all, body);
    }

    /// Writes what they match to standard output.
    int print() throws IOException {
        return Cat.print(spec, connect, all);
    }

    /// Does `work` for each place that the URLs match; where one fails the others go on.
    int each(Work work) throws IOException {
        return run((places, reporter) -> {
            for (String url : all) {
                Task.each(
                        places.matching(url),
                        1,
                        reporter,
                        Place::text,
                        place -> work.done(place, reporter));
            }
        });
    }
}
