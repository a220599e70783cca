package dev.ferry.app.shell.verb;

import dev.ferry.app.shell.line.Statement;
import dev.ferry.app.shell.line.Word;
import dev.ferry.client.TransferQueue;
import dev.ferry.client.TransferQueue.Job;
import dev.ferry.client.TransferQueue.State;
import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/// What goes on by itself.
final class Jobs {

    private static final Duration LOOK = Duration.ofMillis(200);

    private Jobs() {}

    /// The job of that number.
    private static Job numbered(Shell shell, String word) throws Failure {
        if (word.matches("[0-9]{1,9}")) {
            Optional<Job> job = shell.queue().job(Integer.parseInt(word));
            if (job.isPresent()) return job.get();
        }
        throw new Failure.Usage("there is no job '" + word + "'; 'jobs' lists them");
    }

    /// The jobs that words name; `all` is all of them.
    private static List<Job> numbered(Shell shell, List<Word> words) throws Failure {
        var jobs = new ArrayList<Job>();
        for (Word word : words) {
            if (word.text().equals("all")) jobs.addAll(shell.queue().jobs());
            else jobs.add(numbered(shell, word.text()));
        }
        return jobs;
    }

    /// `jobs`.
    @Command(
            name = "jobs",
            description = "List what goes on, waits, and has ended.",
            footerHeading = "%nExample:%n",
            footer = {"  jobs"})
    static final class Listed implements Verb.Deed {
        @Override
        public int run(Shell shell) {
            for (Job job : shell.queue().jobs()) shell.screen().line(Shown.line(job));
            return 0;
        }
    }

    /// `queue`.
    @Command(
            name = "queue",
            description = {
                "Let transfers wait for their turn.",
                "With a command (get, mget, put, mput, mirror) it is put at the end. Alone it lists"
                        + " what waits; stop begins no more, start goes on, remove N forgets a job,"
                        + " again N lets one that failed wait once more, all for all. What is not"
                        + " done when the shell ends is there in the next one."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  queue get large.iso", "  queue", "  queue stop", "  queue remove 3"})
    static final class Queue implements Verb.Deed {
        // The words of a command of its own, options too.
        @Unmatched private List<String> words = new ArrayList<>();

        @Override
        public int run(Shell shell) throws IOException {
            TransferQueue queue = shell.queue();
            var all = new ArrayList<Word>();
            words.forEach(marked -> all.add(new Word(marked)));
            String deed = all.isEmpty() ? "" : all.getFirst().text();
            List<Word> rest = all.isEmpty() ? List.of() : all.subList(1, all.size());
            switch (deed) {
                case "" -> list(shell);
                case "start" -> {
                    requireNone(rest);
                    for (Job job : queue.jobs()) {
                        if (job.state() == State.WAITING) shell.login(job);
                    }
                    queue.start();
                }
                case "stop" -> {
                    requireNone(rest);
                    queue.stop();
                }
                case "remove" -> {
                    requireSome(rest);
                    for (Job job : numbered(shell, rest)) queue.remove(job);
                }
                case "again" -> {
                    requireSome(rest);
                    for (Job job : numbered(shell, rest)) again(shell, job);
                }
                default -> {
                    return shell.enqueue(new Statement(all, false));
                }
            }
            return 0;
        }

        private static void list(Shell shell) {
            boolean any = false;
            for (Job job : shell.queue().jobs()) {
                if (job.isOver()) continue;
                shell.screen().line(Shown.line(job));
                any = true;
            }
            if (!any) shell.screen().line("nothing waits");
            if (!shell.queue().isStarted()) {
                shell.screen().line("the queue is stopped; 'queue start' goes on");
            }
        }

        private static void again(Shell shell, Job job) throws IOException {
            shell.login(job);
            Optional<Job> anew = shell.queue().again(job);
            if (anew.isPresent()) shell.screen().line(Shown.line(anew.get()));
            else shell.screen().note("nothing is left of job " + job.number());
        }

        private static void requireNone(List<Word> rest) throws Failure {
            if (!rest.isEmpty())
                throw new Failure.Usage("one word too many: '" + rest.getFirst() + "'");
        }

        private static void requireSome(List<Word> rest) throws Failure {
            if (rest.isEmpty()) throw new Failure.Usage("the number of a job is missing");
        }
    }

    /// `fg`.
    @Command(
            name = "fg",
            description = {
                "Watch a job until it is over.",
                "Without a number the latest one. Ctrl-Z lets it go on in the background, Ctrl-C"
                        + " cancels it."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  fg", "  fg 3"})
    static final class Fg implements Verb.Deed {
        @Parameters(arity = "0..1", paramLabel = "JOB", description = "Its number.")
        private @Nullable String job;

        @Override
        public int run(Shell shell) throws IOException {
            Job wanted = job == null ? latest(shell) : numbered(shell, job);
            if (wanted.state() == State.WAITING) {
                shell.login(wanted);
                shell.queue().begin(wanted);
            }
            if (wanted.isOver()) {
                shell.screen().line(Shown.line(wanted));
                return wanted.exitCode();
            }
            shell.screen().line(wanted.title());
            return shell.watch(wanted);
        }

        private static Job latest(Shell shell) throws Failure {
            return shell.queue().jobs().reversed().stream()
                    .filter(job -> job.state() == State.RUNNING)
                    .findFirst()
                    .orElseThrow(() -> new Failure.Usage("nothing goes on in the background"));
        }
    }

    /// `kill`.
    @Command(
            name = "kill",
            description = "Cancel jobs; what has arrived is kept for another time.",
            footerHeading = "%nExamples:%n",
            footer = {"  kill 3", "  kill all"})
    static final class Kill implements Verb.Deed {
        @Parameters(arity = "1..*", paramLabel = "JOB", description = "Numbers, or all.")
        private List<Word> jobs = List.of();

        @Override
        public int run(Shell shell) throws Failure {
            for (Job job : numbered(shell, jobs)) shell.queue().cancel(job);
            return 0;
        }
    }

    /// `wait`.
    @Command(
            name = "wait",
            description = {
                "Wait for jobs to end.",
                "Without numbers for all that go on or will by themselves."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  wait", "  wait 3"})
    static final class Wait implements Verb.Deed {
        @Parameters(arity = "0..*", paramLabel = "JOB", description = "Numbers, or all.")
        private List<Word> jobs = List.of();

        @Override
        public int run(Shell shell) throws IOException {
            var waited = new ArrayList<Job>();
            if (jobs.isEmpty()) {
                for (Job job : shell.queue().jobs()) {
                    if (job.state() == State.RUNNING
                            || (job.state() == State.WAITING && shell.queue().isStarted())) {
                        waited.add(job);
                    }
                }
            } else {
                waited.addAll(numbered(shell, jobs));
            }
            int code = 0;
            for (Job job : waited) {
                if (job.state() == State.WAITING && !shell.queue().isStarted()) {
                    throw new Failure.Usage(
                            "job " + job.number() + " waits, and the queue is stopped");
                }
                await(shell, job);
                if (code == 0) code = job.exitCode();
            }
            return code;
        }

        private static void await(Shell shell, Job job) throws Failure {
            try {
                while (!job.await(LOOK)) shell.screen().status(Shown.progress(job));
            } catch (InterruptedException _) {
                throw new Failure.Interrupted("stopped waiting; the jobs go on");
            }
        }
    }
}
