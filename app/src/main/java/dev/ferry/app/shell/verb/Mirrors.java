package dev.ferry.app.shell.verb;

import dev.ferry.app.shell.line.Word;
import dev.ferry.app.transfer.MoveOptions;
import dev.ferry.app.transfer.Place;
import dev.ferry.app.transfer.TreeOptions;
import dev.ferry.client.Order;
import dev.ferry.client.SyncPlan;
import dev.ferry.client.TransferOptions;
import dev.ferry.client.TransferOptions.Conflict;
import dev.ferry.client.failure.Failure;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Whole trees.
final class Mirrors {

    private Mirrors() {}

    /// `mirror`.
    @Command(
            name = "mirror",
            description = {
                "Make a folder here like one there, or with -R the other way round.",
                "Copies what is missing, newer or of another size. A second run copies nothing."
                        + " With & at its end it goes on in the background."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  mirror photos",
                "  mirror -R site /www",
                "  mirror -R --delete --max-delete 20 site /www",
                "  mirror -n --exclude '*.tmp' . backup"
            })
    static final class Mirror implements Verb.Errand {
        @Option(
                names = {"-R", "--reverse"},
                description = "From here to there.")
        private boolean up;

        @Option(names = "--delete", description = "Delete what is not in the source.")
        private boolean delete;

        @Option(
                names = "--max-delete",
                paramLabel = "N",
                description = "Do nothing at all where more would be deleted.")
        private long maxDelete = -1;

        @Parameters(
                index = "0",
                paramLabel = "SOURCE",
                description = "What the other becomes like.")
        private Word source = new Word("");

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "TARGET",
                description = "What is changed; without it a folder of the same name.")
        private @Nullable Word target;

        @Mixin private final TreeOptions tree = new TreeOptions();

        @Mixin private final MoveOptions move;

        Mirror(Settings settings) {
            move = settings.moving();
        }

        @Override
        public Orders orders(Shell shell) throws IOException {
            Shell.Spot spot = shell.spot();
            TransferOptions how = move.options(1).preserving(true).on(Conflict.OVERWRITE);
            Place from = up ? shell.local(source) : shell.remote(source);
            Word named = target == null ? Word.literal(from.path().name()) : target;
            Place to = up ? shell.remote(named) : shell.local(named);
            requireFolder(from);
            Place there = up ? to : from;
            Place here = up ? from : to;
            if (tree.isDry()) {
                show(shell, from, to);
                return Orders.NONE;
            }
            Order order =
                    new Order.Mirror(
                            spot.address().site(),
                            there.path(),
                            Shell.file(here),
                            up,
                            tree.filter(),
                            move.isOnlyNewer(),
                            delete,
                            maxDelete,
                            move.parallel(),
                            how);
            return new Orders(List.of(order), 1);
        }

        private void requireFolder(Place from) throws IOException {
            boolean folder;
            try {
                folder = from.site().stat(from.path()).isFolder();
            } catch (Failure.NotFound e) {
                if (!up) throw e;
                throw new Failure.LocalTrouble(
                        from.text() + ": no such folder here; nothing was sent", e);
            }
            if (!folder) throw new Failure.Usage(from.text() + ": is no folder");
        }

        private void show(Shell shell, Place from, Place to) throws IOException {
            var rules =
                    new SyncPlan.Rules(
                            tree.filter().wanted(),
                            move.isOnlyNewer(),
                            delete,
                            SyncPlan.MAX_ENTRIES);
            SyncPlan plan =
                    tree.filter()
                            .of(
                                    SyncPlan.mirror(
                                            from.site(), from.path(), to.site(), to.path(), rules));
            plan.requireDeletions(maxDelete);
            for (SyncPlan.Step step : plan.steps()) {
                String path = to.shown(step.path().moved(VirtualPath.ROOT, to.path()));
                switch (step) {
                    case SyncPlan.Step.Copy _ -> say(shell, "copy", path, step);
                    case SyncPlan.Step.MakeFolder _ -> say(shell, "mkdir", path, step);
                    case SyncPlan.Step.Delete _ -> say(shell, "delete", path, step);
                    case SyncPlan.Step.Leave _ -> {}
                }
            }
            long left = plan.steps().stream().filter(SyncPlan.Step.Leave.class::isInstance).count();
            shell.screen().line(left + " left as they are");
        }

        private static void say(Shell shell, String deed, String path, SyncPlan.Step step) {
            shell.screen().line(deed + " " + path + " (" + step.why() + ")");
        }
    }
}
