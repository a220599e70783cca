package dev.ferry.client;

import dev.ferry.client.SyncPlan.Side;
import dev.ferry.client.SyncPlan.Step;
import dev.ferry.client.failure.Failure;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Does a plan: folders first, then files side by side, deletions last. One step that fails does
/// not keep the others from being done, except that nothing is deleted where something failed.
///
/// @param parallel files at one time
public record SyncRun(
        Site first,
        VirtualPath firstRoot,
        Site second,
        VirtualPath secondRoot,
        TransferOptions options,
        int parallel,
        Listener listener) {

    /// Told of each step; by several threads.
    public interface Listener {
        Transfer.Listener begins(Step.Copy step);

        void copied(Step.Copy step, TransferResult result);

        void done(Step step);

        void failed(Step step, Failure why);
    }

    /// @return how many steps failed
    public int apply(SyncPlan plan) throws IOException {
        var failures = new AtomicInteger();
        var copies = new ArrayList<Step.Copy>();
        var deletions = new ArrayList<Step.Delete>();
        if (!plan.isDone()) {
            first.makeFolders(firstRoot);
            second.makeFolders(secondRoot);
        }
        for (Step step : plan.steps()) {
            switch (step) {
                case Step.MakeFolder(VirtualPath path, Side to, _) ->
                        attempt(step, failures, () -> site(to).makeFolders(at(to, path)));
                case Step.Copy copy -> copies.add(copy);
                case Step.Delete deletion -> deletions.add(deletion);
                case Step.Leave _ -> listener.done(step);
            }
        }
        copy(copies, failures);
        if (failures.get() > 0) return failures.get();
        for (Step.Delete deletion : deletions) {
            attempt(
                    deletion,
                    failures,
                    () -> {
                        VirtualPath path = at(deletion.to(), deletion.path());
                        if (deletion.folder()) site(deletion.to()).removeFolder(path);
                        else site(deletion.to()).delete(path);
                    });
        }
        return failures.get();
    }

    private void copy(List<Step.Copy> copies, AtomicInteger failures) throws Failure {
        var next = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < Math.min(parallel, copies.size()); i++) {
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("ferry-sync-" + i)
                            .start(() -> {
                                for (int at = next.getAndIncrement();
                                        at < copies.size();
                                        at = next.getAndIncrement()) {
                                    copy(copies.get(at), failures);
                                }
                            }));
        }
        try {
            for (Thread thread : threads) thread.join();
        } catch (InterruptedException _) {
            first.cancel();
            second.cancel();
            Thread.currentThread().interrupt();
            throw new Failure.Interrupted("cancelled");
        }
    }

    private void copy(Step.Copy step, AtomicInteger failures) {
        Side to = step.to();
        Side from = to == Side.FIRST ? Side.SECOND : Side.FIRST;
        attempt(
                step,
                failures,
                () -> {
                    Transfer transfer =
                            site(from)
                                    .copy(
                                            step.item(),
                                            site(to),
                                            at(to, step.path()),
                                            options,
                                            listener.begins(step));
                    listener.copied(step, transfer.run());
                });
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void attempt(Step step, AtomicInteger failures, Work work) {
        try {
            work.run();
            listener.done(step);
        } catch (Failure e) {
            failures.incrementAndGet();
            listener.failed(step, e);
        } catch (IOException e) {
            failures.incrementAndGet();
            listener.failed(step, Failure.LocalTrouble.of(step.path(), e));
        }
    }

    private Site site(Side side) {
        return side == Side.FIRST ? first : second;
    }

    private VirtualPath at(Side side, VirtualPath path) {
        return path.moved(VirtualPath.ROOT, side == Side.FIRST ? firstRoot : secondRoot);
    }
}
