package dev.ferry.app.transfer;

import dev.ferry.client.Site;
import dev.ferry.client.SyncPlan;
import dev.ferry.client.TransferOptions;
import dev.ferry.client.failure.Failure;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What `mirror` and `sync` have in common.
final class FolderPair {

    /// How the two are compared.
    @FunctionalInterface
    interface Compared {
        SyncPlan plan(
                Site first, VirtualPath one, Site second, VirtualPath two, SyncPlan.Rules rules)
                throws IOException;
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin private final TreeOptions tree = new TreeOptions();

    @Mixin private final MoveOptions move = new MoveOptions();

    @Mixin private final ConnectOptions options = new ConnectOptions();

    /// @param delete whether what is not in the first is deleted in the second
    /// @param maxDelete nothing at all is done where more would be; negative for any number
    int run(String first, String second, boolean delete, long maxDelete, Compared compared)
            throws IOException {
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
                        throw new Failure.Usage(
                                spec.name() + ": one of the two folders is in the other");
                    }
                    SyncPlan plan =
                            compared.plan(
                                    one.site(),
                                    one.path(),
                                    two.site(),
                                    two.path(),
                                    tree.rules(move.isOnlyNewer(), delete));
                    tree.apply(plan, one, two, how, move.parallel, maxDelete, reporter);
                });
    }
}
