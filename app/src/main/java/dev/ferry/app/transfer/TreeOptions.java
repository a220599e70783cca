package dev.ferry.app.transfer;

import dev.ferry.client.SyncFilter;
import dev.ferry.client.SyncPlan;
import dev.ferry.client.SyncPlan.Step;
import dev.ferry.client.SyncRun;
import dev.ferry.client.Transfer;
import dev.ferry.client.TransferOptions;
import dev.ferry.client.TransferResult;
import dev.ferry.client.failure.Failure;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Option;

/// What `mirror` and `sync` have in common.
public final class TreeOptions {

    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = "Only files with such a name (may be repeated).")
    private List<String> include = List.of();

    @Option(
            names = "--exclude",
            paramLabel = "GLOB",
            description = "No files and folders with such a name (may be repeated).")
    private List<String> exclude = List.of();

    @Option(
            names = {"-n", "--dry-run"},
            description = "Say what would be done, and do nothing.")
    private boolean dry;

    /// Which files and folders take part.
    public SyncFilter filter() {
        return new SyncFilter(include, exclude);
    }

    /// Whether nothing is done and everything said.
    public boolean isDry() {
        return dry;
    }

    /// @param delete whether what is not in the source is deleted
    SyncPlan.Rules rules(boolean onlyNewer, boolean delete) {
        return new SyncPlan.Rules(filter().wanted(), onlyNewer, delete, SyncPlan.MAX_ENTRIES);
    }

    void apply(
            SyncPlan whole,
            Place first,
            Place second,
            TransferOptions how,
            int parallel,
            long maxDelete,
            Reporter reporter)
            throws IOException {
        SyncPlan plan = filter().of(whole);
        plan.requireDeletions(maxDelete);
        if (dry) {
            for (Step step : plan.steps()) said(step, first, second, reporter, true);
            summary(plan, reporter);
            return;
        }
        var run =
                new SyncRun(
                        first.site(),
                        first.path(),
                        second.site(),
                        second.path(),
                        how,
                        parallel,
                        new SyncRun.Listener() {
                            @Override
                            public Transfer.Listener begins(Step.Copy step) {
                                reporter.attempted();
                                return reporter.progress(source(step, first, second));
                            }

                            @Override
                            public void copied(Step.Copy step, TransferResult result) {
                                reporter.transferred("copy", source(step, first, second), result);
                            }

                            @Override
                            public void done(Step step) {
                                if (!(step instanceof Step.Copy)) {
                                    reporter.attempted();
                                    said(step, first, second, reporter, false);
                                }
                            }

                            @Override
                            public void failed(Step step, Failure why) {
                                if (!(step instanceof Step.Copy)) reporter.attempted();
                                reporter.failed(
                                        step instanceof Step.Copy copy
                                                ? source(copy, first, second)
                                                : name(step, first, second),
                                        why);
                            }
                        });
        run.apply(plan);
        summary(plan, reporter);
    }

    private static String source(Step.Copy step, Place first, Place second) {
        Place from = step.to() == SyncPlan.Side.FIRST ? second : first;
        return from.shown(step.path().moved(VirtualPath.ROOT, from.path()));
    }

    /// Of what is changed.
    private static String name(Step step, Place first, Place second) {
        Place place = step.to() == SyncPlan.Side.FIRST ? first : second;
        return place.shown(step.path().moved(VirtualPath.ROOT, place.path()));
    }

    private static void said(
            Step step, Place first, Place second, Reporter reporter, boolean planned) {
        String path = name(step, first, second);
        switch (step) {
            case Step.Copy _ -> reporter.planned("copy", path, step.why(), planned);
            case Step.MakeFolder _ -> reporter.planned("mkdir", path, step.why(), planned);
            case Step.Delete _ -> reporter.planned("delete", path, step.why(), planned);
            case Step.Leave leave -> {
                if (leave.conflict()) reporter.note(path + ": left as it is: " + step.why());
            }
        }
    }

    private static void summary(SyncPlan plan, Reporter reporter) {
        long copies = plan.steps().stream().filter(Step.Copy.class::isInstance).count();
        long left = plan.steps().stream().filter(Step.Leave.class::isInstance).count();
        reporter.summary(copies, plan.deletions().size(), left);
    }
}
