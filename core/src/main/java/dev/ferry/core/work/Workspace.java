package dev.ferry.core.work;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Decision;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.AccountLimits;
import dev.ferry.core.checksum.Algorithm;
import dev.ferry.core.checksum.ArrivingSum;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.files.Capability;
import dev.ferry.files.Entry;
import dev.ferry.files.FileBusyException;
import dev.ferry.files.IllegalNameException;
import dev.ferry.files.OffsetPastEndException;
import dev.ferry.files.Room;
import dev.ferry.files.UnknownMarkException;
import dev.ferry.files.Version;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.WriteMode;
import dev.ferry.files.storage.Listing;
import dev.ferry.files.storage.NewFile;
import dev.ferry.files.storage.OpenFile;
import dev.ferry.files.storage.Sink;
import dev.ferry.files.storage.Storage;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One user's files, seen from one session: the only door between a protocol and a storage. What
/// may be done is decided here and nowhere else, before anything is touched, by the account as it
/// is *now*: a change of its rules holds from the next call on.
///
/// Errors are those of [Storage], and [AccessDeniedException] for a rule that says no. Its reason
/// names the rule where the account may list the place, and nothing where it may not.
///
/// Safe for use by the session's thread and its transfer's thread at once; calls block.
public final class Workspace {

    /// What can be done to a file that is there: moving it may not add to these.
    private static final List<Action> TO_A_FILE =
            List.of(Action.READ, Action.OVERWRITE, Action.APPEND, Action.DELETE, Action.CHANGE);

    private final Supplier<Optional<Account>> account;
    private final Account atLogin;
    private final Storage storage;
    private final FileSettings settings;
    private final Checksums checksums;
    private final Event.Who who;
    private final Events events;
    private final InstantSource clock;
    private final Meters.Meter meter;

    /// The files of whoever just logged in.
    ///
    /// @param atLogin the account then
    /// @param current the account now; empty where it was removed
    /// @param storage the account's home; not closed by this
    public Workspace(
            Account atLogin,
            Supplier<Optional<Account>> current,
            Storage storage,
            FileSettings settings,
            Checksums checksums,
            Event.Who who,
            Events events,
            InstantSource clock) {
        this(
                atLogin,
                current,
                storage,
                settings,
                checksums,
                who,
                events,
                clock,
                new Meters(clock, Optional.empty()));
    }

    /// The same for one of several sessions.
    ///
    /// @param meters what they share
    public Workspace(
            Account atLogin,
            Supplier<Optional<Account>> current,
            Storage storage,
            FileSettings settings,
            Checksums checksums,
            Event.Who who,
            Events events,
            InstantSource clock,
            Meters meters) {
        this.atLogin = atLogin;
        this.account = current;
        this.storage = storage;
        this.settings = settings;
        this.checksums = checksums;
        this.who = who;
        this.events = events;
        this.clock = clock;
        this.meter = meters.of(atLogin, storage);
    }

    /// The folder at `path`, to be worked in. Enough for it is that anything is allowed there or
    /// below.
    public Entry enter(VirtualPath path) throws IOException {
        Account now = account();
        if (!now.permissions().allowsAnythingAround(path)) throw refused(now, Action.LIST, path);
        Entry entry = storage.stat(path);
        if (!entry.isFolder()) throw new NotDirectoryException(path.toString());
        return entry;
    }

    /// What is at `path`; the account's own interrupted upload counts.
    public Entry stat(VirtualPath path) throws IOException {
        return look(path, storage::stat);
    }

    /// What has the name `path` itself: of a link, the link.
    public Entry named(VirtualPath path) throws IOException {
        return look(path, storage::named);
    }

    /// What is at `path`, as [#stat]; a folder that may be entered shows itself, too: how else
    /// would a client whose way into a folder is to look at it first get there?
    public Entry place(VirtualPath path) throws IOException {
        Account now = account();
        Permissions rules = now.permissions();
        boolean visible = rules.allows(Action.LIST, path) || rules.allows(Action.READ, path);
        if (!visible && rules.allowsAnythingAround(path)) {
            Optional<Entry> there = find(path);
            if (there.isPresent() && there.get().isFolder()) return there.get();
        }
        return stat(path);
    }

    /// How a storage is asked what is somewhere.
    @FunctionalInterface
    private interface Look {
        Entry at(VirtualPath path) throws IOException;
    }

    private Entry look(VirtualPath path, Look look) throws IOException {
        Account now = account();
        boolean visible =
                now.permissions().allows(Action.LIST, path)
                        || now.permissions().allows(Action.READ, path);
        if (!visible) {
            // A drop box tells its user about his own interrupted uploads, and about nothing else.
            if (now.permissions().allows(Action.CREATE, path)) {
                Optional<Entry> own = partial(path, now);
                if (own.isPresent()) return own.get();
            }
            throw refused(now, Action.LIST, path);
        }
        try {
            return look.at(path);
        } catch (NoSuchFileException e) {
            return partial(path, now).orElseThrow(() -> e);
        }
    }

    /// The entries of `folder`, the account's own interrupted uploads among them. Close it.
    public Listing list(VirtualPath folder) throws IOException {
        Account now = account();
        require(now, Action.LIST, folder);
        Listing whole = storage.list(folder);
        var own = new ArrayDeque<Entry>();
        try {
            if (now.anonymous()) return whole;
            own.addAll(storage.partials().in(folder, now.id()));
        } catch (IOException e) {
            whole.close();
            throw e;
        }
        return own.isEmpty() ? whole : new WithPartials(own.iterator(), whole);
    }

    /// Opens the file at `path` from `offset` to its end. Close it.
    ///
    /// @param offset bytes; an interrupted upload of the account is read from an offset alone, to
    ///   compare before resuming: from its beginning it would pass for the file
    public Download download(VirtualPath path, long offset) throws IOException {
        OpenFile file = readable(path, offset > 0);
        if (offset > file.entry().size()) {
            long size = file.entry().size();
            file.close();
            throw new OffsetPastEndException(path, offset, size);
        }
        var range = ByteRange.from(offset).within(file.entry().size());
        return new Download(path, file, range, who, events, clock, paceDown());
    }

    /// Opens a part of the file at `path`. What of it is beyond the file's end is not there to be
    /// read, and no error (draft-bryan-ftp-range §4.3). Close it.
    public Download download(VirtualPath path, ByteRange range) throws IOException {
        OpenFile file = readable(path, range.first() > 0);
        ByteRange part = range.within(file.entry().size());
        return new Download(path, file, part, who, events, clock, paceDown());
    }

    /// @param toCompare whether what is read cannot pass for the file
    private OpenFile readable(VirtualPath path, boolean toCompare) throws IOException {
        Account now = account();
        require(now, Action.READ, path);
        try {
            return storage.read(path);
        } catch (NoSuchFileException e) {
            if (partial(path, now).isEmpty()) throw e;
            if (!toCompare) {
                throw new FileBusyException(
                        path,
                        "is an interrupted upload; finish it, or read it from an offset (REST)");
            }
            return storage.partials().read(path, now.id());
        }
    }

    /// Asks for a checksum of the file at `path`, as it is stored, or of a part of it: whoever may
    /// read it may ask. Close it.
    ///
    /// @param asked a part; what of it is behind the end of the file does not count. An interrupted
    ///   upload of the account is compared by parts alone: its whole would pass for the file
    /// @throws OffsetPastEndException if nothing of the part is in the file
    public Hashing checksum(VirtualPath path, Algorithm algorithm, Optional<ByteRange> asked)
            throws IOException {
        Account now = account();
        require(now, Action.READ, path);
        OpenFile file;
        try {
            if (storage.stat(path).isFolder()) {
                throw new IllegalNameException(path, "is a folder, and those have no checksum");
            }
            file = storage.read(path);
        } catch (NoSuchFileException e) {
            if (partial(path, now).isEmpty()) throw e;
            if (asked.isEmpty()) {
                throw new FileBusyException(
                        path, "is an interrupted upload; finish it, or ask for a part (RANG)");
            }
            file = storage.partials().read(path, now.id());
        }
        long size = file.entry().size();
        long first = asked.map(ByteRange::first).orElse(0L);
        if (first > 0 && first >= size) {
            file.close();
            throw new OffsetPastEndException(path, first, size);
        }
        ByteRange range = asked.orElse(ByteRange.from(0)).within(size);
        return new Hashing(path, file, algorithm, range, checksums, who, events, clock);
    }

    /// Opens what is at `path` to be counted, never to be sent: in TYPE A, SIZE and REST speak of
    /// the text as it is converted. Whoever may ask for its size may have it counted. Close it.
    public OpenFile inspect(VirtualPath path) throws IOException {
        stat(path);
        try {
            return storage.read(path);
        } catch (NoSuchFileException e) {
            Account now = account();
            if (partial(path, now).isEmpty()) throw e;
            return storage.partials().read(path, now.id());
        }
    }

    /// Begins an upload. Close it.
    public Upload upload(VirtualPath path, UploadMode mode) throws IOException {
        Account now = account();
        requireName(path);
        requireAnyWay(now, path);
        Optional<Entry> there = find(path);
        WriteMode write = writeMode(now, path, mode, there);
        Quota quota = quota(path, write, there);
        int fileMode = now.fileMode().orElse(settings.fileMode()) & ~umask(now);
        var options = new NewFile(fileMode, !now.anonymous());
        try {
            quota.enter();
        } catch (QuotaExceededException e) {
            quota.release();
            events.tell(new Event.Refused(who, path, Action.CREATE, Event.Ground.QUOTA, e.why()));
            throw e;
        } catch (IOException | RuntimeException e) {
            quota.release();
            throw e;
        }
        Sink sink;
        try {
            sink = storage.write(path, write, now.id(), options);
        } catch (IOException | RuntimeException e) {
            quota.release();
            throw e;
        }
        Optional<ArrivingSum> sum =
                write instanceof WriteMode.Fresh ? checksums.arriving() : Optional.empty();
        return new Upload(
                path,
                sink,
                who,
                events,
                clock,
                now.trustsClose(),
                checksums,
                sum,
                quota,
                new Pace(() -> rates(true), meter.up(), meter.sessionUp()),
                there.stream().mapToLong(Entry::size).findFirst());
    }

    private Quota quota(VirtualPath path, WriteMode mode, Optional<Entry> there) {
        long size = there.map(Entry::size).orElse(0L);
        boolean fresh = there.isEmpty();
        Quota.Shape shape =
                switch (mode) {
                    case WriteMode.Fresh _ -> new Quota.Shape(false, size, fresh, 0);
                    case WriteMode.Append() -> new Quota.Shape(true, 0, false, 0);
                    case WriteMode.Resume(long offset) ->
                            offset == size
                                    ? new Quota.Shape(true, 0, false, 0)
                                    : new Quota.Shape(false, size, false, 0);
                    case WriteMode.Continue(long offset, _) ->
                            new Quota.Shape(false, 0, fresh, offset);
                    // What is marked is kept beside what it would replace.
                    case WriteMode.FromMark(WriteMode.Mark mark, _) ->
                            new Quota.Shape(false, 0, fresh, mark.bytes());
                };
        return new Quota(
                path, meter.ledger(), storage, this::limits, settings.largestFile(), shape);
    }

    /// The account's, as they are now.
    private AccountLimits limits() {
        return account.get().orElse(atLogin).limits();
    }

    private Pace.Rates rates(boolean up) {
        AccountLimits.Rates own = limits().rates();
        AccountLimits.Rates usual = settings.rates();
        return up
                ? new Pace.Rates(
                        either(own.up(), usual.up()), either(own.sessionUp(), usual.sessionUp()))
                : new Pace.Rates(
                        either(own.down(), usual.down()),
                        either(own.sessionDown(), usual.sessionDown()));
    }

    private static OptionalLong either(OptionalLong own, OptionalLong usual) {
        return own.isPresent() ? own : usual;
    }

    private Pace paceDown() {
        return new Pace(() -> rates(false), meter.down(), meter.sessionDown());
    }

    private void requireAnyWay(Account now, VirtualPath path) throws IOException {
        boolean mayReplace = now.permissions().allows(Action.OVERWRITE, path);
        if (now.permissions().decide(Action.CREATE, path) instanceof Decision.Denied
                && !mayReplace
                && !now.permissions().allows(Action.APPEND, path)) {
            throw refused(now, Action.CREATE, path); // before anything is looked up: tells nothing
        }
    }

    private WriteMode writeMode(
            Account now, VirtualPath path, UploadMode mode, Optional<Entry> there)
            throws IOException {
        boolean mayReplace = now.permissions().allows(Action.OVERWRITE, path);
        if (there.isPresent() && !there.get().isFile()) {
            throw new FileAlreadyExistsException(
                    path.toString(),
                    null,
                    there.get().isFolder() ? "is a folder" : "is not a regular file");
        }
        return switch (mode) {
            case UploadMode.StoreNew() -> {
                require(now, Action.CREATE, path);
                if (there.isPresent()) throw new FileAlreadyExistsException(path.toString());
                yield new WriteMode.Fresh(false);
            }
            case UploadMode.Store() -> {
                require(now, there.isPresent() ? Action.OVERWRITE : Action.CREATE, path);
                yield new WriteMode.Fresh(mayReplace);
            }
            case UploadMode.Append() -> {
                if (there.isPresent()) {
                    require(now, Action.APPEND, path);
                    yield new WriteMode.Append();
                }
                require(now, Action.CREATE, path);
                yield partial(path, now)
                        .<WriteMode>map(own -> new WriteMode.Continue(own.size(), mayReplace))
                        .orElseGet(() -> new WriteMode.Fresh(mayReplace));
            }
            case UploadMode.FromMark(WriteMode.Mark mark) -> {
                require(now, there.isPresent() ? Action.OVERWRITE : Action.CREATE, path);
                if (now.anonymous()) throw new UnknownMarkException(path);
                yield new WriteMode.FromMark(mark, mayReplace);
            }
            case UploadMode.Resume(long offset) -> {
                if (there.isPresent()) {
                    long size = there.get().size();
                    require(now, offset < size ? Action.OVERWRITE : Action.APPEND, path);
                    if (offset > size) throw new OffsetPastEndException(path, offset, size);
                    yield new WriteMode.Resume(offset);
                }
                require(now, Action.CREATE, path);
                long size = partial(path, now).map(Entry::size).orElse(0L);
                if (offset > size) throw new OffsetPastEndException(path, offset, size);
                yield new WriteMode.Continue(offset, mayReplace);
            }
        };
    }

    /// Removes a file, a link, or the account's own interrupted upload.
    public void delete(VirtualPath path) throws IOException {
        Account now = account();
        if (now.permissions().allows(Action.DELETE, path)) {
            try {
                remove(path);
            } catch (NoSuchFileException e) {
                if (now.anonymous() || !storage.partials().drop(path, now.id())) throw e;
            }
        } else {
            boolean own =
                    now.permissions().allows(Action.CREATE, path)
                            && partial(path, now).isPresent()
                            && storage.partials().drop(path, now.id());
            if (!own) throw refused(now, Action.DELETE, path);
        }
        events.tell(new Event.Deleted(who, path));
    }

    private void remove(VirtualPath path) throws IOException {
        try (var change = meter.ledger().change(path)) {
            long bytes = change.counts() ? counted(path).orElse(-1) : -1;
            storage.delete(path);
            if (bytes >= 0) change.settle(0, -bytes, -1);
        }
    }

    /// Bytes of the file that has this name; a link to one counts nothing.
    private OptionalLong counted(VirtualPath path) throws IOException {
        try {
            Entry entry = storage.named(path);
            return entry.isFile() ? OptionalLong.of(entry.size()) : OptionalLong.empty();
        } catch (NoSuchFileException _) {
            return OptionalLong.empty();
        }
    }

    /// Removes an empty folder.
    public void deleteFolder(VirtualPath path) throws IOException {
        Account now = account();
        require(now, Action.REMOVE_FOLDER, path);
        if (path.isRoot()) {
            throw new AccessDeniedException("/", null, "the root itself cannot be removed");
        }
        storage.deleteFolder(path, now.id());
        events.tell(new Event.FolderRemoved(who, path));
    }

    /// Makes one folder.
    public void makeFolder(VirtualPath path) throws IOException {
        Account now = account();
        require(now, Action.MAKE_FOLDER, path);
        if (path.isRoot()) throw new FileAlreadyExistsException("/");
        try (var change = meter.ledger().change(path)) {
            storage.makeFolder(path, now.folderMode().orElse(settings.folderMode()) & ~umask(now));
            change.folderMade();
        }
        events.tell(new Event.FolderMade(who, path));
    }

    /// Makes a symbolic link at `path` that leads to `target`, which need not be there. Nothing may
    /// be done through it that may not be done at `target` itself.
    ///
    /// @throws UnsupportedOperationException if the storage has no links
    public void makeLink(VirtualPath path, VirtualPath target) throws IOException {
        Account now = account();
        requireLinkable(now, path);
        requireNoWindfallBy(now, Action.LINK, path, target);
        storage.makeLink(path, target);
        events.tell(new Event.LinkMade(who, path, target));
    }

    private void requireLinkable(Account now, VirtualPath path) throws IOException {
        require(now, Action.LINK, path);
        if (!storage.capabilities().contains(Capability.LINKS)) {
            throw new UnsupportedOperationException("this storage has no links");
        }
        if (path.isRoot()) throw new FileAlreadyExistsException("/");
    }

    /// As a link may lead to a file or a folder, or to one that is yet to be, all actions count.
    ///
    /// @param link where it is to be
    /// @param before where the same could be done already
    private void requireNoWindfallBy(
            Account now, Action asked, VirtualPath link, VirtualPath before)
            throws AccessDeniedException {
        Permissions rules = now.permissions();
        for (Action action : Action.values()) {
            if (rules.allows(action, link) && !rules.allows(action, before)) {
                throw denied(
                        now,
                        asked,
                        link,
                        action.word() + " is granted at " + link + " and not at " + before);
            }
        }
        for (VirtualPath end : new VirtualPath[] {link, before}) {
            Optional<Permissions.Rule> rule = rules.anyBelow(end);
            if (rule.isPresent()) {
                throw denied(
                        now,
                        asked,
                        link,
                        "a rule stands at " + rule.get().under() + ", below " + end);
            }
        }
    }

    private boolean isLink(VirtualPath path) throws IOException {
        try {
            return storage.named(path).kind() instanceof Entry.Kind.Link;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /// Whether `path` is there and may be renamed (RNFR): refuses as [#rename] would.
    public void requireRenamable(VirtualPath path) throws IOException {
        Account now = account();
        require(now, Action.RENAME, path);
        if (path.isRoot()) {
            throw new AccessDeniedException("/", null, "the root itself cannot be renamed");
        }
        if (findNamed(path).isEmpty() && partial(path, now).isEmpty()) {
            throw new NoSuchFileException(path.toString());
        }
    }

    /// What has the name `path`, links followed; of a link that leads nowhere, the link.
    private Optional<Entry> findNamed(VirtualPath path) throws IOException {
        Optional<Entry> there = find(path);
        if (there.isPresent()) return there;
        try {
            return Optional.of(storage.named(path));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /// Gives `from` the name `to`. What may not be read at `from` cannot be moved to where it may,
    /// and a folder with a rule of its own below it stays, or the rule would lose its files.
    public void rename(VirtualPath from, VirtualPath to) throws IOException {
        rename(from, to, true);
    }

    /// The same.
    ///
    /// @param mayReplace whether a file at `to` may be replaced, where the rules let it
    public void rename(VirtualPath from, VirtualPath to, boolean mayReplace) throws IOException {
        requireRenamable(from);
        Account now = account();
        Optional<Entry> moved = findNamed(from);
        boolean folder = moved.map(Entry::isFolder).orElse(false);
        require(now, Action.RENAME, to);
        require(now, folder ? Action.MAKE_FOLDER : Action.CREATE, to);
        requireNoWindfall(now, from, to, folder);
        if (isLink(from)) requireNoWindfallBy(now, Action.RENAME, to, from);
        if (moved.isEmpty()) {
            if (find(to).isPresent()) throw new FileAlreadyExistsException(to.toString());
            storage.partials().rename(from, to, now.id());
        } else {
            boolean replaces =
                    !folder && find(to).map(Entry::isFile).orElse(false) && !from.equals(to);
            if (replaces) require(now, Action.OVERWRITE, to);
            if (replaces && !mayReplace) throw new FileAlreadyExistsException(to.toString());
            boolean file = moved.get().isFile();
            Optional<Version> before = file ? version(from) : Optional.empty();
            try (var change = changing(folder, from, to)) {
                boolean counts = change.counts() && !folder && !from.equals(to);
                long bytes = counts ? counted(from).orElse(-1) : -1;
                long replaced = counts && replaces ? counted(to).orElse(-1) : -1;
                storage.rename(from, to, replaces);
                if (bytes >= 0) {
                    change.settle(1, bytes, 1);
                    change.settle(0, -bytes, -1);
                }
                if (replaced >= 0) change.settle(1, -replaced, -1);
            }
            before.ifPresent(was -> version(to).ifPresent(is -> checksums.carry(was, is)));
        }
        events.tell(new Event.Renamed(who, from, to));
    }

    private Ledger.Change changing(boolean folder, VirtualPath from, VirtualPath to)
            throws IOException {
        return folder ? meter.ledger().changeFolder(from, to) : meter.ledger().change(from, to);
    }

    private void requireNoWindfall(Account now, VirtualPath from, VirtualPath to, boolean folder)
            throws AccessDeniedException {
        for (Action action : TO_A_FILE) {
            if (now.permissions().allows(action, to) && !now.permissions().allows(action, from)) {
                throw denied(
                        now,
                        Action.RENAME,
                        from,
                        action.word() + " is granted at " + to + " and not at " + from);
            }
        }
        if (!folder) return;
        for (VirtualPath end : new VirtualPath[] {from, to}) {
            var rule = now.permissions().anyBelow(end);
            if (rule.isPresent()) {
                throw denied(
                        now,
                        Action.RENAME,
                        from,
                        "a rule stands at " + rule.get().under() + ", below it");
            }
        }
    }

    /// Refuses as [#setFacts] would, for a file that may not be there yet.
    public void requireSettable(VirtualPath path, FactChanges changes) throws IOException {
        Account now = account();
        require(now, Action.CHANGE, path);
        requireNoPrivilege(false, path, changes);
    }

    /// Sets facts of the file or folder at `path`: all of them, or none.
    ///
    /// @return what is there then
    /// @throws UnsupportedOperationException if the storage cannot set one of them
    public Entry setFacts(VirtualPath path, FactChanges changes) throws IOException {
        Account now = account();
        require(now, Action.CHANGE, path);
        Entry before = storage.stat(path);
        requireNoPrivilege(before.isFolder(), path, changes);
        // A time that is set hides whether somebody wrote just before it.
        boolean sameBytes = before.isFile() && changes.modified().isEmpty();
        Optional<Version> known = sameBytes ? version(path) : Optional.empty();
        var undo = new ArrayDeque<Undo>();
        try {
            if (changes.created().isPresent()) {
                storage.setCreated(path, changes.created().get());
                before.created().ifPresent(time -> undo.push(() -> storage.setCreated(path, time)));
            }
            if (changes.mode().isPresent()) {
                storage.setMode(path, changes.mode().getAsInt());
                undo.push(() -> storage.setMode(path, before.mode()));
            }
            if (changes.modified().isPresent()) {
                storage.setModified(path, changes.modified().get());
                undo.push(() -> storage.setModified(path, before.modified()));
            }
        } catch (IOException | RuntimeException e) {
            for (Undo one : undo) {
                try {
                    one.run();
                } catch (IOException again) {
                    e.addSuppressed(again);
                }
            }
            throw e;
        }
        known.ifPresent(was -> version(path).ifPresent(is -> checksums.carry(was, is)));
        events.tell(new Event.Changed(who, path, changes.words()));
        return storage.stat(path);
    }

    /// Puts back what was set.
    @FunctionalInterface
    private interface Undo {
        void run() throws IOException;
    }

    /// A program that runs with the server's own rights is nothing to be made from afar.
    private static void requireNoPrivilege(boolean folder, VirtualPath path, FactChanges changes)
            throws AccessDeniedException {
        if (!folder && (changes.mode().orElse(0) & 06000) != 0) {
            throw new AccessDeniedException(
                    path.toString(), null, "set-user-id and set-group-id are not given to files");
        }
    }

    /// Refuses as the operation behind `action` would, before it touches anything, and does nothing
    /// else.
    ///
    /// @throws IOException what would be thrown at whoever tried
    public void foresee(Action action, VirtualPath path) throws IOException {
        Account now = account();
        switch (action) {
            case LIST -> {
                if (stat(path).isFolder()) require(now, Action.LIST, path);
            }
            case READ -> readable(path, false).close();
            case CREATE -> {
                requireName(path);
                requireRoom(now, path, new UploadMode.StoreNew());
                requireFolderAround(path);
            }
            case OVERWRITE -> {
                requireName(path);
                requireRoom(now, path, new UploadMode.Store());
                storage.stat(path);
            }
            case APPEND -> {
                requireName(path);
                requireRoom(now, path, new UploadMode.Append());
                storage.stat(path);
            }
            case DELETE -> {
                boolean own =
                        now.permissions().allows(Action.CREATE, path)
                                && partial(path, now).isPresent();
                if (!own) require(now, Action.DELETE, path);
                if (!own && storage.named(path).isFolder()) {
                    throw new AccessDeniedException(path.toString(), null, "is a folder");
                }
            }
            case RENAME -> requireRenamable(path);
            case MAKE_FOLDER -> {
                require(now, Action.MAKE_FOLDER, path);
                if (path.isRoot() || find(path).isPresent()) {
                    throw new FileAlreadyExistsException(path.toString());
                }
                requireFolderAround(path);
            }
            case REMOVE_FOLDER -> {
                require(now, Action.REMOVE_FOLDER, path);
                if (path.isRoot()) {
                    throw new AccessDeniedException("/", null, "the root itself cannot be removed");
                }
                try (Listing inside = storage.list(path)) {
                    if (inside.nextName() != null) {
                        throw new DirectoryNotEmptyException(path.toString());
                    }
                }
            }
            case CHANGE -> {
                require(now, Action.CHANGE, path);
                storage.stat(path);
            }
            case LINK -> {
                requireLinkable(now, path);
                if (findNamed(path).isPresent()) {
                    throw new FileAlreadyExistsException(path.toString());
                }
                requireFolderAround(path);
            }
        }
    }

    /// Whether a file or folder is at `path`, whoever may see it: for the operator, not for
    /// clients.
    public boolean isThere(VirtualPath path) throws IOException {
        try {
            return find(path).isPresent();
        } catch (NotDirectoryException _) {
            return false;
        }
    }

    private static void requireName(VirtualPath path) throws FileAlreadyExistsException {
        if (path.isRoot()) throw new FileAlreadyExistsException("/", null, "is a folder");
    }

    /// As [#upload] does before it begins.
    private void requireRoom(Account now, VirtualPath path, UploadMode mode) throws IOException {
        requireAnyWay(now, path);
        Optional<Entry> there = find(path);
        Quota quota = quota(path, writeMode(now, path, mode, there), there);
        try {
            quota.enter();
        } finally {
            quota.release();
        }
    }

    private void requireFolderAround(VirtualPath path) throws IOException {
        Entry around;
        try {
            around = storage.stat(path.parent());
        } catch (NoSuchFileException _) {
            throw new NoSuchFileException(path.parent().toString());
        }
        if (!around.isFolder()) throw new NotDirectoryException(path.parent().toString());
    }

    /// How much room there is in `folder`, for whoever may be there: of the account's quota where
    /// it has one.
    public Room room(VirtualPath folder) throws IOException {
        enter(folder);
        Room disk = storage.room(folder);
        AccountLimits now = limits();
        if (!now.hasQuota()) return disk;
        meter.ledger().requireKnown();
        Ledger.Stock stock = meter.ledger().stock();
        boolean full = stock.files() >= now.quotaFiles().orElse(Long.MAX_VALUE);
        long left = now.quotaBytes().orElse(Long.MAX_VALUE) - stock.bytes();
        long free = full ? 0 : Math.clamp(left, 0, disk.free());
        return new Room(free, stock.bytes() + free);
    }

    /// How much of its quota the account has used up; empty where it has none.
    public Optional<Usage> usage() throws IOException {
        account();
        AccountLimits now = limits();
        if (!now.hasQuota()) return Optional.empty();
        meter.ledger().requireKnown();
        Ledger.Stock stock = meter.ledger().stock();
        return Optional.of(
                new Usage(stock.bytes(), stock.files(), now.quotaBytes(), now.quotaFiles()));
    }

    /// Whether the account may do `action` at `path` at this moment; for what listings say of
    /// entries.
    public boolean allows(Action action, VirtualPath path) {
        return account.get().map(now -> now.permissions().allows(action, path)).orElse(false);
    }

    /// What the account may do in some place at least.
    public Set<Action> anywhere() {
        return account.get().map(now -> now.permissions().anywhere()).orElse(Set.of());
    }

    /// Whether no rule stands below `folder`, so that what is allowed in it is allowed at each of
    /// its entries; for long listings.
    public boolean sameThroughout(VirtualPath folder) {
        return account.get().map(now -> now.permissions().anyBelow(folder).isEmpty()).orElse(false);
    }

    /// What the storage behind can do.
    public Set<Capability> capabilities() {
        return storage.capabilities();
    }

    /// The account as it is now, if its session may go on.
    private Account account() throws AccountChangedException {
        Account now =
                account.get()
                        .orElseThrow(() -> new AccountChangedException("this account was removed"));
        if (!now.enabled()) throw new AccountChangedException("this account was disabled");
        if (!now.id().equals(atLogin.id()) || !now.home().equals(atLogin.home())) {
            throw new AccountChangedException("this account was changed; log in again");
        }
        return now;
    }

    private void require(Account now, Action action, VirtualPath path)
            throws AccessDeniedException {
        if (now.permissions().decide(action, path) instanceof Decision.Denied(String why)) {
            throw denied(now, action, path, why);
        }
    }

    private AccessDeniedException refused(Account now, Action action, VirtualPath path) {
        return switch (now.permissions().decide(action, path)) {
            case Decision.Denied(String why) -> denied(now, action, path, why);
            case Decision.Allowed() ->
                    throw new IllegalStateException(action + " at " + path + " is allowed");
        };
    }

    private AccessDeniedException denied(Account now, Action action, VirtualPath path, String why) {
        events.tell(new Event.Refused(who, path, action, Event.Ground.PERMISSION, why));
        boolean maySee = now.permissions().allows(Action.LIST, path.parent());
        return new AccessDeniedException(path.toString(), null, maySee ? why : null);
    }

    private Optional<Version> version(VirtualPath path) {
        try {
            return Optional.of(storage.version(path));
        } catch (IOException _) {
            return Optional.empty(); // whoever wants it for more than checksums will see the same
        }
    }

    private Optional<Entry> find(VirtualPath path) throws IOException {
        try {
            return Optional.of(storage.stat(path));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    private Optional<Entry> partial(VirtualPath path, Account now) throws IOException {
        return now.anonymous() ? Optional.empty() : storage.partials().find(path, now.id());
    }

    private int umask(Account now) {
        return now.umask().orElse(settings.umask());
    }

    /// A folder's entries after the account's interrupted uploads into it.
    private record WithPartials(Iterator<Entry> own, Listing whole) implements Listing {
        @Override
        public @Nullable Entry next() throws IOException {
            return own.hasNext() ? own.next() : whole.next();
        }

        @Override
        public @Nullable String nextName() throws IOException {
            return own.hasNext() ? own.next().name() : whole.nextName();
        }

        @Override
        public void close() throws IOException {
            whole.close();
        }
    }
}
