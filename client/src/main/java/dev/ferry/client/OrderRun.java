package dev.ferry.client;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.local.LocalRemote;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// How an order of a job is carried out, and what its job is told of it.
final class OrderRun {

    private static final Transfer.Listener NOBODY = Transfer.Listener.NONE;

    private final TransferQueue.Sites sites;
    private final TransferQueue.Job job;

    OrderRun(TransferQueue.Sites sites, TransferQueue.Job job) {
        this.sites = sites;
        this.job = job;
    }

    /// @return whether all of it was done
    boolean run(Order order) throws IOException {
        return switch (order) {
            case Order.Get get -> {
                makeFolders(get.to());
                Site site = sites.shared(get.site());
                yield move(order, site.download(get.from(), get.to(), get.options(), NOBODY));
            }
            case Order.Put put -> {
                Site site = sites.shared(put.site());
                yield move(order, site.upload(put.from(), put.to(), put.options(), NOBODY));
            }
            case Order.Mirror mirror -> mirror(mirror);
        };
    }

    private static void makeFolders(Path file) throws Failure {
        Path folder = file.toAbsolutePath().getParent();
        try {
            if (folder != null) Files.createDirectories(folder);
        } catch (IOException e) {
            throw Failure.LocalTrouble.of(folder + ": cannot be made", e);
        }
    }

    private boolean move(Order order, Transfer transfer) throws IOException {
        job.seen(transfer);
        try {
            job.finished(order.text(), transfer.run());
            return true;
        } finally {
            job.unseen();
        }
    }

    private boolean mirror(Order.Mirror order) throws IOException {
        try (Site there = sites.own(order.site());
                Site here = sites.own("file:///")) {
            VirtualPath local = LocalRemote.whole().virtual(order.here());
            Site from = order.up() ? here : there;
            Site to = order.up() ? there : here;
            VirtualPath source = order.up() ? local : order.there();
            VirtualPath target = order.up() ? order.there() : local;
            var rules =
                    new SyncPlan.Rules(
                            order.filter().wanted(),
                            order.onlyNewer(),
                            order.delete(),
                            SyncPlan.MAX_ENTRIES);
            SyncPlan plan = order.filter().of(SyncPlan.mirror(from, source, to, target, rules));
            plan.requireDeletions(order.maxDelete());
            int copies =
                    Math.toIntExact(
                            plan.steps().stream()
                                    .filter(SyncPlan.Step.Copy.class::isInstance)
                                    .count());
            job.grow(copies - 1);
            var told = new Mirroring(source, target);
            new SyncRun(from, source, to, target, order.options(), order.parallel(), told)
                    .apply(plan);
            if (told.failures.get()) return false;
            long left = plan.steps().stream().filter(SyncPlan.Step.Leave.class::isInstance).count();
            job.told(
                    "%d copied, %d deleted, %d left as they are"
                            .formatted(copies, plan.deletions().size(), left));
            return true;
        }
    }

    /// Tells of the steps of a mirror.
    private final class Mirroring implements SyncRun.Listener {
        private final VirtualPath source;
        private final VirtualPath target;
        private final AtomicBoolean failures = new AtomicBoolean();

        Mirroring(VirtualPath source, VirtualPath target) {
            this.source = source;
            this.target = target;
        }

        @Override
        public Transfer.Listener begins(SyncPlan.Step.Copy step) {
            return job::seen;
        }

        @Override
        public void copied(SyncPlan.Step.Copy step, TransferResult result) {
            job.finished(step.path().moved(VirtualPath.ROOT, source).toString(), result);
        }

        @Override
        public void done(SyncPlan.Step step) {
            String path = step.path().moved(VirtualPath.ROOT, target).toString();
            switch (step) {
                case SyncPlan.Step.Copy _ -> {}
                case SyncPlan.Step.MakeFolder _ -> job.told("made " + path);
                case SyncPlan.Step.Delete _ -> job.told("deleted " + path);
                case SyncPlan.Step.Leave leave -> {
                    if (leave.conflict()) job.told(path + ": left as it is: " + step.why());
                }
            }
        }

        @Override
        public void failed(SyncPlan.Step step, Failure why) {
            failures.set(true);
            job.unseen();
            if (!job.isCancelled()) job.failed(why);
        }
    }
}
