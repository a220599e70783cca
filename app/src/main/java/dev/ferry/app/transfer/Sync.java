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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry sync`.
@Command(
        name = "sync",
        description = {
            "Make two folders alike, both ways: each gets what it has not, or has older.",
            "Each of the two is a URL or a folder of this machine. Nothing is deleted; where two"
                    + " files differ and none is newer, both are left and named."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry sync notes ftp://anna@files.example/notes",
            "  ferry sync -n ftp://a.example/x ftp://b.example/x"
        })
public final class Sync implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "One of the two.")
    private String first = "";

    @Parameters(index = "1", paramLabel = "FOLDER", description = "The other.")
    private String second = "";

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
                List.of(first, second),
                (places, reporter) -> {
                    Place one = places.of(first);
                    Place two = places.of(second);
                    if (one.site() == two.site()
                            && (one.path().isUnder(two.path()) || two.path().isUnder(one.path()))) {
                        throw new Failure.Usage("sync: one of the two folders is in the other");
                    }
                    SyncPlan plan =
                            SyncPlan.both(
                                    one.site(),
                                    one.path(),
                                    two.site(),
                                    two.path(),
                                    tree.rules(move.isOnlyNewer(), false));
                    tree.apply(plan, one, two, how, move.parallel, -1, reporter);
                });
    }
}
