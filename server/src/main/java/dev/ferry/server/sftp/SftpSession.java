package dev.ferry.server.sftp;

import dev.ferry.core.account.Account;
import dev.ferry.core.account.AccountKey;
import dev.ferry.core.account.Login;
import dev.ferry.core.account.LoginBy;
import dev.ferry.core.work.OnBehalf;
import dev.ferry.core.work.Workspace;
import dev.ferry.files.VirtualPath;
import dev.ferry.server.net.CommandMeter;
import dev.ferry.server.net.Door;
import dev.ferry.server.net.House;
import dev.ferry.server.net.LimitSettings;
import dev.ferry.server.net.Limits;
import dev.ferry.server.net.LiveSession;
import dev.ferry.server.net.Network;
import dev.ferry.server.net.Peer;
import dev.ferry.server.net.Rate;
import dev.ferry.server.net.Refusal;
import dev.ferry.server.net.Register;
import dev.ferry.server.net.Teller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One client's SSH connection, from being let in to its end: who it is, and the conversations in
/// it. Knows no SSH: a [Line] says what is to be said.
///
/// Threads: those at the door let it in and see to its end; a thread of the crew for each login by
/// password ([#password]) and each conversation ([#converse]); others look after it ([#tick],
/// [#recheck]) and end it ([#end], [#kick], [#kill]).
final class SftpSession implements Register.Tended {

    private static final System.Logger LOG = System.getLogger(SftpSession.class.getName());

    private static final String ONE_AT_A_TIME =
            "One login at a time: the last one was not answered yet";

    private final String id;
    private final Peer client;
    private final SftpPremises premises;
    private final House house;
    private final Line line;
    private final Limits.Place place;
    private final Door door;
    private final Teller teller;
    private final Consumer<SftpSession> closed;
    private final AtomicReference<@Nullable String> ending = new AtomicReference<>(); // why
    private final AtomicBoolean gone = new AtomicBoolean();
    private final AtomicBoolean asking = new AtomicBoolean(); // a login is under way
    private final AtomicBoolean told = new AtomicBoolean(); // of its end
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger(); // handles
    private final Set<Conversation> conversations = ConcurrentHashMap.newKeySet();
    private final Rate<VirtualPath> rate = new Rate<>();
    private volatile @Nullable Proof proof;
    private volatile @Nullable KeyShown keyShown;
    private volatile @Nullable Account account;
    private volatile @Nullable Workspace files;
    private volatile long lastHeard = System.nanoTime();

    /// What the transport does for a session. Nothing here blocks.
    interface Line {
        /// Says why, and hangs up.
        void end(String words);

        /// Hangs up.
        void kill();
    }

    /// Who the client has shown to be, before the transport says that it counts.
    ///
    /// @param key where it was by one
    private record Proof(Account account, Teller.Method method, Optional<AccountKey> key) {}

    /// The first half of a login to an account that wants both: the client has that key.
    ///
    /// @param account its id
    private record KeyShown(String account, AccountKey key) {}

    /// @param place closed with this
    /// @param closed told once when all is over
    SftpSession(
            String id,
            Peer client,
            Limits.Place place,
            SftpPremises premises,
            Line line,
            Consumer<SftpSession> closed) {
        this.id = id;
        this.client = client;
        this.place = place;
        this.premises = premises;
        this.house = premises.house();
        this.line = line;
        this.closed = closed;
        String address = Network.plain(client.address()).getHostAddress();
        this.teller = new Teller(id, address, house.events(), () -> true, house.clock());
        this.door =
                new Door(
                        house.limits(),
                        place,
                        client.address(),
                        premises.settings().refusalPause());
        teller.sessionOpened();
    }

    @Override
    public String id() {
        return id;
    }

    // ---- login

    /// Asks whether `password` is that of `name`, on a thread of the crew.
    ///
    /// @param answer told once, after the pause that a wrong one costs
    /// @return false where the client did not wait for the last answer, and is sent away
    boolean password(String name, String password, Consumer<Boolean> answer) {
        if (!asking.compareAndSet(false, true)) {
            end(ONE_AT_A_TIME);
            return false;
        }
        premises.crew().execute(() -> OnBehalf.of(id, () -> logIn(name, password, answer)));
        return true;
    }

    private void logIn(String name, String password, Consumer<Boolean> answer) {
        proof = null;
        Optional<Refusal> banned = door.closed();
        if (banned.isPresent()) {
            turnAway(banned.get());
            return;
        }
        try {
            Login outcome = house.desk().login(name, password, this::objection);
            switch (outcome) {
                case Login.Accepted(Account who) -> {
                    proof = new Proof(who, method(who), Optional.empty());
                    tell(answer, true);
                }
                case Login.Refused(String why) -> {
                    teller.loginRefused(name, method(name), why);
                    refuse(answer);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, id + ": nobody can log in", e);
            end("The server cannot look up accounts now; try again later");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) { // or the client would wait for an answer
            LOG.log(System.Logger.Level.ERROR, id + ": a login failed", e);
            end("The server failed; see its log");
        }
    }

    private void tell(Consumer<Boolean> answer, boolean right) {
        asking.set(false);
        answer.accept(right);
    }

    private static boolean isGuest(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        return folded.equals("anonymous") || folded.equals("ftp");
    }

    private Teller.Method method(Account who) {
        if (who.anonymous()) return Teller.Method.ANONYMOUS;
        return hasShownKeyOf(who) ? Teller.Method.PUBLIC_KEY_AND_PASSWORD : Teller.Method.PASSWORD;
    }

    private static Teller.Method method(String said) {
        return isGuest(said) ? Teller.Method.ANONYMOUS : Teller.Method.PASSWORD;
    }

    /// What speaks against a login by password, besides the password.
    private Optional<String> objection(Account who) {
        return door.objection(who)
                .or(() ->
                        switch (who.certificates().by()) {
                            case EITHER, PASSWORD -> Optional.empty();
                            case CERTIFICATE ->
                                    Optional.of("the account wants a key instead of a password");
                            case BOTH ->
                                    hasShownKeyOf(who)
                                            ? Optional.empty()
                                            : Optional.of(
                                                    "the account wants a key before the password");
                        });
    }

    private boolean hasShownKeyOf(Account who) {
        KeyShown shown = keyShown;
        return shown != null
                && shown.account().equals(who.id())
                && who.keys().stream().anyMatch(shown.key()::same);
    }

    private void refuse(Consumer<Boolean> answer) {
        Limits.Wrong wrong = door.wrongPassword();
        wrong.ban().ifPresent(teller::banned);
        Optional<Refusal> over = door.tooMany(refusals.incrementAndGet(), wrong);
        Runnable end =
                () -> {
                    if (over.isPresent()) turnAway(over.get());
                    else tell(answer, false);
                };
        var _ =
                premises.watch()
                        .schedule(
                                () -> premises.crew().execute(end),
                                wrong.pause().toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    /// Whether that key opens the account; whether the client has it, the transport finds out. One
    /// that does not costs nothing but one of the tries the transport counts: clients show all they
    /// have, and no key can be guessed.
    boolean key(String name, AccountKey key) {
        if (asking.get()) {
            end(ONE_AT_A_TIME);
            return false;
        }
        proof = null;
        Optional<Refusal> banned = door.closed();
        if (banned.isPresent()) {
            turnAway(banned.get());
            return false;
        }
        try {
            Optional<Account> who = house.desk().opens(name, key, door::objection);
            who.ifPresent(it -> proof = new Proof(it, Teller.Method.PUBLIC_KEY, Optional.of(key)));
            return who.isPresent();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, id + ": nobody can log in", e);
            return false;
        }
    }

    /// What the client has shown is so.
    ///
    /// @return whether it is enough; where it is not, it is remembered, and the password is wanted
    boolean suffices() {
        Proof shown = proof;
        if (shown == null || shown.key().isEmpty()) return true;
        if (shown.account().certificates().by() != LoginBy.BOTH) return true;
        keyShown = new KeyShown(shown.account().id(), shown.key().get());
        proof = null;
        return false;
    }

    /// The client is who it said. Whatever speaks against its being here ends the session.
    ///
    /// @return whether it may stay
    boolean admit() {
        Proof shown = proof;
        if (shown == null) return false;
        Optional<Refusal> full = door.logIn(shown.account());
        if (full.isPresent()) {
            turnAway(full.get());
            return false;
        }
        try {
            files = house.workspace(shown.account(), teller);
        } catch (UncheckedIOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "%s: %s: %s, %s"
                            .formatted(id, shown.account().name(), e.getMessage(), e.getCause()));
            teller.loginRefused(
                    shown.account().name(), shown.method(), "its home cannot be opened");
            door.logOut();
            end("Your home cannot be opened; tell the operator");
            return false;
        }
        account = shown.account();
        lastHeard = System.nanoTime();
        teller.loggedIn(shown.account(), shown.method());
        return true;
    }

    // ---- conversations

    /// A new one, which is to be carried on or dropped.
    ///
    /// @param longest bytes of a packet in it
    Conversation conversation(int longest) {
        Workspace mine = files;
        if (mine == null) throw new IllegalStateException("nobody has logged in");
        LimitSettings bounds = house.limits().settings();
        var conversation =
                new Conversation(
                        id,
                        over ->
                                new Exchange(
                                        mine,
                                        premises.bounds(),
                                        open,
                                        new SftpErrors(id),
                                        house.clock(),
                                        longest,
                                        over),
                        longest,
                        new CommandMeter(bounds.commandRate(), bounds.flood()));
        conversations.add(conversation);
        if (gone.get() || ending.get() != null) conversation.end();
        return conversation;
    }

    /// Carries it on, until it is over. On a thread of the crew.
    void converse(Conversation conversation, InputStream in, OutputStream out) {
        OnBehalf.of(id, () -> converseHere(conversation, in, out));
    }

    private void converseHere(Conversation conversation, InputStream in, OutputStream out) {
        try {
            String why = conversation.run(in, out);
            LOG.log(System.Logger.Level.DEBUG, () -> id + ": a conversation is over, " + why);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, id + ": a conversation failed", e);
            end("The server failed; see its log");
        } finally {
            drop(conversation);
        }
    }

    /// It is over, or never began.
    void drop(Conversation conversation) {
        lastHeard = System.nanoTime();
        conversations.remove(conversation);
        if (gone.get() && conversations.isEmpty()) over();
    }

    // ---- the end

    /// Notes why the session ends, the first reason there is.
    void because(String why) {
        ending.compareAndSet(null, why);
    }

    private void turnAway(Refusal why) {
        teller.turnedAway(why);
        end(why.words());
    }

    /// Its place is needed. For any thread.
    void dismiss(Refusal why) {
        turnAway(why);
    }

    /// Ends the session and what runs in it, with words for the client. For any thread.
    void end(String words) {
        because(words);
        line.end(words);
        conversations.forEach(Conversation::end);
    }

    @Override
    public void kick(String by) {
        because("ended by " + by);
        end("An operator ended this session");
    }

    /// Ends it without a word. For any thread.
    void kill() {
        because("it was closed without a word");
        line.kill();
        conversations.forEach(Conversation::end);
    }

    /// The connection is closed.
    void closed() {
        if (!gone.compareAndSet(false, true)) return;
        conversations.forEach(Conversation::end);
        if (conversations.isEmpty()) over();
    }

    /// Also the last conversation has let go of its files.
    private void over() {
        if (!told.compareAndSet(false, true)) return;
        place.close();
        if (account != null) teller.loggedOut();
        String why = ending.get();
        teller.sessionClosed(why == null ? "the connection was lost" : why);
        closed.accept(this);
    }

    // ---- looking after it

    /// Whether a file is on its way.
    boolean isBusy() {
        return moving().isPresent();
    }

    private Optional<OpenHandle.Glance> moving() {
        return conversations.stream().flatMap(it -> it.glance().stream()).findFirst();
    }

    private long heard() {
        long last = lastHeard;
        for (Conversation one : conversations) {
            if (one.heard() - last > 0) last = one.heard();
        }
        return last;
    }

    @Override
    public LiveSession live() {
        long now = System.nanoTime();
        return new LiveSession(
                id,
                Optional.ofNullable(account).map(Account::name),
                teller.address(),
                true,
                teller.opened(),
                Duration.ofNanos(Math.max(now - heard(), 0)),
                moving().map(it ->
                        new LiveSession.Doing(
                                it.what(),
                                it.path().toString(),
                                it.bytes(),
                                rate.of(it.path(), it.bytes(), now))));
    }

    @Override
    public void tick(long now) {
        moving().ifPresent(it -> rate.note(it.path(), it.bytes(), now));
        Account in = account;
        if (in == null) return; // the transport counts how long a login takes
        if (in.limits().isOver(house.clock().instant())) recheck();
        Duration stall = premises.settings().stallTimeout();
        for (Conversation one : conversations) {
            long stuck = one.stuckSince();
            if (stuck != 0 && now - stuck > stall.toNanos()) {
                because("it took no answer for " + stall.toSeconds() + " seconds");
                kill();
                return;
            }
        }
        Duration idle = premises.settings().idleTimeout();
        if (now - heard() > idle.toNanos()) {
            end("Nothing was asked for %d seconds".formatted(idle.toSeconds()));
        }
    }

    @Override
    public void recheck() {
        Optional<Refusal> objection = house.limits().objectionByHand(client.address());
        if (objection.isPresent()) {
            turnAway(objection.get());
            return;
        }
        Account atLogin = account;
        if (atLogin == null) return;
        house.objection(atLogin)
                .ifPresent(why -> end(Character.toUpperCase(why.charAt(0)) + why.substring(1)));
    }
}
