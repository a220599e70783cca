package dev.ferry.app.transfer;

import dev.ferry.client.SyncPlan;
import dev.ferry.client.TransferOptions;
import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry mirror`.
@Command(
        name = "mirror",
        description = {
            "Make one folder like another: copy what is missing, newer or of another size.",
            "Each of the two is a URL or a folder of this machine. A second run copies nothing."
                    + " Copies get the time of the original where the other side can set it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry mirror ftp://anna@files.example/photos photos",
            "  ferry mirror --delete --max-delete 20 site ftp://anna@files.example/www",
            "  ferry mirror -n --exclude '*.tmp' ftp://a.example/x ftp://b.example/x"
        })
public final class Mirror implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "What the other becomes like.")
    private String source = "";

    @Parameters(index = "1", paramLabel = "TARGET", description = "What is changed.")
    private String target = "";

    @Option(names = "--delete", description = "Delete what is not in the source.")
    private boolean delete;

    @Option(
            names = "--max-delete",
            paramLabel = "N",
            description = "Do nothing at all where more would be deleted; ends with 13.")
    private long maxDelete = -1;

    @Mixin private final TreeOptions tree = new TreeOptions();

    @Mixin private final MoveOptions move = new MoveOptions();

    @Mixin private final ConnectOptions options = new ConnectOptions();

    @Override
    public Integer call() throws IOException {
        TransferOptions how =
                move.options(1).preserving(true).on(TransferOptions.Conflict.OVERWRITE);
        return Task.run(
                spec,
                options,
                move.parallel,
                List.of(source, target),
                (places, reporter) -> {
                    Place from = places.of(source);
                    Place to = places.of(target);
                    if (from.site() == to.site()
                            && (from.path().isUnder(to.path()) || to.path().isUnder(from.path()))) {
                        throw new Failure.Usage("mirror: one of the two folders is in the other");
                    }
                    SyncPlan plan =
                            SyncPlan.mirror(
                                    from.site(),
                                    from.path(),
                                    to.site(),
                                    to.path(),
                                    tree.rules(move.isOnlyNewer(), delete));
                    tree.apply(plan, from, to, how, move.parallel, maxDelete, reporter);
                });
    }
}
