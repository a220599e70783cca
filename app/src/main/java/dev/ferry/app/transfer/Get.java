package dev.ferry.app.transfer;

import dev.ferry.client.SiteAddress;
import dev.ferry.client.TransferOptions;
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

/// `ferry get`.
@Command(
        name = "get",
        description = {
            "Fetch files.",
            "The last argument may be where to put them: a folder, a file name, another URL, or -"
                    + " for standard output; without one they come here. A file arrives as"
                    + " NAME.ferry-part and gets its name when it is whole; an interrupted one is"
                    + " gone on with by the same command."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry get ftp://anna@files.example/a.zip",
            "  ferry get -r ftp://anna@files.example/photos backup/",
            "  ferry get --segments 4 'ftp://files.example/*.iso' .",
            "  ferry get sftp://files.example/a.zip ftp://backup.example/",
            "  ferry get ftp://files.example/list.txt - | sort"
        })
public final class Get implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "URL... [TARGET]",
            arity = "1..*",
            description = "What to fetch, and where to.")
    private List<String> arguments = List.of();

    @Option(
            names = {"-r", "--recursive"},
            description = "Folders with all that is in them.")
    private boolean recursive;

    @Option(
            names = "--segments",
            paramLabel = "N",
            description = "Fetch each file in so many parts at a time.")
    private int segments = 1;

    @Mixin private final MoveOptions move = new MoveOptions();

    @Mixin private final ConnectOptions options = new ConnectOptions();

    @Override
    public Integer call() throws IOException {
        boolean targeted =
                arguments.size() > 1
                        && (!SiteAddress.isUrl(arguments.getLast()) || arguments.size() == 2);
        String target = targeted ? arguments.getLast() : ".";
        List<String> sources = targeted ? arguments.subList(0, arguments.size() - 1) : arguments;
        for (String source : sources) {
            if (!SiteAddress.isUrl(source)) {
                throw new Failure.Usage(
                        source + ": is no URL; 'ferry put' sends files of this machine");
            }
        }
        if (target.equals("-")) return Cat.print(spec, options, sources);
        TransferOptions how = move.options(segments);
        // From one folder of a server to another, each file needs two.
        int sessions = 2 * move.parallel * segments;
        return Task.run(
                spec,
                options,
                sessions,
                arguments,
                (places, reporter) -> {
                    var found = new ArrayList<Place>();
                    for (String source : sources) found.addAll(places.matching(source));
                    Place to = places.of(target);
                    var files = new Carried("get", recursive, found.size(), to, reporter);
                    files.add(found);
                    files.move(move, how);
                });
    }
}
