package dev.ferry.server.ftp;

import dev.ferry.core.account.Account;
import dev.ferry.server.net.Network;
import dev.ferry.wire.ftp.Command;
import dev.ferry.wire.ftp.CommandParser;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One client's conversation: the loop. Owns the control connection, the pending data connection
/// and the running transfer.
///
/// [#run] has a virtual thread of its own, and each transfer a platform thread, on which it says
/// its own replies. Commands sent ahead wait their turn; ABOR, STAT and QUIT do not; silence is
/// forgiven while bytes move. Other threads end the session ([#end], [#cut], [#kill]) and look
/// after it ([#tick], [#recheck]).
final class Session {

    private static final System.Logger LOG = System.getLogger(Session.class.getName());

    /// Whoever speaks HTTP here was sent by a web page (CVE-2021-3618): it gets no answer that a
    /// browser could take for one.
    private static final Pattern HTTP = Pattern.compile("[A-Z]+ \\S+ HTTP/.*");

    private final String id;
    private final Premises premises;
    private final Control control;
    private final DataConnections data;
    private final Protocol protocol;
    private final FtpErrors errors;

    private State state = State.Greeted.fresh();
    private boolean anythingSaid;
    private boolean clientGone;
    private long loginDeadline;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Running running; // set by the session's thread under lock
    private volatile @Nullable Reply farewell; // set under lock, once
    private volatile @Nullable Account account;

    /// A transfer on its thread.
    ///
    /// @param answered whether its last reply is known, and on its way to the client or there
    /// @param done once that reply is sent
    private record Running(Transfer work, AtomicBoolean answered, CountDownLatch done) {
        Running(Transfer work) {
            this(work, new AtomicBoolean(), new CountDownLatch(1));
        }

        boolean over() {
            return done.getCount() == 0;
        }
    }

    Session(String id, SocketChannel channel, Premises premises) throws IOException {
        this.id = id;
        this.premises = premises;
        FtpSettings settings = premises.settings();
        control = new Control(channel, premises.selectors());
        errors = new FtpErrors(id);
        var peer = control.peer().getAddress();
        String address = Network.plain(peer).getHostAddress();
        data = new DataConnections(control.local().getAddress(), peer, settings);
        var dataCommands = new DataCommands(data, settings.passiveAddress());
        protocol =
                new Protocol(
                        premises.desk(),
                        who -> premises.workspace(who, id, address),
                        dataCommands,
                        new FileCommands(
                                dataCommands, control::verdict, settings.verdictPause(), errors),
                        new ListCommands(dataCommands, premises.clock(), errors),
                        errors);
        LOG.log(System.Logger.Level.DEBUG, () -> id + ": connected from " + address);
    }

    void run() {
        try (control;
                data) {
            try {
                converse();
            } catch (SocketTimeoutException _) {
                control.send(
                        state instanceof State.Greeted
                                ? Reply.loginTooLong()
                                : Reply.idleTooLong());
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, id + ": the session failed", e);
                control.send(Reply.serverFailed());
            } finally {
                endTransfer();
            }
            if (!clientGone) control.hangUp();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> id + ": ended, " + e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            LOG.log(System.Logger.Level.DEBUG, () -> id + ": closed");
        }
    }

    private void converse() throws IOException, InterruptedException {
        loginDeadline = System.nanoTime() + premises.settings().loginTimeout().toNanos();
        control.send(Reply.ready(premises.settings().banner()));
        while (!(state instanceof State.Closed)) {
            Command command = next();
            if (command == null) break;
            if (!isUrgent(command)) join();
            if (farewell != null) break;
            obey(protocol.answer(state, command));
        }
        join();
        Reply last = farewell;
        if (last != null && !(state instanceof State.Closed)) control.send(last);
    }

    /// The next command; null when nobody is to be listened to any more.
    private @Nullable Command next() throws IOException {
        while (farewell == null) {
            Running now = running;
            if (now != null && now.over()) settle();
            now = running;
            Line line = now == null ? control.readLine(deadline()) : control.readLine(now::over);
            if (line == null) continue;
            switch (line) {
                case Line.Text(String text) -> {
                    if (!anythingSaid && HTTP.matcher(text).matches()) return hangUp();
                    anythingSaid = true;
                    return CommandParser.parse(text);
                }
                case Line.Bad(String why) -> {
                    anythingSaid = true;
                    return new Command.BadLine(why);
                }
                case Line.End() -> {
                    clientGone = farewell == null;
                    return null;
                }
            }
        }
        return null;
    }

    private @Nullable Command hangUp() {
        clientGone = true;
        return null;
    }

    private long deadline() {
        return state instanceof State.Greeted
                ? loginDeadline
                : System.nanoTime() + premises.settings().idleTimeout().toNanos();
    }

    /// STAT of a path is a listing, and listings wait like any other.
    private static boolean isUrgent(Command command) {
        return command instanceof Command.Urgent
                && !(command instanceof Command.Stat(String path) && !path.isEmpty());
    }

    private void obey(Step step) throws IOException, InterruptedException {
        switch (step) {
            case Step.Answer(Reply reply, State next) -> {
                if (next instanceof State.Closed) join(); // QUIT lets a transfer finish
                enter(next);
                control.send(reply);
            }
            case Step.Refuse(Reply reply, State next) -> {
                Thread.sleep(premises.settings().refusalPause());
                enter(next);
                control.send(reply);
            }
            case Step.Start(Transfer transfer, State next) -> {
                enter(next);
                start(transfer);
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
    }

    private void enter(State next) {
        switch (next) {
            case State.LoggedIn in -> {
                if (account != null) break;
                account = in.account();
                LOG.log(
                        System.Logger.Level.INFO,
                        () -> id + ": " + in.account().name() + " logged in");
                recheck(); // the account may have changed before we could be told
            }
            case State.Greeted _ -> {
                if (account != null) {
                    loginDeadline =
                            System.nanoTime() + premises.settings().loginTimeout().toNanos();
                }
                account = null;
            }
            case State.Closed _ -> {}
        }
        state = next;
    }

    private void start(Transfer work) throws IOException {
        var now = new Running(work);
        try {
            if (!claim(now)) {
                giveUp(work, "the session is being ended");
                return;
            }
        } catch (IOException e) {
            giveUp(work, "the session failed");
            throw e;
        }
        try {
            premises.transfers().execute(() -> carryOut(now));
        } catch (RejectedExecutionException | OutOfMemoryError e) { // no thread to be had
            now.done().countDown();
            settle();
            giveUp(work, "the server is too busy");
            control.send(errors.unforeseen(e));
        }
    }

    private boolean claim(Running now) throws IOException {
        lock.lock();
        try {
            if (farewell != null) return false;
            control.share();
            running = now;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Closes what a transfer holds that is not carried out.
    private static void giveUp(Transfer work, String why) {
        work.cut(why);
        var _ = work.run(_ -> {});
    }

    private void carryOut(Running now) {
        try {
            Reply last = outcome(now.work());
            now.answered().set(true);
            control.send(last);
        } catch (IOException _) {
            // the client is gone, which the session's thread sees too
        } finally {
            now.done().countDown();
            control.wake();
        }
    }

    private Reply outcome(Transfer work) {
        try {
            return work.run(control::send);
        } catch (RuntimeException | Error e) {
            return errors.unforeseen(e);
        }
    }

    private void settle() throws IOException {
        lock.lock();
        try {
            running = null;
            control.unshare();
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
        if (now != null && now.answered().get()) join();
        return running;
    }

    private void abort() throws IOException {
        Running now = moving();
        if (now == null) {
            control.send(Reply.nothingToAbort());
            return;
        }
        now.work().cut(CutException.BY_ABOR);
        join();
        control.send(Reply.aborted());
    }

    private void endTransfer() throws InterruptedException {
        Running now = running;
        if (now == null) return;
        now.work().cut("the session ended");
        now.done().await();
    }

    /// Ends the session with a last reply as soon as no transfer runs. For any thread.
    void end(Reply last) {
        lock.lock();
        try {
            if (farewell == null) farewell = last;
            if (running == null) control.interrupt();
            else control.wake();
        } catch (IOException _) {
            // it has ended already
        } finally {
            lock.unlock();
        }
    }

    /// Ends the running transfer, if there is one. For any thread.
    void cut(String why) {
        Running now = running;
        if (now != null) now.work().cut(why);
    }

    /// Ends the session without a word. For any thread.
    void kill() {
        cut("the session was ended");
        try {
            control.kill();
        } catch (IOException _) {
            // it has ended already
        }
    }

    /// Ends the session where its account is no longer what it was. For any thread.
    void recheck() {
        Account atLogin = account;
        if (atLogin == null) return;
        Optional<Account> now = premises.desk().current(atLogin.id());
        String why;
        if (now.isEmpty()) why = "this account was removed";
        else if (!now.get().enabled()) why = "this account was disabled";
        else if (!now.get().home().equals(atLogin.home())) why = "this account has a new home";
        else return;
        end(Reply.accountChanged(why));
        cut(why);
    }

    /// Ends what has stood still for too long. For any thread, now and then.
    ///
    /// @param now of [System#nanoTime()]
    void tick(long now) {
        var patience = premises.settings().stallTimeout();
        Running current = running;
        if (current != null) {
            long quiet = current.work().quietSince();
            if (quiet != 0 && now - quiet > patience.toNanos()) {
                current.work().cut("nothing moved for " + patience.toSeconds() + " seconds");
            }
        }
        long stuck = control.stuckSince();
        if (stuck != 0 && now - stuck > patience.toNanos()) kill();
    }
}
