package dev.ferry.server.ftp;

import dev.ferry.core.account.Account;
import dev.ferry.core.work.OnBehalf;
import dev.ferry.server.net.CommandMeter;
import dev.ferry.server.net.Door;
import dev.ferry.server.net.House;
import dev.ferry.server.net.LimitSettings;
import dev.ferry.server.net.Limits;
import dev.ferry.server.net.LiveSession;
import dev.ferry.server.net.Lounge;
import dev.ferry.server.net.Network;
import dev.ferry.server.net.Peer;
import dev.ferry.server.net.Rate;
import dev.ferry.server.net.Refusal;
import dev.ferry.server.net.Register;
import dev.ferry.server.net.Teller;
import dev.ferry.server.net.Tls;
import dev.ferry.wire.ftp.Command;
import dev.ferry.wire.ftp.CommandParser;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One client's conversation: the loop. Owns the control connection, the pending data connection
/// and the running transfer.
///
/// A client that speaks has a platform thread ([#run]); one that is silent waits in the [Lounge]
/// and has none. The thread carries transfers out itself: most are over before anybody could look
/// round. When one is not, another thread goes on with the conversation ([#attend]), so that ABOR,
/// STAT and QUIT are heard; the first leaves when its transfer ends. Other commands sent ahead wait
/// their turn; silence is forgiven while bytes move. Other threads end the session ([#end], [#cut],
/// [#kill]) and look after it ([#tick], [#recheck]).
final class Session implements Lounge.Guest, Register.Tended {

    private static final System.Logger LOG = System.getLogger(Session.class.getName());

    /// Whoever speaks HTTP here was sent by a web page (CVE-2021-3618): it gets no answer that a
    /// browser could take for one.
    private static final Pattern HTTP = Pattern.compile("[A-Z]+ \\S+ HTTP/.*");

    /// Nor does a mailer that was sent here (RFC 5321 §4.1.1.1, RFC 2033 §4.1).
    private static final Pattern SMTP = Pattern.compile("(?i:EHLO|HELO|LHLO)( .*)?");

    private final String id;
    private final String address;
    private final Premises premises;
    private final House house;
    private final Control control;
    private final DataConnections data;
    private final Protocol protocol;
    private final FtpErrors errors;
    private final Breath breath;
    private final Teller teller;
    private final AtomicReference<@Nullable String> ending = new AtomicReference<>(); // why
    private final Rate<Transfer> rate = new Rate<>();
    private volatile long lastHeard = System.nanoTime();
    private boolean toldOpened;
    private final Peer client;
    private final Limits.Place place;
    private final CommandMeter meter;

    private State state;
    private boolean anythingSaid;
    private boolean clientGone;
    private long loginDeadline;
    private volatile long idleDeadline; // nanoTime; of the silence that lasts
    private boolean silent; // whether it does
    private Optional<Tls.Circle> circle = Optional.empty(); // once TLS was begun
    private final Consumer<Session> closed;
    private volatile boolean waiting; // in the lounge

    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Running running; // set by the session's thread under lock
    private volatile @Nullable Reply farewell; // set under lock, once
    private volatile @Nullable Account account;
    private final CountDownLatch toEnd = new CountDownLatch(1); // open once it is to end

    /// How long a thread listens for the next command before its session goes to the lounge: long,
    /// since the way back takes two changes of threads, unless there are many.
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final Duration SHORT_LINGER = Duration.ofMillis(25);

    /// How long a transfer has its session's thread to itself.
    private static final Duration ALONE = Duration.ofMillis(10);

    /// When to ask again for a thread where there was none.
    private static final Duration RETRY = Duration.ofMillis(100);

    /// Where a thread leaves the conversation.
    private enum Leaving {
        /// The client is silent: the lounge knows when it speaks again.
        SILENT,
        /// Another thread goes on.
        ATTENDED,
        /// It is over.
        OVER
    }

    /// What comes next in the conversation.
    private sealed interface Next {
        record Said(Command command) implements Next {}

        record Silence() implements Next {}

        record Nobody() implements Next {}
    }

    /// A transfer on its thread.
    ///
    /// @param attended whether another thread goes on with the conversation; set under lock
    /// @param last its last reply, once that is on its way to the client
    /// @param done once that reply is sent
    private record Running(
            Transfer work,
            Crew.Member worker,
            AtomicBoolean attended,
            AtomicReference<@Nullable Reply> last,
            CountDownLatch done) {
        Running(Transfer work, Crew.Member worker) {
            this(work, worker, new AtomicBoolean(), new AtomicReference<>(), new CountDownLatch(1));
        }

        boolean over() {
            return done.getCount() == 0;
        }
    }

    /// @param implicit whether TLS begins at once
    /// @param place closed with this
    /// @param closed told once when all is over
    Session(
            String id,
            SocketChannel channel,
            boolean implicit,
            Peer client,
            Limits.Place place,
            Premises premises,
            Consumer<Session> closed)
            throws IOException {
        this.id = id;
        this.premises = premises;
        this.house = premises.house();
        this.closed = closed;
        this.client = client;
        this.place = place;
        FtpSettings settings = premises.settings();
        control = new Control(channel, premises.selectors(), premises.replies());
        LimitSettings bounds = house.limits().settings();
        meter = new CommandMeter(bounds.commandRate(), bounds.flood());
        var peer = client.address();
        breath = new Breath(Network.plain(peer));
        address = Network.plain(peer).getHostAddress();
        teller = new Teller(id, address, house.events(), control::isSecure, house.clock());
        errors = new FtpErrors(id, teller);
        data =
                new DataConnections(
                        control.local().getAddress(),
                        client,
                        bounds.proxies(),
                        settings,
                        premises.watch());
        var tlsCommands =
                new TlsCommands(
                        settings.tls(), premises.tls(), peer, () -> circle, teller, house.clock());
        var dataCommands = new DataCommands(data, settings.passiveAddress(), tlsCommands);
        var beginning =
                State.Preferences.beginning(
                        settings.textFor(peer), implicit ? Protection.SECURE : Protection.CLEAR);
        if (implicit) secure(Optional.empty());
        control.speak(beginning.text());
        state = State.Greeted.fresh(beginning);
        protocol =
                new Protocol(
                        house.desk(),
                        new Door(house.limits(), place, peer, settings.refusalPause()),
                        who -> house.workspace(who, teller),
                        teller,
                        dataCommands,
                        new FileCommands(
                                dataCommands, control::verdict, settings.verdictPause(), errors),
                        new ListCommands(dataCommands, house.clock(), ListLimits.DEFAULT, errors),
                        new HashCommands(errors),
                        new TalkCommands(id, settings, client.reached(), peer),
                        tlsCommands,
                        settings.deflating(),
                        beginning,
                        errors);
        LOG.log(System.Logger.Level.DEBUG, () -> id + ": connected from " + address);
    }

    /// TLS begins with what the client says next.
    private void secure(Optional<String> host) throws IOException {
        Tls.Circle own = premises.tls().orElseThrow().circle(host);
        control.secure(own);
        circle = Optional.of(own);
    }

    /// Greets the client. A reply of this length never has to wait for anybody.
    void greet() throws IOException {
        LOG.log(System.Logger.Level.DEBUG, () -> id + ": greeted");
        loginDeadline = System.nanoTime() + premises.settings().loginTimeout().toNanos();
        control.send(Reply.ready(premises.settings().banner()));
    }

    /// Goes on with the conversation until it is over, or silent, or somebody else's.
    void run() {
        OnBehalf.of(id, this::goOnHere);
    }

    private void goOnHere() {
        if (!toldOpened) {
            toldOpened = true;
            teller.sessionOpened();
        }
        Leaving how = Leaving.OVER;
        try (var _ = control.listen()) {
            how = conversed();
            if (how == Leaving.OVER) finish();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> id + ": ended, " + e);
        }
        switch (how) {
            case SILENT -> {
                waiting = true;
                premises.lounge().admit(this);
            }
            case ATTENDED -> {}
            case OVER -> close();
        }
    }

    private Leaving conversed() {
        try {
            return converse();
        } catch (SocketTimeoutException _) {
            sayLast(state instanceof State.Greeted ? Reply.loginTooLong() : Reply.idleTooLong());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> id + ": ended, " + e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            because("a fault of the server's: " + e.getClass().getSimpleName());
            LOG.log(System.Logger.Level.ERROR, id + ": the session failed", e);
            sayLast(Reply.serverFailed());
        }
        return Leaving.OVER;
    }

    /// Notes why the session ends, the first reason there is.
    private void because(String why) {
        ending.compareAndSet(null, why);
    }

    private void sayLast(Reply reply) {
        because(reply.lines().getFirst());
        try {
            control.send(reply);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> id + ": ended, " + e);
        }
    }

    private void finish() throws IOException {
        try {
            endTransfer();
            if (!clientGone) control.hangUp();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void close() {
        try (control;
                data) {
            endTransfer(); // where listening to it failed
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> id + ": ended, " + e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            place.close();
            LOG.log(System.Logger.Level.DEBUG, () -> id + ": closed");
            if (account != null) teller.loggedOut();
            String why = ending.get();
            teller.sessionClosed(why == null ? "the connection was lost" : why);
            closed.accept(this);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public SocketChannel channel() {
        return control.channel();
    }

    @Override
    public void called() {
        waiting = false;
        goOn();
    }

    /// Has the conversation gone on with, by any thread there is, or tries again in a moment.
    void goOn() {
        try {
            premises.crew().execute(this::run);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOG.log(System.Logger.Level.ERROR, id + ": no thread for the session", e);
            tryLater();
        }
    }

    private void tryLater() {
        try {
            var _ = premises.watch().schedule(this::goOn, RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // the server is stopped
        }
    }

    private Leaving converse() throws IOException, InterruptedException {
        while (!(state instanceof State.Closed)) {
            Command command;
            switch (next()) {
                case Next.Said(Command said) -> command = said;
                case Next.Silence() -> {
                    return Leaving.SILENT;
                }
                case Next.Nobody() -> {
                    return leave();
                }
            }
            if (!(command instanceof Command.Urgent)) join();
            if (farewell != null) break;
            if (!measured()) break;
            breath.before(command, state);
            if (!obey(protocol.answer(state, command))) return Leaving.ATTENDED;
        }
        return leave();
    }

    /// Keeps the client to the rate of commands.
    ///
    /// @return false where it went beyond it for too long
    private boolean measured() throws InterruptedException {
        switch (meter.next(System.nanoTime())) {
            case CommandMeter.Verdict.Go() -> {}
            case CommandMeter.Verdict.Slow(Duration pause) -> pause(pause);
            case CommandMeter.Verdict.Over(Refusal why) -> end(why);
        }
        return farewell == null;
    }

    /// Waits, but no longer than the session lasts.
    private void pause(Duration pause) throws InterruptedException {
        var _ = toEnd.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private Leaving leave() throws IOException {
        join();
        Reply last = farewell;
        if (last != null && !(state instanceof State.Closed)) control.send(last);
        return Leaving.OVER;
    }

    private Next next() throws IOException {
        while (farewell == null) {
            Running now = running;
            if (now != null && now.over()) settle();
            now = running;
            Line line = now == null ? awaited() : control.readLine(now::over);
            if (line == null) {
                if (now == null) return new Next.Silence();
                continue;
            }
            silent = false;
            lastHeard = System.nanoTime();
            switch (line) {
                case Line.Text(String text) -> {
                    LOG.log(System.Logger.Level.DEBUG, () -> "> " + Hush.of(text));
                    if (!anythingSaid && HTTP.matcher(text).matches()) return hangUpOn("HTTP");
                    if (!anythingSaid && SMTP.matcher(text).matches()) return hangUpOn("SMTP");
                    anythingSaid = true;
                    return new Next.Said(CommandParser.parse(text));
                }
                case Line.Bad(String why) -> {
                    anythingSaid = true;
                    return new Next.Said(new Command.BadLine(why));
                }
                case Line.End() -> {
                    control.trouble().ifPresent(this::tellTrouble);
                    clientGone = farewell == null;
                    if (clientGone) because("the client hung up");
                    return new Next.Nobody();
                }
            }
        }
        return new Next.Nobody();
    }

    /// The next line; null where none has come for a moment.
    ///
    /// @throws SocketTimeoutException where none has come for too long
    private @Nullable Line awaited() throws IOException {
        long deadline = deadline();
        Duration patience = premises.crew().isSmall() ? LINGER : SHORT_LINGER;
        long soon = System.nanoTime() + patience.toNanos();
        try {
            return control.readLine(Math.min(deadline - soon, 0) + soon);
        } catch (SocketTimeoutException e) {
            if (deadline - System.nanoTime() <= 0) throw e;
            return null;
        }
    }

    private void tellTrouble(String why) {
        LOG.log(System.Logger.Level.INFO, () -> id + ": no TLS with " + address + ": " + why);
    }

    private Next hangUpOn(String protocol) {
        because("it spoke " + protocol);
        clientGone = true;
        return new Next.Nobody();
    }

    /// Until when the client may go on saying nothing, by [System#nanoTime()].
    private long deadline() {
        if (!silent) {
            silent = true;
            idleDeadline =
                    state instanceof State.Greeted
                            ? loginDeadline
                            : System.nanoTime() + patience().toNanos();
        }
        return idleDeadline;
    }

    private Duration patience() {
        Duration usual = premises.settings().idleTimeout();
        return state instanceof State.LoggedIn in ? in.preferences().idle().orElse(usual) : usual;
    }

    /// @return whether the conversation is still this thread's
    private boolean obey(Step step) throws IOException, InterruptedException {
        switch (step) {
            case Step.Answer(Reply reply, State next) -> {
                if (next instanceof State.Closed) {
                    because(reply.negative() ? reply.lines().getFirst() : "QUIT");
                    join(); // QUIT lets a transfer finish
                }
                enter(next);
                control.send(reply);
            }
            case Step.Refuse(var pause, Reply reply, State next) -> {
                if (next instanceof State.Closed) because(reply.lines().getFirst());
                pause(pause);
                enter(next);
                control.send(reply);
            }
            case Step.Secure(Reply reply, Optional<String> host, State next) -> {
                enter(next);
                control.send(reply);
                secure(host);
                anythingSaid = false; // to whom it is said now
            }
            case Step.Unsecure(Reply reply, State next) -> {
                enter(next);
                control.send(reply);
                control.unsecure();
            }
            case Step.Start(Transfer transfer, State next) -> {
                enter(next);
                return start(transfer);
            }
            case Step.Abort(State next) -> {
                enter(next);
                abort();
            }
            case Step.Report(var lines, State next) -> {
                enter(next);
                Running now = moving();
                var all = new ArrayList<>(lines);
                all.add(now == null ? "No transfer is running" : now.work().progress());
                control.send(Reply.status(all));
            }
        }
        return true;
    }

    private void enter(State next) {
        switch (next) {
            case State.LoggedIn in -> {
                control.speak(in.preferences().text());
                if (account != null) break;
                account = in.account();
                recheck(); // the account may have changed before we could be told
            }
            case State.Greeted greeted -> {
                control.speak(greeted.preferences().text());
                if (account != null) {
                    teller.loggedOut();
                    loginDeadline =
                            System.nanoTime() + premises.settings().loginTimeout().toNanos();
                }
                if (account != null) place.logOut();
                account = null;
            }
            case State.Closed _ -> {}
        }
        state = next;
    }

    /// Carries the transfer out.
    ///
    /// @return whether the conversation is still this thread's when it is over
    private boolean start(Transfer work) throws IOException {
        var now = new Running(work, Crew.self());
        if (!claim(now)) {
            giveUp(work, "the session is being ended");
            return true;
        }
        attendLater(now);
        carryOut(now);
        lock.lock();
        try {
            if (now.attended().get()) return false;
            running = null;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean claim(Running now) {
        lock.lock();
        try {
            if (farewell != null) return false;
            control.begin();
            running = now;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void attendLater(Running now) {
        try {
            var _ =
                    premises.watch()
                            .schedule(() -> attend(now), ALONE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // the server is being stopped, and its sessions are told
        }
    }

    /// Has another thread go on with the conversation while the transfer lasts.
    private void attend(Running now) {
        lock.lock();
        try {
            if (!now.equals(running) || now.over()) return;
            now.attended().set(true);
            // under the lock: later it may be over, and its thread at other work
            if (premises.crew().isCrowded()) now.worker().standBack();
        } finally {
            lock.unlock();
        }
        try {
            premises.crew().execute(this::run);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // no thread to be had
            LOG.log(System.Logger.Level.ERROR, id + ": nobody listens during a transfer", e);
            abandon(now);
        }
    }

    /// Takes back what [#attend] said, unless the transfer has ended since: then its thread has
    /// left, and the session is nobody's.
    private void abandon(Running now) {
        lock.lock();
        try {
            if (!now.over()) {
                now.attended().set(false);
                return;
            }
            running = null;
        } finally {
            lock.unlock();
        }
        waiting = true;
        premises.lounge().admit(this);
    }

    /// Closes what a transfer holds that is not carried out.
    private static void giveUp(Transfer work, String why) {
        work.cut(why);
        var _ = work.run(_ -> {});
    }

    private void carryOut(Running now) {
        try {
            Reply last = outcome(now.work());
            now.last().set(last);
            control.send(last);
        } catch (IOException _) {
            // the client is gone, which the session's thread sees too
        } finally {
            now.done().countDown();
            if (now.attended().get()) control.wake();
        }
    }

    private Reply outcome(Transfer work) {
        try {
            return work.run(control::send);
        } catch (RuntimeException | Error e) {
            return errors.unforeseen(e);
        }
    }

    private void settle() {
        lock.lock();
        try {
            running = null;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the running transfer, if there is one, its last reply included.
    private void join() throws IOException {
        for (Running now = running; now != null; now = running) {
            if (now.over()) {
                settle();
                return;
            }
            if (control.ended() && !control.leaving()) now.work().clientLeft();
            control.await();
        }
    }

    /// The transfer that runs. Not one whose client may know already that it is over.
    private @Nullable Running moving() throws IOException {
        Running now = running;
        if (now != null && now.last().get() != null) join();
        return running;
    }

    private void abort() throws IOException {
        Running now = moving();
        if (now == null) {
            control.send(control.takenBack() ? Reply.aborted() : Reply.nothingToAbort());
            return;
        }
        now.work().cut(CutException.BY_ABOR);
        join();
        var _ = control.takenBack();
        Reply last = now.last().get();
        boolean tooLate = last != null && !last.negative();
        control.send(tooLate ? Reply.nothingToAbort() : Reply.aborted());
    }

    private void endTransfer() throws InterruptedException {
        Running now = running;
        if (now == null) return;
        now.work().cut("the session ended");
        now.done().await();
    }

    @Override
    public LiveSession live() {
        Account now = account;
        Running current = running;
        return new LiveSession(
                id,
                Optional.ofNullable(now).map(Account::name),
                teller.address(),
                control.isSecure(),
                teller.opened(),
                Duration.ofNanos(Math.max(System.nanoTime() - lastHeard, 0)),
                Optional.ofNullable(current).filter(it -> !it.over()).map(it -> doing(it.work())));
    }

    private LiveSession.Doing doing(Transfer work) {
        Transfer.Glance now = work.glance();
        long lately = rate.of(work, now.bytes(), System.nanoTime());
        return new LiveSession.Doing(now.what(), now.path().toString(), now.bytes(), lately);
    }

    @Override
    public void kick(String by) {
        because("ended by " + by);
        end(Reply.kicked());
        cut("the session was ended by an operator");
    }

    /// Ends the session with a last reply as soon as no transfer runs. For any thread.
    void end(Reply last) {
        because(last.lines().getFirst());
        lock.lock();
        try {
            if (farewell == null) farewell = last;
            toEnd.countDown();
            if (running == null) control.interrupt(); // also wakes the lounge
            else control.wake();
        } catch (IOException _) {
            // it has ended already
        } finally {
            lock.unlock();
        }
    }

    /// The same, with the limit that was reached.
    private void end(Refusal why) {
        teller.turnedAway(why);
        end(Reply.limitReached(why.words()));
    }

    /// Ends the session at once: its place is needed. For any thread.
    void dismiss(Refusal why) {
        teller.turnedAway(why);
        because(why.words());
        control.sayAtOnce(Reply.limitReached(why.words()));
        kill();
    }

    /// Ends the running transfer, if there is one. For any thread.
    void cut(String why) {
        Running now = running;
        if (now != null) now.work().cut(why);
    }

    /// Ends the session without a word. For any thread.
    void kill() {
        because("it was closed without a word");
        toEnd.countDown();
        cut("the session was ended");
        try {
            control.kill();
        } catch (IOException _) {
            // it has ended already
        }
        premises.lounge().call(this);
    }

    @Override
    public void recheck() {
        Optional<Refusal> objection = house.limits().objectionByHand(client.address());
        if (objection.isPresent()) {
            end(objection.get());
            cut("its address was banned");
        }
        Account atLogin = account;
        if (atLogin == null) return;
        house.objection(atLogin)
                .ifPresent(why -> {
                    end(Reply.accountChanged(why));
                    cut(why);
                });
    }

    @Override
    public void tick(long now) {
        Account in = account;
        if (in != null && in.limits().isOver(house.clock().instant())) recheck();
        var patience = premises.settings().stallTimeout();
        Running current = running;
        if (current != null) {
            rate.note(current.work(), current.work().glance().bytes(), now);
            long quiet = current.work().quietSince();
            if (quiet != 0 && now - quiet > patience.toNanos()) {
                current.work().cut("nothing moved for " + patience.toSeconds() + " seconds");
            }
        }
        if (waiting && idleDeadline - now <= 0) premises.lounge().call(this);
        long stuck = control.stuckSince();
        if (stuck != 0 && now - stuck > patience.toNanos()) {
            because("it took no reply for " + patience.toSeconds() + " seconds");
            kill();
        }
    }
}
