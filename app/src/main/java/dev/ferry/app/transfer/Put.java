package dev.ferry.app.transfer;

import dev.ferry.client.Site;
import dev.ferry.client.SiteAddress;
import dev.ferry.client.TransferOptions;
import dev.ferry.client.TransferResult;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Item;
import dev.ferry.client.remote.Outgoing;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry put`.
@Command(
        name = "put",
        description = {
            "Send files.",
            "The last argument is where to: a folder (an existing one, or with / at its end) or a"
                    + " file name. - sends standard input. A file gets its name there when it is"
                    + " whole; an interrupted one is gone on with by the same command."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry put a.zip ftp://anna@files.example/",
            "  ferry put -r photos ftp://anna@files.example/backup/",
            "  tar c photos | ferry put - ftp://anna@files.example/photos.tar"
        })
public final class Put implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE... URL",
            arity = "0..*", // more than one at a time, and options could not stand between them
            description = "What to send, and where to.")
    private List<String> arguments = List.of();

    @Option(
            names = {"-r", "--recursive"},
            description = "Folders with all that is in them.")
    private boolean recursive;

    @Mixin private final MoveOptions move = new MoveOptions();

    @Mixin private final ConnectOptions options = new ConnectOptions();

    @Override
    public Integer call() throws IOException {
        if (arguments.size() < 2) {
            throw new Failure.Usage(
                    arguments.isEmpty()
                            ? "what to send, and where to, is missing"
                            : arguments.getFirst() + ": what to send, or where to, is missing");
        }
        String target = arguments.getLast();
        List<String> sources = arguments.subList(0, arguments.size() - 1);
        if (!SiteAddress.isUrl(target)) {
            throw new Failure.Usage(target + ": is no URL, and says where to send the files");
        }
        TransferOptions how = move.options(1);
        return Task.run(
                spec,
                options,
                move.parallel,
                arguments,
                (places, reporter) -> {
                    if (sources.contains("-")) {
                        if (sources.size() > 1)
                            throw new Failure.Usage("-: standard input goes alone");
                        reporter.attempted();
                        pipe(places.of(target), reporter);
                        return;
                    }
                    var found = new ArrayList<Place>();
                    for (String source : sources) found.add(places.of(source));
                    // A missing local file sends nothing.
                    for (Place place : found) place.requireHere();
                    Place to = places.of(target);
                    var files = new Carried("put", recursive, found.size(), to, reporter);
                    files.add(found);
                    files.move(move, how);
                });
    }

    /// Standard input cannot be read twice, so nothing is tried again.
    private static void pipe(Place to, Reporter reporter) throws IOException {
        if (to.folder() || to.isFolderThere()) {
            throw new Failure.Usage(to.text() + ": standard input needs the name of a file");
        }
        long begun = System.nanoTime();
        String mark = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        VirtualPath waiting =
                to.path().parent().child("." + to.path().name() + "." + mark + ".ferry-part");
        boolean whole = false;
        try {
            TransferResult result = piped(to, waiting, begun);
            whole = true;
            reporter.transferred("put", "-", result);
        } finally {
            if (!whole) discard(to.site(), waiting);
        }
    }

    /// Nobody can go on with it.
    private static void discard(Site site, VirtualPath waiting) {
        try {
            site.delete(waiting);
        } catch (IOException _) {
            // what it failed of is what counts
        }
    }

    private static TransferResult piped(Place to, VirtualPath waiting, long begun)
            throws IOException {
        long bytes = 0;
        byte[] chunk = new byte[64 * 1024];
        try (Outgoing out = to.site().remote().write(waiting, 0)) {
            for (int n = typed(chunk); n >= 0; n = typed(chunk)) {
                out.write(chunk, 0, n);
                bytes += n;
            }
            out.finish();
        }
        Item there = to.site().stat(waiting);
        boolean sized = there.size().isPresent();
        if (sized && there.size().getAsLong() != bytes) {
            throw new Failure.NotVerified(
                    to.text()
                            + ": the server has "
                            + there.size().getAsLong()
                            + " bytes of "
                            + bytes
                            + ", and said that it had all");
        }
        to.site().replace(waiting, to.path());
        return new TransferResult(
                TransferResult.Outcome.DONE,
                to.path().toString(),
                bytes,
                bytes,
                0,
                Optional.empty(),
                sized ? "size" : "none",
                1,
                Duration.ofNanos(System.nanoTime() - begun),
                List.of());
    }

    private static int typed(byte[] chunk) throws Failure {
        try {
            return System.in.read(chunk);
        } catch (IOException e) {
            throw Failure.LocalTrouble.of("standard input", e);
        }
    }
}
