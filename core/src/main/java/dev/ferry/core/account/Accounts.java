package dev.ferry.core.account;

import dev.ferry.core.account.AccountTable.Stored;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/// All accounts, in the SQLite file `ferry.db` of the data folder. Several processes may have them
/// open at once: the server and `ferry user`.
///
/// **Who changes an account** commits, then increments a counter that all these processes have in
/// memory ([ChangeCounter], the file `accounts.changes`). **Who asks for an account** ([#current])
/// compares that counter with the one under which the answer was kept: the same means the answer
/// holds, another means all answers are forgotten and fetched anew as they are asked for. So a
/// change holds from the next command of any session on, and a command costs a read of memory
/// instead of a query. Once a second [ChangeWatch] asks the database itself, for changes whose
/// counter was never incremented, and tells listeners.
///
/// Safe for use by any thread, virtual ones included: SQLite and argon2 run on platform threads of
/// this. Messages of its exceptions are for the operator, not for clients.
public final class Accounts implements LoginDesk, Closeable {

    private static final System.Logger LOG = System.getLogger(Accounts.class.getName());

    /// One at a time in this process; a lock on a file sees to the others.
    private static final ReentrantLock OPENING = new ReentrantLock();

    private final Homes homes;
    private final AccountTable table;
    private final Database database;
    private final ChangeCounter changes;
    private final ChangeWatch watch;
    private final Passwords passwords;
    private final LoginMemory memory;
    private final InstantSource clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Answers answers;

    /// What was found since the counter stood at `count`; by name only who has logged in. Never
    /// corrected, only replaced: a look-up that was overtaken by a change puts its answer where
    /// nobody looks any more.
    private record Answers(
            long count,
            ConcurrentMap<String, Optional<Account>> byId,
            ConcurrentMap<String, Account> byName) {
        static Answers noneAt(long count) {
            return new Answers(count, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }
    }

    /// Who is banned, in the same database. Not to be used once these accounts are closed.
    public Bans bans() {
        return new BanTable(database, clock);
    }

    private Accounts(
            Path dataFolder,
            Path file,
            ChangeCounter changes,
            AccountSettings settings,
            InstantSource clock,
            KeyDerivation derivation) {
        this.homes = new Homes(dataFolder);
        this.table = new AccountTable(homes);
        this.database = new Database(file);
        this.changes = changes;
        this.answers = Answers.noneAt(changes.count());
        this.passwords = new Passwords(settings.hashesAtOnce(), derivation);
        this.memory = new LoginMemory(settings.loginMemory(), clock);
        this.clock = clock;
        this.watch = new ChangeWatch(database, this::changed);
    }

    /// The accounts in `dataFolder`, which is made, for its owner only, where it is missing. Close
    /// them.
    ///
    /// @param clock for how long logins are remembered, and when accounts were changed
    /// @throws AccountException in one sentence for the operator
    public static Accounts open(Path dataFolder, AccountSettings settings, InstantSource clock)
            throws AccountException {
        return open(dataFolder, settings, clock, KeyDerivation.ARGON2ID);
    }

    static Accounts open(
            Path dataFolder,
            AccountSettings settings,
            InstantSource clock,
            KeyDerivation derivation)
            throws AccountException {
        OPENING.lock();
        try {
            Path data = OwnerOnly.folder(dataFolder).toRealPath();
            Path lock = data.resolve("accounts.lock");
            OwnerOnly.file(lock);
            try (var channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                Path library = OwnerOnly.folder(data.resolve("native"));
                NativeLibrary.unpackTo(library);
                Path file = data.resolve("ferry.db");
                OwnerOnly.file(file);
                requireReadable(file);
                Schema.bringUpToDate(file);
                NativeLibrary.restrict(library);
                var changes = ChangeCounter.open(data.resolve("accounts.changes"));
                return new Accounts(data, file, changes, settings, clock, derivation);
            }
        } catch (AccountException e) {
            throw e;
        } catch (AccessDeniedException e) {
            throw new AccountException(
                    e.getFile() + ": permission denied; run Ferry as the user who owns it", e);
        } catch (IOException e) {
            throw new AccountException(
                    "%s: cannot be used as data folder (%s)".formatted(dataFolder, e), e);
        } finally {
            OPENING.unlock();
        }
    }

    private static void requireReadable(Path file) throws IOException {
        if (!Files.isRegularFile(file)) throw new AccountException(file + ": is not a file");
        if (!Files.isReadable(file) || !Files.isWritable(file)) {
            throw new AccessDeniedException(file.toString());
        }
    }

    public boolean isEmpty() throws AccountException {
        return database.read(table::isEmpty);
    }

    /// Every account, by name.
    public List<Account> all() throws AccountException {
        return database.read(table::all).stream().map(Stored::account).toList();
    }

    /// @param name exactly as it was added
    public Optional<Account> find(String name) throws AccountException {
        return database.read(db -> table.byName(db, name)).map(Stored::account);
    }

    /// The account as it is now; empty where it was removed. What live sessions ask at every
    /// command: a few nanoseconds, as long as no account changes.
    ///
    /// @throws UncheckedIOException with an [AccountException], where an account changed and the
    ///   database cannot be read
    @Override
    public Optional<Account> current(String id) {
        Answers kept = answers();
        Optional<Account> known = kept.byId().get(id);
        if (known != null) return known;
        try {
            var found = database.read(db -> table.byId(db, id)).map(Stored::account);
            kept.byId().put(id, found);
            return found;
        } catch (AccountException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Those that hold at this moment.
    private Answers answers() {
        long count = changes.count();
        Answers kept = answers;
        if (kept.count() != count) {
            kept = Answers.noneAt(count);
            answers = kept;
        }
        return kept;
    }

    /// Adds an account, enabled. Its home is made where it is one of its own.
    ///
    /// @param password of no meaning for an anonymous account
    /// @throws AccountExistsException if the name is taken, or another in case alone
    public Account add(NewAccount account, String password) throws AccountException {
        AccountName.require(account.name());
        var home = account.home();
        var added =
                new Account(
                        UUID.randomUUID().toString(),
                        account.name(),
                        true,
                        account.anonymous(),
                        home.isPresent() ? home.get() : homes.of(account.name()),
                        account.permissions(),
                        account.trustsClose(),
                        account.fileMode(),
                        account.folderMode(),
                        account.umask(),
                        account.charset(),
                        account.limits(),
                        account.certificates(),
                        List.of(),
                        1);
        Account sound = sound(added);
        database.read(db -> requireFree(db, account.name())); // before the work of a hash
        var hash =
                account.anonymous()
                        ? Optional.<PasswordHash>empty()
                        : Optional.of(passwords.hash(usable(account.name(), password)));
        if (home.isEmpty()) homes.make(account.name());
        return changing(db -> {
            requireFree(db, account.name());
            table.insert(db, sound, hash, clock.millis());
            return sound;
        });
    }

    private String requireFree(Handle db, String name) throws AccountException {
        var taken = table.byFoldedName(db, name);
        if (taken.isPresent()) throw new AccountExistsException(name, taken.get().account().name());
        return name;
    }

    public Account setPassword(String name, String password) throws AccountException {
        database.read(db -> table.require(db, name)); // before the work of a hash
        PasswordHash hash = passwords.hash(usable(name, password));
        return changing(db -> {
            Account before = table.require(db, name);
            Account after = before.withVersion(before.version() + 1);
            table.updatePassword(db, after, hash, clock.millis());
            return after;
        });
    }

    /// Changes anything of an account but its id, name and password. The new version is counted
    /// here.
    ///
    /// @param change from the account as it is to as it shall be; runs on another thread with the
    ///   database locked, so it must be quick and ask nothing here
    public Account change(String name, UnaryOperator<Account> change) throws AccountException {
        return changing(db -> {
            Account before = table.require(db, name);
            Account wanted = change.apply(before);
            if (!wanted.id().equals(before.id()) || !wanted.name().equals(before.name())) {
                throw new IllegalArgumentException("an account keeps its id and its name");
            }
            Account checked =
                    wanted.home().equals(before.home()) ? soundModes(wanted) : sound(wanted);
            Account after = checked.withVersion(before.version() + 1);
            table.update(db, after, clock.millis());
            return after;
        });
    }

    /// Removes an account. Its files stay.
    public void remove(String name) throws AccountException {
        changing(db -> {
            Account account = table.require(db, name);
            table.delete(db, account);
            return account;
        });
    }

    /// Whether `password` is that of `name`. A name nobody has, a disabled account and a wrong
    /// password take the same time. `anonymous` and `ftp`, in any case, stand for the anonymous
    /// account called `anonymous`, where the operator has added one.
    @Override
    public Login login(String name, String password, Login.Objection objection)
            throws AccountException, InterruptedException {
        Answers kept = answers();
        Account known = kept.byName().get(name);
        if (known != null && against(known, objection).isEmpty() && memory.knows(known, password)) {
            return new Login.Accepted(known);
        }
        Optional<Stored> found = database.read(db -> toLogInAs(db, name));
        Optional<String> against = found.flatMap(it -> against(it.account(), objection));
        if (found.isPresent() && against.isEmpty()) {
            Account account = found.get().account();
            if (account.anonymous() || memory.knows(account, password)) {
                kept.byName().put(name, account);
                return new Login.Accepted(account);
            }
        }
        boolean right =
                passwords.matches(
                        password,
                        found.flatMap(Stored::password),
                        () ->
                                against.isEmpty()
                                        && found.map(it -> memory.knows(it.account(), password))
                                                .orElse(false));
        if (found.isEmpty()) return new Login.Refused(Login.Refused.UNKNOWN);
        if (against.isPresent()) return new Login.Refused(against.get());
        if (!right) return new Login.Refused(Login.Refused.WRONG);
        Account account = found.get().account();
        memory.remember(account, password);
        return new Login.Accepted(account);
    }

    @Override
    public Recognition recognise(String name, ShownCertificate shown, Login.Objection objection)
            throws AccountException {
        Optional<String> untimely = shown.untimely(clock.instant());
        String words = untimely.orElse(Recognition.Refused.NOT_OF_THIS);
        Optional<Account> found = database.read(db -> toLogInAs(db, name)).map(Stored::account);
        if (found.isEmpty()) return new Recognition.Refused(Login.Refused.UNKNOWN, words);
        Account account = found.get();
        Optional<String> against =
                against(account, objection)
                        .or(() ->
                                untimely.map(
                                        why -> "certificate " + shown.fingerprint() + " " + why));
        if (against.isPresent()) return new Recognition.Refused(against.get(), words);
        Optional<String> alien = account.certificates().objection(account.name(), shown);
        if (alien.isPresent()) {
            return new Recognition.Refused(alien.get() + whose(account, shown), words);
        }
        return switch (account.certificates().by()) {
            case EITHER, CERTIFICATE -> new Recognition.Enough(account);
            case PASSWORD, BOTH -> new Recognition.PasswordToo(account);
        };
    }

    /// Who else has that certificate, for the operator.
    private String whose(Account account, ShownCertificate shown) throws AccountException {
        List<String> others =
                database.read(db -> table.pinning(db, shown.fingerprint())).stream()
                        .filter(name -> !name.equals(account.name()))
                        .toList();
        return others.isEmpty() ? "" : "; it is that of " + String.join(", ", others);
    }

    @Override
    public Optional<Account> opens(String name, AccountKey key, Login.Objection objection)
            throws AccountException {
        return database.read(db -> toLogInAs(db, name))
                .map(Stored::account)
                .filter(it -> !it.anonymous())
                .filter(it -> it.keys().stream().anyMatch(key::same))
                .filter(it -> it.certificates().by() != LoginBy.PASSWORD)
                .filter(it -> against(it, objection).isEmpty());
    }

    /// The names of other accounts that `key` opens: that is no mistake, but worth a word.
    public List<String> openedBy(AccountKey key) throws AccountException {
        return database.read(db -> table.opened(db, key));
    }

    /// Why the account may not be logged in to now, with any password.
    private Optional<String> against(Account account, Login.Objection objection) {
        if (!account.enabled()) return Optional.of(Login.Refused.DISABLED);
        if (account.limits().isOver(clock.instant())) return Optional.of(Login.Refused.EXPIRED);
        return objection.to(account);
    }

    private Optional<Stored> toLogInAs(Handle db, String name) throws AccountException {
        var exact = table.byName(db, name);
        if (exact.isPresent()) return exact;
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "anonymous", "ftp" ->
                    table.byFoldedName(db, "anonymous")
                            .filter(stored -> stored.account().anonymous());
            default -> exact;
        };
    }

    /// Hashes a password that is nobody's, so that the first login finds the code warm.
    public void warmUp() throws InterruptedException {
        var _ = passwords.matches("", Optional.empty(), () -> false);
    }

    /// Calls `listener` after any process changed any account, within about a second, on a thread
    /// of this. One call may stand for several changes, and there may be calls without one.
    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void changed() {
        answers = Answers.noneAt(changes.count());
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) { // its mistake is not that of the next one
                LOG.log(System.Logger.Level.ERROR, "a listener to changes of accounts failed", e);
            }
        }
    }

    /// One account's change, committed and told to every process.
    private Account changing(Database.Work<Account> work) throws AccountException {
        try {
            Account account = database.write(work);
            memory.forget(account.id());
            return account;
        } finally {
            changes.increment(); // also where the commit's outcome is not known
        }
    }

    private Account sound(Account account) throws AccountException {
        return soundModes(account).withHome(homes.require(account.name(), account.home()));
    }

    private static Account soundModes(Account account) throws AccountException {
        requireMode(account, "file mode", account.fileMode(), 0666);
        requireMode(account, "folder mode", account.folderMode(), 07777);
        requireMode(account, "umask", account.umask(), 0777);
        return account;
    }

    private static void requireMode(Account account, String what, OptionalInt mode, int most)
            throws AccountException {
        if (mode.isPresent() && (mode.getAsInt() & ~most) != 0) {
            throw new AccountException(
                    "account '%s': %s %04o is not within %04o"
                            .formatted(account.name(), what, mode.getAsInt(), most));
        }
    }

    /// A password that a client can send.
    private static String usable(String name, String password) throws AccountException {
        if (password.isEmpty()) {
            throw new AccountException(
                    "account '" + name + "': an empty password protects nothing");
        }
        if (password.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new AccountException(
                    "account '" + name + "': a password is one line, without line breaks in it");
        }
        return password;
    }

    @Override
    public void close() {
        watch.close();
        passwords.close();
        database.close();
    }
}
