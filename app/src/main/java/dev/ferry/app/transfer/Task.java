package dev.ferry.app.transfer;

import dev.ferry.app.cli.Questions;
import dev.ferry.client.TransferClient;
import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Model.CommandSpec;

/// How every command of the client runs: opens a client, does its work, closes it, and turns what
/// failed of several into an exit code.
final class Task {

    /// What a command does.
    @FunctionalInterface
    interface Body {
        void run(Places places, Reporter reporter) throws IOException;
    }

    private Task() {}

    /// @param sessions at most to each site
    /// @param arguments paths and URLs
    static int run(
            CommandSpec spec,
            ConnectOptions options,
            int sessions,
            List<String> arguments,
            Body body)
            throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        return run(spec, options, sessions, arguments, out, body);
    }

    /// @param out where results go; not standard output where that is the file
    static int run(
            CommandSpec spec,
            ConnectOptions options,
            int sessions,
            List<String> arguments,
            PrintWriter out,
            Body body)
            throws IOException {
        var reporter = new Reporter(out, spec.commandLine().getErr(), options.json, options.quiet);
        try (TransferClient client =
                options.client(
                        reporter, Questions.console(), Optional.empty(), sessions, arguments)) {
            body.run(new Places(client), reporter);
        } catch (UncheckedIOException e) {
            reporter.exitCode();
            throw cause(e);
        } catch (IOException e) {
            reporter.exitCode();
            throw e;
        }
        return reporter.exitCode();
    }

    private static IOException cause(UncheckedIOException e) {
        IOException cause = e.getCause();
        return cause == null ? new IOException(e) : cause;
    }

    /// Something done for one of several.
    @FunctionalInterface
    interface Work<T> {
        void done(T one) throws IOException;
    }

    /// Does `work` for each, `parallel` at a time; where one fails the others go on.
    static <T> void each(
            List<T> all,
            int parallel,
            Reporter reporter,
            java.util.function.Function<T, String> name,
            Work<T> work)
            throws Failure {
        var next = new AtomicInteger();
        Runnable worker =
                () -> {
                    for (int at = next.getAndIncrement();
                            at < all.size();
                            at = next.getAndIncrement()) {
                        one(all.get(at), reporter, name, work);
                    }
                };
        if (parallel <= 1 || all.size() <= 1) {
            worker.run();
            return;
        }
        var threads = new java.util.ArrayList<Thread>();
        for (int i = 0; i < Math.min(parallel, all.size()); i++) {
            threads.add(Thread.ofPlatform().daemon().name("ferry-file-" + i).start(worker));
        }
        try {
            for (Thread thread : threads) thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Failure.Interrupted("interrupted");
        }
    }

    private static <T> void one(
            T one, Reporter reporter, java.util.function.Function<T, String> name, Work<T> work) {
        reporter.attempted();
        try {
            work.done(one);
        } catch (Failure e) {
            reporter.failed(name.apply(one), e);
        } catch (UncheckedIOException e) {
            reporter.failed(name.apply(one), failure(name.apply(one), cause(e)));
        } catch (IOException e) {
            reporter.failed(name.apply(one), failure(name.apply(one), e));
        }
    }

    private static Failure failure(String name, IOException e) {
        return e instanceof Failure failure ? failure : Failure.LocalTrouble.of(name, e);
    }
}
