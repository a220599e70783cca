package dev.ferry.app.shell.verb;

import dev.ferry.app.bookmark.Bookmarks;
import dev.ferry.app.bookmark.Passwords;
import dev.ferry.app.cli.Complaint;
import dev.ferry.app.shell.line.Statement;
import dev.ferry.app.shell.line.Word;
import dev.ferry.app.transfer.ConnectOptions;
import dev.ferry.app.transfer.Place;
import dev.ferry.app.transfer.Search;
import dev.ferry.client.Order;
import dev.ferry.client.Pace;
import dev.ferry.client.Site;
import dev.ferry.client.SiteAddress;
import dev.ferry.client.TransferClient;
import dev.ferry.client.TransferQueue;
import dev.ferry.client.TransferQueue.Job;
import dev.ferry.client.TransferResult;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.local.LocalRemote;
import dev.ferry.files.Glob;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// A shell between two commands: which site it is at, where there and where here, and what goes on
/// in the background. One thread says commands to it; jobs tell of themselves by threads of their
/// own.
public final class Shell implements AutoCloseable {

    /// Sessions to one site, over all that goes on there.
    private static final int SESSIONS = 8;

    private static final Duration LOOK = Duration.ofMillis(200);

    /// Where it is.
    ///
    /// @param before where `cd -` leads
    record Spot(SiteAddress address, Site site, VirtualPath at, VirtualPath before) {
        Spot to(VirtualPath folder) {
            return new Spot(address, site, folder, at);
        }
    }

    private final ConnectOptions options;
    private final Screen screen;
    private final Map<String, TransferClient> clients = new ConcurrentHashMap<>();
    private final TransferQueue queue;
    private final Settings settings;
    private final Bookmarks bookmarks;
    private final Passwords passwords;
    private final Pace pace;
    private final Site local;
    private final Glance glance = new Glance();
    private final Map<String, Site> sites = new ConcurrentHashMap<>();
    private final Map<String, SiteAddress> addresses = new ConcurrentHashMap<>();
    private volatile Optional<Spot> spot = Optional.empty();
    private volatile Path here;
    private volatile @Nullable Job watched;
    private volatile boolean detached;
    private boolean over;
    private volatile boolean closing;
    private volatile int firstFailure;
    private volatile int failureBehind;

    /// @param home where bookmarks and the queue are kept
    /// @param here where it is on this machine
    public Shell(ConnectOptions options, Screen screen, Path home, Path here) throws Failure {
        this.options = options;
        this.screen = screen;
        this.here = here.toAbsolutePath().normalize();
        bookmarks = new Bookmarks(home.resolve("bookmarks"));
        passwords = Passwords.in(home, screen, System.getenv());
        pace = options.pace();
        local = client(SiteAddress.parse("file:///")).open("file:///");
        queue = queue(home.resolve("queue"));
        settings = new Settings(pace, options.rate(), queue);
    }

    private TransferQueue queue(Path file) {
        var sitesOf =
                new TransferQueue.Sites() {
                    @Override
                    public Site shared(String url) throws IOException {
                        return site(address(url));
                    }

                    @Override
                    public Site own(String url) throws IOException {
                        SiteAddress address = address(url);
                        return client(address).open(address);
                    }
                };
        try {
            Optional<TransferQueue> kept = TransferQueue.keptIn(file, sitesOf, new Told());
            if (kept.isPresent()) {
                int jobs = kept.get().jobs().size();
                if (jobs > 0) {
                    screen.note(
                            jobs
                                    + (jobs == 1 ? " job waits" : " jobs wait")
                                    + " from before; 'queue' lists, 'queue start' goes on");
                }
                return kept.get();
            }
            screen.note("another shell keeps the queue; this one forgets its own when it ends");
        } catch (Failure e) {
            screen.complain(e.getMessage() + " (the queue is not kept)");
        }
        return TransferQueue.inMemory(sitesOf, new Told());
    }

    /// The address by which a site was opened, which may have a password.
    private SiteAddress address(String url) throws Failure {
        SiteAddress known = addresses.get(url);
        return known == null ? SiteAddress.parse(url) : known;
    }

    private synchronized Site site(SiteAddress address) throws Failure {
        Site site = sites.get(address.site());
        if (site == null) {
            site = client(address).open(address);
            sites.put(address.site(), site);
        }
        return site;
    }

    /// One for each host and scheme, since a proxy may be for some and not for others.
    private synchronized TransferClient client(SiteAddress address) throws Failure {
        String url = address.withoutUser().site();
        TransferClient client = clients.get(url);
        if (client == null) {
            List<String> urls = address.host().isEmpty() ? List.of() : List.of(url);
            client = options.client(screen, screen, Optional.of(pace), SESSIONS, urls);
            clients.put(url, client);
        }
        return client;
    }

    // What verbs ask it

    public Screen screen() {
        return screen;
    }

    public TransferQueue queue() {
        return queue;
    }

    public Settings settings() {
        return settings;
    }

    public Bookmarks bookmarks() {
        return bookmarks;
    }

    Passwords passwords() {
        return passwords;
    }

    ConnectOptions options() {
        return options;
    }

    public Glance glance() {
        return glance;
    }

    public boolean isConnected() {
        return spot.isPresent();
    }

    /// @throws Failure.Usage where no site is open
    Spot spot() throws Failure {
        return spot.orElseThrow(
                () -> new Failure.Usage("no site is open; 'open ftp://user@host' opens one"));
    }

    void go(VirtualPath folder) throws Failure {
        spot = Optional.of(spot().to(folder));
    }

    public Path here() {
        return here;
    }

    void goHere(Path folder) {
        here = folder;
    }

    /// Goes to another site; where that fails it stays where it was.
    void open(SiteAddress address) throws IOException {
        if (address.scheme() == SiteAddress.Scheme.FILE) {
            throw new Failure.Usage("file: is this machine, which lcd, mget and mput are for");
        }
        if (address.password().isPresent()) {
            screen.note("a password in a command can be seen; left out, it is asked for");
            addresses.put(address.site(), address);
        }
        boolean known = sites.containsKey(address.site());
        Site site = site(address);
        VirtualPath home;
        try {
            home = site.remote().home();
        } catch (Failure e) {
            // Another attempt may be with another password.
            if (!known && sites.remove(address.site(), site)) {
                addresses.remove(address.site());
                options.forget();
                site.close();
            }
            throw e;
        }
        VirtualPath at = address.path().isEmpty() ? home : site.path(address.path());
        if (!at.equals(home) && !site.stat(at).isFolder()) {
            throw new Failure.Usage(at + ": is no folder");
        }
        spot = Optional.of(new Spot(address, site, at, at));
        glance.forget();
        screen.done("connected to " + site.name() + ", in " + at);
    }

    void close(Spot left) {
        if (spot.isPresent() && spot.get().equals(left)) spot = Optional.empty();
        boolean used =
                queue.jobs().stream()
                        .anyMatch(job -> !job.isOver() && job.sites().contains(left.site().name()));
        if (used || !sites.remove(left.site().name(), left.site())) return;
        left.site().close();
    }

    /// What a word names at the site, taken by the letter.
    Place remote(Word word) throws Failure {
        Spot now = spot();
        String text = word.text();
        return new Place(now.site(), now.at().resolve(text), text, text.endsWith("/"));
    }

    /// What a word names or matches there.
    List<Place> remotes(Word word) throws IOException {
        Spot now = spot();
        return matching(now.site(), now.at(), word);
    }

    Place local(Word word) throws IOException {
        String text = atHome(word.text());
        VirtualPath at = local.path(here.resolve(text).normalize().toString());
        return new Place(local, at, text, text.endsWith("/"));
    }

    List<Place> locals(Word word) throws IOException {
        Word whole = new Word(atHome(word.marked()));
        return matching(local, local.path(here.toString()), whole);
    }

    /// @return the one place that a word without patterns names, whether or not something is there
    private static List<Place> matching(Site site, VirtualPath at, Word word) throws IOException {
        String text = word.text();
        boolean folder = text.endsWith("/");
        if (!word.isPattern()) return List.of(new Place(site, at.resolve(text), text, folder));
        List<Search.Name> names = word.names().stream().map(Shell::name).toList();
        boolean fromRoot = text.startsWith("/");
        List<Place> found =
                Search.of(
                        site, fromRoot ? VirtualPath.ROOT : at, fromRoot ? "/" : "", names, folder);
        if (found.isEmpty()) throw new Failure.NothingMatched(text + ": nothing matches");
        return found;
    }

    private static Search.Name name(Word word) {
        Optional<Glob> glob =
                word.isPattern() ? Optional.of(Glob.of(word.glob())) : Optional.empty();
        return new Search.Name(word.text(), word.text(), glob);
    }

    /// `~` is one's home on this machine.
    static String atHome(String text) {
        String home = System.getProperty("user.home");
        return text.equals("~") || text.startsWith("~/") ? home + text.substring(1) : text;
    }

    Site local() {
        return local;
    }

    /// The file of this machine at such a place.
    static Path file(Place place) throws Failure {
        return LocalRemote.whole().local(place.path());
    }

    /// Something there is no longer as it was.
    void changed() {
        glance.forget();
    }

    // Commands

    /// Does one command.
    ///
    /// @return its exit code
    public int execute(Statement statement) {
        detached = false;
        var task = new FutureTask<>(() -> done(statement));
        // A virtual thread can be woken from a server that says nothing any more.
        Thread thread = Thread.ofVirtual().name("ferry-command").unstarted(task);
        try (var _ = screen.hold(thread::interrupt, () -> detached = true)) {
            thread.start();
            int code = task.get();
            if (code != 0 && firstFailure == 0) firstFailure = code;
            return code;
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            return 130;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private int done(Statement statement) {
        try {
            return run(statement, statement.background() ? How.BACKGROUND : How.HERE);
        } catch (UncheckedIOException e) {
            return complained(e.getCause() == null ? e : e.getCause());
        } catch (IOException | RuntimeException e) {
            return complained(e);
        } finally {
            screen.status("");
        }
    }

    private int complained(Exception e) {
        if (System.getenv("FERRY_DEBUG") != null) e.printStackTrace();
        var complaint = Complaint.of(e);
        String more = "";
        if (e instanceof ParameterException x) {
            more = "; see 'help " + x.getCommandLine().getCommandName() + "'";
        }
        screen.complain(new Word(complaint.line()).text() + more);
        return complaint.exitCode();
    }

    private enum How {
        HERE,
        BACKGROUND,
        QUEUED
    }

    private int run(Statement statement, How how) throws IOException {
        Verbs.Entry entry = Verbs.require(statement.verb());
        Verb verb = entry.make(settings);
        CommandLine command = Verbs.commandLine(verb);
        List<Word> words = statement.inner().words();
        if (words.stream().anyMatch(word -> word.marked().equals("--help"))) {
            Verbs.usage(entry, this);
            return 0;
        }
        command.parseArgs(words.stream().map(Word::marked).toArray(String[]::new));
        return switch (verb) {
            case Verb.Deed deed -> {
                if (how != How.HERE) throw onlyHere(entry.name(), how);
                yield deed.run(this);
            }
            case Verb.Errand errand -> ordered(errand.orders(this), statement.text(), how);
        };
    }

    private static Failure onlyHere(String name, How how) {
        String errands = String.join(", ", Verbs.errands());
        return new Failure.Usage(
                how == How.QUEUED
                        ? "queue %s: only transfers (%s) wait in the queue; say %s alone"
                                .formatted(name, errands, name)
                        : "%s &: only transfers (%s) go on in the background; leave the & out"
                                .formatted(name, errands));
    }

    /// Puts a command into the queue.
    int enqueue(Statement statement) throws IOException {
        return run(statement, How.QUEUED);
    }

    private int ordered(Orders orders, String title, How how) {
        if (orders.orders().isEmpty()) return 0;
        for (Order order : orders.orders()) {
            // So that a background job need not ask who to be.
            addresses.computeIfAbsent(order.site(), _ -> spot.map(Spot::address).orElseThrow());
        }
        return switch (how) {
            case HERE -> {
                Job job = queue.begin(title, orders.orders(), orders.parallel(), false);
                yield watch(job);
            }
            case BACKGROUND -> {
                Job job = queue.begin(title, orders.orders(), orders.parallel(), true);
                screen.line("[" + job.number() + "] " + job.title());
                yield 0;
            }
            case QUEUED -> {
                Job job = queue.add(title, orders.orders(), orders.parallel());
                screen.line(
                        "[%d] %s%s"
                                .formatted(
                                        job.number(),
                                        job.title(),
                                        queue.isStarted()
                                                ? ""
                                                : " (the queue is stopped; 'queue start' begins)"));
                yield 0;
            }
        };
    }

    /// Shows a job until it is over or sent to the background; an interrupt cancels it.
    ///
    /// @return its exit code, or 0 where it goes on
    int watch(Job job) {
        watched = job;
        try {
            while (!job.await(LOOK)) {
                screen.status(Shown.progress(job));
                if (detached) {
                    job.keep();
                    screen.line("[" + job.number() + "] goes on in the background");
                    return 0;
                }
            }
        } catch (InterruptedException _) {
            queue.cancel(job);
            screen.complain(job.title() + ": cancelled; what has arrived is kept");
            return 130;
        } finally {
            watched = null;
            changed();
        }
        return job.exitCode();
    }

    /// Notes that a line could not be understood.
    public void misunderstood(Failure why) {
        screen.complain(String.valueOf(why.getMessage()));
        if (firstFailure == 0) firstFailure = why.exitCode();
    }

    /// Ends after this command.
    void quit() {
        over = true;
    }

    public boolean isOver() {
        return over;
    }

    /// The code of the first command that failed, then of the first job; 0 where none did.
    public int exitCode() {
        return firstFailure != 0 ? firstFailure : failureBehind;
    }

    /// Waits for what goes on, as the end of a script does.
    public void finish() throws InterruptedException {
        for (Job job : queue.jobs()) {
            if (job.state() == TransferQueue.State.WAITING && !queue.isStarted()) continue;
            while (!job.await(LOOK)) {
                // its lines tell how far it is
            }
        }
    }

    /// Logs in where a job needs it, now that somebody can be asked.
    void login(Job job) throws IOException {
        for (String url : job.sites()) site(address(url)).remote().home();
    }

    /// Where it is and what goes on, in one line.
    public String status() {
        String where = spot.map(now -> now.site().name() + " " + now.at()).orElse("no site");
        var text = new StringBuilder(where);
        int waiting = 0;
        for (Job job : queue.jobs()) {
            switch (job.state()) {
                case RUNNING -> {
                    if (job != watched) {
                        text.append(" | [")
                                .append(job.number())
                                .append("] ")
                                .append(Shown.progress(job));
                    }
                }
                case WAITING -> waiting++;
                case DONE, FAILED, CANCELLED -> {}
            }
        }
        if (waiting > 0) text.append(" | ").append(waiting).append(" waiting");
        return text.toString();
    }

    /// Whether something goes on in the background.
    public boolean isBusy() {
        return queue.jobs().stream().anyMatch(job -> !job.isOver());
    }

    /// Tells of jobs; those in the background with their number.
    private final class Told implements TransferQueue.Listener {
        private String mark(Job job) {
            return job.isKept() ? "[" + job.number() + "] " : "";
        }

        @Override
        public void finished(Job job, String from, TransferResult result) {
            if (result.outcome() != TransferResult.Outcome.SKIPPED) {
                result.notes().forEach(note -> screen.note(mark(job) + from + ": " + note));
            }
            screen.done(mark(job) + Shown.confirmation(from, result));
        }

        @Override
        public void done(Job job, String what) {
            screen.done(mark(job) + what);
        }

        @Override
        public void failed(Job job, Failure why) {
            screen.complain(mark(job) + why.getMessage());
        }

        @Override
        public void ended(Job job) {
            if (closing || !job.isKept()) return;
            if (job.state() == TransferQueue.State.FAILED && failureBehind == 0) {
                failureBehind = job.exitCode();
            }
            changed();
            String how =
                    switch (job.state()) {
                        case DONE -> "done";
                        case FAILED -> "failed";
                        case CANCELLED -> "cancelled";
                        case WAITING, RUNNING -> "";
                    };
            screen.done("[" + job.number() + "] " + how + ": " + job.title());
        }

        @Override
        public void noted(String what) {
            screen.complain(what);
        }
    }

    /// Requires that a folder of this machine is there.
    static Path requireFolder(Path folder) throws Failure {
        if (!Files.isDirectory(folder)) {
            throw new Failure.LocalTrouble(folder + ": is no folder here", null);
        }
        return folder;
    }

    @Override
    public void close() {
        closing = true;
        queue.close();
        clients.values().forEach(TransferClient::close);
    }
}
