package dev.ferry.client;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Transfers that go on by themselves: jobs of one or more [Order]s, some begun at once, some
/// waiting for their turn, and those that are to be kept in a file, from which the next queue takes
/// what this one did not finish. Safe for use by many threads; closing it ends what is going on.
///
/// A job runs on virtual threads, because those alone can be woken from a connection that says
/// nothing any more.
public final class TransferQueue implements AutoCloseable {

    /// How long a job that was cancelled may come to its next byte by itself.
    private static final Duration GRACE = Duration.ofMillis(300);

    private static final Duration GOODBYE = Duration.ofSeconds(3);
    private static final long BETWEEN_SAVES_NANOS = 1_000_000_000;

    /// The sites of orders.
    public interface Sites {
        /// One that others use too, and that lives longer than the job.
        Site shared(String url) throws IOException;

        /// One for a single job, which closes it.
        Site own(String url) throws IOException;
    }

    /// Told what happens, by the threads of the jobs; must not block for long.
    public interface Listener {
        void finished(Job job, String from, TransferResult result);

        /// Something else was done: a folder made, a file deleted.
        void done(Job job, String what);

        void failed(Job job, Failure why);

        void ended(Job job);

        /// The queue itself has trouble, such as a file that cannot be written.
        void noted(String what);
    }

    public enum State {
        WAITING,
        RUNNING,
        DONE,
        /// One of its orders could not be done, or several.
        FAILED,
        CANCELLED
    }

    /// How far a job is.
    ///
    /// @param files that are there
    /// @param of as many as are known
    /// @param bytes moved so far
    /// @param rate bytes a second since it began
    /// @param current the transfers that are going on
    public record Progress(
            int files, int of, long bytes, long rate, List<Transfer.Progress> current) {}

    private final Sites sites;
    private final Listener listener;
    private final @Nullable QueueFile file;
    private final ReentrantLock lock = new ReentrantLock();
    // Under the lock:
    private final List<Job> jobs = new ArrayList<>();
    private final ArrayDeque<Job> waiting = new ArrayDeque<>();
    private int numbers;
    private int most = 1;
    private int taken;
    private boolean started = true;
    private boolean closed;
    private long savedAt;

    private TransferQueue(Sites sites, Listener listener, @Nullable QueueFile file) {
        this.sites = sites;
        this.listener = listener;
        this.file = file;
    }

    /// A queue that is forgotten when it is closed.
    public static TransferQueue inMemory(Sites sites, Listener listener) {
        return new TransferQueue(sites, listener, null);
    }

    /// A queue that `file` keeps. What an earlier one left there waits until [#start()].
    ///
    /// @return empty where another program holds that file
    public static Optional<TransferQueue> keptIn(Path file, Sites sites, Listener listener)
            throws Failure {
        Optional<QueueFile> held = QueueFile.open(file);
        if (held.isEmpty()) return Optional.empty();
        var queue = new TransferQueue(sites, listener, held.get());
        boolean read = false;
        try {
            for (QueueFile.Kept kept : held.get().read()) {
                queue.started = false;
                Job job = queue.new Job(++queue.numbers, kept.title(), kept.orders(), true);
                job.parallel = kept.parallel();
                queue.jobs.add(job);
                queue.waiting.add(job);
            }
            read = true;
        } finally {
            if (!read) held.get().close();
        }
        return Optional.of(queue);
    }

    /// Begins a job at once, beside whatever else is going on.
    ///
    /// @param parallel orders at a time
    /// @param kept whether a later queue goes on with it where this one does not finish it
    public Job begin(String title, List<Order> orders, int parallel, boolean kept) {
        Job job = made(title, orders, parallel, kept);
        lock.lock();
        try {
            run(job, false);
        } finally {
            lock.unlock();
        }
        save(true);
        return job;
    }

    /// Puts a job at the end of those that wait for their turn. It is kept.
    public Job add(String title, List<Order> orders, int parallel) {
        Job job = made(title, orders, parallel, true);
        lock.lock();
        try {
            waiting.add(job);
            next();
        } finally {
            lock.unlock();
        }
        save(true);
        return job;
    }

    private Job made(String title, List<Order> orders, int parallel, boolean kept) {
        if (orders.isEmpty()) throw new IllegalArgumentException("a job without orders");
        lock.lock();
        try {
            if (closed) throw new IllegalStateException("the queue is closed");
            Job job = new Job(++numbers, title, List.copyOf(orders), kept);
            job.parallel = Math.max(1, parallel);
            jobs.add(job);
            return job;
        } finally {
            lock.unlock();
        }
    }

    /// All jobs that were not removed, in the order in which they came.
    public List<Job> jobs() {
        lock.lock();
        try {
            return List.copyOf(jobs);
        } finally {
            lock.unlock();
        }
    }

    public Optional<Job> job(int number) {
        return jobs().stream().filter(job -> job.number == number).findFirst();
    }

    /// Whether jobs that wait are begun when it is their turn.
    public boolean isStarted() {
        lock.lock();
        try {
            return started;
        } finally {
            lock.unlock();
        }
    }

    public void start() {
        lock.lock();
        try {
            started = true;
            next();
        } finally {
            lock.unlock();
        }
    }

    /// Begins no more of those that wait; what is going on goes on.
    public void stop() {
        lock.lock();
        try {
            started = false;
        } finally {
            lock.unlock();
        }
    }

    /// How many of those that wait are done at a time.
    public void parallel(int number) {
        lock.lock();
        try {
            most = Math.max(1, number);
            next();
        } finally {
            lock.unlock();
        }
    }

    /// Begins a job that waits, whether or not it is its turn.
    public void begin(Job job) {
        lock.lock();
        try {
            if (waiting.remove(job)) run(job, false);
        } finally {
            lock.unlock();
        }
    }

    /// Lets a job that failed or was cancelled wait for its turn again, with what is left of it.
    ///
    /// @return the job in its place; empty where it is not over, or nothing is left
    public Optional<Job> again(Job job) {
        List<Order> left = job.left();
        if (!job.isOver() || left.isEmpty()) return Optional.empty();
        remove(job);
        return Optional.of(add(job.title, left, job.parallel));
    }

    /// Forgets a job; one that is going on is cancelled.
    public void remove(Job job) {
        cancel(job);
        lock.lock();
        try {
            jobs.remove(job);
        } finally {
            lock.unlock();
        }
        save(true);
    }

    /// Ends a job. What has arrived is kept for another time.
    public void cancel(Job job) {
        boolean never;
        lock.lock();
        try {
            if (job.isOver()) return;
            never = job.state == State.WAITING;
            job.cancelled = true;
            if (never) {
                waiting.remove(job);
                job.state = State.CANCELLED;
                job.over.countDown();
            }
        } finally {
            lock.unlock();
        }
        if (never) {
            save(true);
            listener.ended(job);
            return;
        }
        job.transfers.forEach(Transfer::cancel);
        Thread.ofVirtual()
                .name("ferry-cancel-" + job.number)
                .start(() -> {
                    try {
                        if (job.await(GRACE)) return;
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    job.threads.forEach(Thread::interrupt);
                });
    }

    /// Under the lock.
    private void next() {
        while (started && !closed && taken < most) {
            Job job = waiting.poll();
            if (job == null) return;
            run(job, true);
        }
    }

    /// Under the lock.
    ///
    /// @param turn whether it takes one of the places of those that wait
    private void run(Job job, boolean turn) {
        job.state = State.RUNNING;
        job.begun = System.nanoTime();
        job.turn = turn;
        if (turn) taken++;
        int workers = Math.min(job.parallel, job.orders.size());
        job.workers.set(workers);
        var at = new AtomicInteger();
        for (int i = 0; i < workers; i++) {
            Thread thread =
                    Thread.ofVirtual()
                            .name("ferry-job-" + job.number + "-" + i)
                            .unstarted(() -> work(job, at));
            job.threads.add(thread);
        }
        job.threads.forEach(Thread::start);
    }

    private void work(Job job, AtomicInteger next) {
        try {
            for (int at = next.getAndIncrement();
                    at < job.orders.size() && !job.cancelled;
                    at = next.getAndIncrement()) {
                one(job, at);
            }
        } finally {
            if (job.workers.decrementAndGet() == 0) ended(job);
        }
    }

    private void one(Job job, int at) {
        Order order = job.orders.get(at);
        try {
            if (!new OrderRun(sites, job).run(order)) return;
            lock.lock();
            try {
                job.done.set(at);
            } finally {
                lock.unlock();
            }
            save(false);
        } catch (Failure e) {
            job.failed(e);
        } catch (UncheckedIOException e) {
            job.failed(failure(order, e.getCause() == null ? new IOException(e) : e.getCause()));
        } catch (IOException e) {
            job.failed(failure(order, e));
        } catch (RuntimeException e) {
            // A mistake of ours must not leave a job that never ends.
            job.failed(new Failure.Other(order.text() + ": " + e));
        }
    }

    private static Failure failure(Order order, IOException e) {
        return e instanceof Failure failure ? failure : Failure.LocalTrouble.of(order.text(), e);
    }

    private void ended(Job job) {
        lock.lock();
        try {
            job.state =
                    job.cancelled
                            ? State.CANCELLED
                            : job.failures.isEmpty() ? State.DONE : State.FAILED;
            job.ended = System.nanoTime();
            if (job.turn) taken--;
            next();
        } finally {
            lock.unlock();
        }
        save(true);
        listener.ended(job);
        job.over.countDown();
    }

    /// Writes what is to be kept.
    ///
    /// @param now whether it cannot wait until the next time
    private void save(boolean now) {
        if (file == null) return;
        Failure trouble = null;
        lock.lock();
        try {
            if (closed) return;
            if (!now && System.nanoTime() - savedAt < BETWEEN_SAVES_NANOS) return;
            savedAt = System.nanoTime();
            trouble = write();
        } finally {
            lock.unlock();
        }
        if (trouble != null) listener.noted(String.valueOf(trouble.getMessage()));
    }

    /// Under the lock.
    private @Nullable Failure write() {
        if (file == null) return null;
        var kept = new ArrayList<QueueFile.Kept>();
        for (Job job : jobs) {
            if (!job.isToBeKept()) continue;
            kept.add(new QueueFile.Kept(job.title, job.parallel, job.left()));
        }
        try {
            file.write(kept);
            return null;
        } catch (Failure e) {
            return e;
        }
    }

    /// How many jobs a later queue would go on with.
    public int keptJobs() {
        lock.lock();
        try {
            return file == null ? 0 : (int) jobs.stream().filter(Job::isToBeKept).count();
        } finally {
            lock.unlock();
        }
    }

    /// Ends all jobs; those that are to be kept are.
    @Override
    public void close() {
        List<Job> all;
        Failure trouble;
        lock.lock();
        try {
            if (closed) return;
            trouble = write();
            closed = true;
            all = List.copyOf(jobs);
        } finally {
            lock.unlock();
        }
        if (trouble != null) listener.noted(String.valueOf(trouble.getMessage()));
        all.forEach(this::cancel);
        long end = System.nanoTime() + GOODBYE.toNanos();
        try {
            for (Job job : all) job.await(Duration.ofNanos(end - System.nanoTime()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (file != null) file.close();
    }

    /// What belongs together.
    public final class Job {
        private final int number;
        private final String title;
        private final List<Order> orders;
        private final CountDownLatch over = new CountDownLatch(1);
        private final AtomicInteger workers = new AtomicInteger();
        private final AtomicInteger files = new AtomicInteger();
        private final AtomicInteger of;
        private final AtomicLong bytes = new AtomicLong();
        private final Set<Transfer> transfers = ConcurrentHashMap.newKeySet();
        private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
        // Written under the lock:
        private final BitSet done = new BitSet();
        private final List<Failure> failures = new ArrayList<>();
        private volatile State state = State.WAITING;
        private volatile boolean cancelled;
        private volatile long begun;
        private volatile long ended;
        private volatile boolean kept;
        private int parallel = 1;
        private boolean turn;

        private Job(int number, String title, List<Order> orders, boolean kept) {
            this.number = number;
            this.title = title;
            this.orders = orders;
            this.kept = kept;
            of = new AtomicInteger(orders.size());
        }

        public int number() {
            return number;
        }

        /// What it was asked for as.
        public String title() {
            return title;
        }

        public State state() {
            return state;
        }

        public boolean isOver() {
            return switch (state) {
                case WAITING, RUNNING -> false;
                case DONE, FAILED, CANCELLED -> true;
            };
        }

        /// Whether a later queue goes on with it.
        public boolean isKept() {
            return kept;
        }

        /// From now on a later queue goes on with it where this one does not finish it.
        public void keep() {
            kept = true;
            save(true);
        }

        /// What could not be done may be worth another try where it was the network's fault.
        private boolean isToBeKept() {
            if (!kept) return false;
            return switch (state) {
                case WAITING, RUNNING -> true;
                case DONE, CANCELLED -> false;
                case FAILED -> failures.stream().anyMatch(Failure::mayPass);
            };
        }

        private List<Order> left() {
            lock.lock();
            try {
                var left = new ArrayList<Order>();
                for (int i = 0; i < orders.size(); i++) {
                    if (!done.get(i)) left.add(orders.get(i));
                }
                return List.copyOf(left);
            } finally {
                lock.unlock();
            }
        }

        /// The sites it is about.
        public Set<String> sites() {
            return orders.stream().map(Order::site).collect(java.util.stream.Collectors.toSet());
        }

        /// Why something of it could not be done.
        public List<Failure> failures() {
            lock.lock();
            try {
                return List.copyOf(failures);
            } finally {
                lock.unlock();
            }
        }

        /// As a program would end with it: 0, the code of the only failure, or 9 where some of it
        /// was done or failures differ.
        public int exitCode() {
            if (state == State.CANCELLED) return 130;
            List<Failure> all = failures();
            if (all.isEmpty()) return 0;
            int first = all.getFirst().exitCode();
            boolean alike = all.stream().allMatch(failure -> failure.exitCode() == first);
            return alike && files.get() == 0 && all.size() >= of.get() ? first : 9;
        }

        /// Waits for its end, but no longer than `time`.
        ///
        /// @return whether it is over
        public boolean await(Duration time) throws InterruptedException {
            return over.await(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
        }

        public Progress progress() {
            var current = transfers.stream().map(Transfer::progress).toList();
            // What earlier attempts had left is not what this job moved.
            long moved = bytes.get() + transfers.stream().mapToLong(Transfer::moved).sum();
            long until = ended == 0 ? System.nanoTime() : ended;
            double seconds = Math.max(0.001, (until - begun) / 1e9);
            return new Progress(
                    files.get(),
                    of.get(),
                    moved,
                    begun == 0 ? 0 : (long) (moved / seconds),
                    current);
        }

        // What an order tells its job

        boolean isCancelled() {
            return cancelled;
        }

        /// There are so many more files than orders.
        void grow(int more) {
            of.addAndGet(more);
        }

        /// A transfer is going on.
        void seen(Transfer transfer) {
            transfers.add(transfer);
            if (cancelled) transfer.cancel();
        }

        /// Forgets transfers that are over.
        void unseen() {
            transfers.removeIf(Transfer::isOver);
        }

        void finished(String from, TransferResult result) {
            unseen(); // or its bytes would count twice
            bytes.addAndGet(result.bytes());
            files.incrementAndGet();
            listener.finished(this, from, result);
        }

        void told(String what) {
            listener.done(this, what);
        }

        void failed(Failure why) {
            if (cancelled && why instanceof Failure.Interrupted) return;
            lock.lock();
            try {
                failures.add(why);
            } finally {
                lock.unlock();
            }
            listener.failed(this, why);
        }
    }
}
