package dev.ferry.client.sftp;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Ability;
import dev.ferry.client.remote.Incoming;
import dev.ferry.client.remote.Item;
import dev.ferry.client.remote.Leased;
import dev.ferry.client.remote.Outgoing;
import dev.ferry.client.remote.Remote;
import dev.ferry.client.remote.Retries;
import dev.ferry.client.remote.SessionPool;
import dev.ferry.client.remote.Space;
import dev.ferry.client.remote.Sum;
import dev.ferry.files.Room;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.HashFunction;
import dev.ferry.wire.ftp.Listed;
import dev.ferry.wire.ftp.Listed.Kind;
import dev.ferry.wire.sftp.Attributes;
import dev.ferry.wire.sftp.Extension;
import dev.ferry.wire.sftp.OpenFlags;
import dev.ferry.wire.sftp.Request;
import dev.ferry.wire.sftp.Response;
import dev.ferry.wire.sftp.StatusCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The files of an SFTP server, over as many sessions as are used at the same time.
public final class SftpRemote implements Remote {

    /// A listing up to here is asked for again as a whole where the connection is lost.
    private static final int HELD_ENTRIES = 10_000;

    /// Requests for more of a listing that are under way at the same time.
    private static final int LISTING_DEPTH = 4;

    private final SftpSettings settings;
    private final Retries retries;
    private final SshLayer layer;
    private final SessionPool<SftpSession> pool;
    private final SftpNames names;

    public SftpRemote(SftpSettings settings, Retries retries) {
        this(settings, retries, new SshLayer(settings));
    }

    private SftpRemote(SftpSettings settings, Retries retries, SshLayer layer) {
        this(
                settings,
                retries,
                layer,
                new SessionPool<>(
                        settings.address(),
                        settings.sessions(),
                        () -> new SftpSession(settings, layer.open()),
                        layer::wasConnected));
    }

    private SftpRemote(
            SftpSettings settings, Retries retries, SshLayer layer, SessionPool<SftpSession> pool) {
        this.settings = settings;
        this.retries = retries;
        this.layer = layer;
        this.pool = pool;
        names = new SftpNames(settings.charset());
    }

    private <T> T lease(SessionPool.Use<SftpSession, T> use) throws IOException {
        return attempt(use, false);
    }

    private <T> T attempt(SessionPool.Use<SftpSession, T> use, boolean kept) throws IOException {
        return pool.attempt(retries, kept, use);
    }

    private String said(VirtualPath path) throws Failure {
        String text = path.toString();
        names.require(text);
        return text;
    }

    @Override
    public Set<Ability> abilities() throws IOException {
        return lease(session -> {
            var abilities = EnumSet.of(Ability.READ_AT, Ability.APPEND, Ability.EXACT_TIMES);
            if (session.hasWholeFiles()) abilities.add(Ability.WHOLE_FILES);
            if (isSumming(session)) abilities.add(Ability.SUMS);
            return abilities;
        });
    }

    @Override
    public VirtualPath home() throws IOException {
        return lease(session -> {
            Response.Numbered answer = session.ask(id -> new Request.RealPath(id, "."));
            return VirtualPath.of(path(session, answer, "."));
        });
    }

    private static String path(SftpSession session, Response.Numbered answer, String subject)
            throws IOException {
        return switch (answer) {
            case Response.Names(_, List<Response.Name> names) when names.size() == 1 ->
                    names.getFirst().name();
            case Response.Status status -> throw session.refused(status, subject);
            case Response.Numbered other -> throw session.wrong(other, subject);
        };
    }

    // Listings

    @Override
    public Stream<Item> list(VirtualPath folder) throws IOException {
        String path = said(folder);
        Listing listing =
                attempt(
                        session -> {
                            String handle =
                                    session.handle(
                                            session.ask(id -> new Request.OpenFolder(id, path)),
                                            path);
                            var begun = new Listing(session, folder, handle);
                            boolean done = false;
                            try {
                                begun.hold();
                                done = true;
                                return begun;
                            } finally {
                                if (!done) begun.end();
                            }
                        },
                        true);
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(
                                listing, Spliterator.NONNULL | Spliterator.ORDERED),
                        false)
                .onClose(listing::end);
    }

    /// Entries one after the other; holds the first of them, so that a small listing is whole
    /// before anybody sees it. Gives its session back at its end.
    private final class Listing implements Iterator<Item> {
        private final SftpSession session;
        private final VirtualPath folder;
        private final String handle;
        private final ArrayDeque<Integer> asked = new ArrayDeque<>();
        private final ArrayDeque<Item> held = new ArrayDeque<>();
        private int depth = 2;
        private long count;
        private boolean read;
        private boolean over;

        Listing(SftpSession session, VirtualPath folder, String handle) {
            this.session = session;
            this.folder = folder;
            this.handle = handle;
        }

        void hold() throws IOException {
            while (!read && held.size() < HELD_ENTRIES) more();
            if (read) end();
        }

        private void more() throws IOException {
            while (asked.size() < depth) {
                asked.addLast(session.send(id -> new Request.ReadFolder(id, handle)));
            }
            Response.Numbered answer = session.take(asked.removeFirst());
            switch (answer) {
                case Response.Names(_, List<Response.Name> some) -> {
                    if (some.isEmpty()) read = true; // the end, as some servers say it
                    else add(some);
                }
                case Response.Status status -> {
                    if (status.code() != StatusCode.EOF) {
                        throw session.refused(status, folder.toString());
                    }
                    read = true;
                }
                case Response.Numbered other -> throw session.wrong(other, folder.toString());
            }
            depth = LISTING_DEPTH;
        }

        private void add(List<Response.Name> some) throws IOException {
            count += some.size();
            if (count > settings.maxEntries()) {
                throw session.broken(
                        "a listing of more than " + settings.maxEntries() + " entries",
                        folder.toString());
            }
            Map<Item, Integer> targets = new HashMap<>();
            var items = new ArrayList<Item>();
            for (Response.Name one : some) {
                Optional<Item> item = item(one);
                if (item.isEmpty()) continue;
                items.add(item.get());
                if (item.get().kind() == Kind.LINK) {
                    String link = item.get().path().toString();
                    targets.put(item.get(), session.send(id -> new Request.ReadLink(id, link)));
                }
            }
            for (Item item : items) {
                Integer id = targets.get(item);
                held.addLast(id == null ? item : pointing(item, target(session.take(id))));
            }
        }

        /// Empty for the folder itself, for the one above it, and for what could not be a name.
        private Optional<Item> item(Response.Name said) {
            String name = said.name();
            if (name.equals(".") || name.equals("..")) return Optional.empty();
            try {
                return Optional.of(
                        new Item(folder.child(name), listed(name, said.attributes(), said.line())));
            } catch (IllegalArgumentException _) {
                settings.dialogue().noted(folder + ": left out, as it is no name: " + name);
                return Optional.empty();
            }
        }

        @Override
        public boolean hasNext() {
            try {
                while (held.isEmpty() && !over) {
                    if (read) end();
                    else more();
                }
                return !held.isEmpty();
            } catch (IOException e) {
                end();
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Item next() {
            if (!hasNext()) throw new NoSuchElementException();
            return held.removeFirst();
        }

        void end() {
            if (over) return;
            over = true;
            asked.forEach(session::drop);
            try {
                if (session.isUsable()) {
                    session.drop(session.send(id -> new Request.Close(id, handle)));
                }
            } catch (IOException _) {
                // what was wrong has been said
            }
            pool.giveBack(session);
        }
    }

    // What is said of files

    private static Listed listed(String name, Attributes attributes, String line) {
        Kind kind = kind(attributes, line);
        OptionalLong size = attributes.size();
        boolean sized = kind == Kind.FILE && size.isPresent() && size.getAsLong() >= 0;
        return new Listed(
                name,
                kind,
                sized ? size : OptionalLong.empty(),
                attributes
                        .times()
                        .map(times ->
                                new Listed.When(
                                        Instant.ofEpochSecond(times.modified()),
                                        Listed.Precision.EXACT)),
                attributes.mode().isPresent()
                        ? OptionalInt.of(attributes.mode().getAsInt() & 07777)
                        : OptionalInt.empty(),
                attributes.owner().map(owner -> Integer.toUnsignedString(owner.user())),
                attributes.owner().map(owner -> Integer.toUnsignedString(owner.group())),
                Optional.empty());
    }

    private static Kind kind(Attributes attributes, String line) {
        return switch (attributes.mode().orElse(0) & Attributes.TYPE) {
            case Attributes.FILE -> Kind.FILE;
            case Attributes.FOLDER -> Kind.FOLDER;
            case Attributes.LINK -> Kind.LINK;
            case 0 -> // not said: the line may
                    line.startsWith("d")
                            ? Kind.FOLDER
                            : line.startsWith("l") ? Kind.LINK : Kind.FILE;
            default -> Kind.OTHER;
        };
    }

    private static Item pointing(Item item, Optional<String> target) {
        Listed it = item.facts();
        return new Item(
                item.path(),
                new Listed(
                        it.name(),
                        it.kind(),
                        it.size(),
                        it.modified(),
                        it.mode(),
                        it.owner(),
                        it.group(),
                        target));
    }

    private static Optional<String> target(Response.Numbered answer) {
        return answer instanceof Response.Names(_, List<Response.Name> names) && names.size() == 1
                ? Optional.of(names.getFirst().name())
                : Optional.empty();
    }

    /// What a link leads to, with the link's target; a link that leads nowhere is a link.
    @Override
    public Item stat(VirtualPath path) throws IOException {
        String text = said(path);
        return lease(session -> {
            int itself = session.send(id -> new Request.LinkStat(id, text));
            int behind = session.send(id -> new Request.Stat(id, text));
            Response.Numbered first = session.take(itself);
            Response.Numbered second = session.take(behind);
            Attributes own = attributes(session, first, text);
            Item item = new Item(path, listed(path.name(), own, ""));
            if (item.kind() != Kind.LINK) return item;
            Optional<String> target = target(session.ask(id -> new Request.ReadLink(id, text)));
            Item seen =
                    second instanceof Response.Attrs(_, Attributes there)
                            ? new Item(path, listed(path.name(), there, ""))
                            : item;
            return pointing(seen, Optional.of(target.orElse("?")));
        });
    }

    private static Attributes attributes(
            SftpSession session, Response.Numbered answer, String subject) throws IOException {
        return switch (answer) {
            case Response.Attrs(_, Attributes attributes) -> {
                if (attributes.size().orElse(0) < 0) {
                    throw session.broken("a size that is none", subject);
                }
                yield attributes;
            }
            case Response.Status status -> throw session.refused(status, subject);
            case Response.Numbered other -> throw session.wrong(other, subject);
        };
    }

    @Override
    public OptionalLong length(VirtualPath file) throws IOException {
        String text = said(file);
        return lease(session -> {
            try {
                Attributes said =
                        attributes(session, session.ask(id -> new Request.Stat(id, text)), text);
                return kind(said, "") == Kind.FILE ? said.size() : OptionalLong.empty();
            } catch (Failure.NotFound | Failure.NotAllowed _) {
                return OptionalLong.empty(); // into a drop box nobody may look
            }
        });
    }

    @Override
    public Optional<Space> space(VirtualPath path) throws IOException {
        String text = said(path);
        return lease(session -> {
            if (!session.offers(Extension.STATVFS)) return Optional.empty();
            Response.Numbered answer = session.ask(id -> new Request.StatVfs(id, text));
            return switch (answer) {
                case Response.Extended it -> Optional.of(space(session, it, text));
                case Response.Status status -> throw session.refused(status, text);
                case Response.Numbered other -> throw session.wrong(other, text);
            };
        });
    }

    private static Space space(SftpSession session, Response.Extended answer, String subject)
            throws IOException {
        Response.Numbered read = session.parser().fileSystem(answer);
        if (!(read instanceof Response.FileSystem said)) throw session.wrong(read, subject);
        if (said.blockSize() < 0 || said.free() < 0 || said.blocks() < 0) {
            throw session.broken("room that is none", subject);
        }
        Room room = Room.of(said.blockSize(), said.free(), said.blocks());
        return new Space(room.free(), OptionalLong.of(room.total()));
    }

    // Changes

    @Override
    public void delete(VirtualPath file) throws IOException {
        String path = said(file);
        change(path, id -> new Request.Remove(id, path));
    }

    @Override
    public void removeFolder(VirtualPath folder) throws IOException {
        String path = said(folder);
        change(path, id -> new Request.RemoveFolder(id, path));
    }

    @Override
    public void makeFolder(VirtualPath folder) throws IOException {
        String path = said(folder);
        lease(session -> {
            Response.Numbered answer =
                    session.ask(id -> new Request.MakeFolder(id, path, Attributes.NONE));
            return done(session, answer, path, path);
        });
    }

    /// The new name must be free, as far as the server sees to that.
    @Override
    public void rename(VirtualPath from, VirtualPath to) throws IOException {
        String old = said(from);
        String fresh = said(to);
        lease(session ->
                done(session, session.ask(id -> new Request.Rename(id, old, fresh)), old, fresh));
    }

    @Override
    public void replace(VirtualPath from, VirtualPath to) throws IOException {
        String old = said(from);
        String fresh = said(to);
        lease(session -> {
            boolean atOnce = session.offers(Extension.POSIX_RENAME);
            IntFunction<Request.Numbered> request =
                    atOnce
                            ? id -> new Request.PosixRename(id, old, fresh)
                            : id -> new Request.Rename(id, old, fresh);
            return done(session, session.ask(request), old, fresh);
        });
    }

    /// Where a server says of a failure no more than that it is one, a second question tells
    /// whether the new name is taken.
    private static boolean done(
            SftpSession session, Response.Numbered answer, String path, String fresh)
            throws IOException {
        if (answer instanceof Response.Status status
                && status.code() != StatusCode.OK
                && session.refused(status, path) instanceof Failure.Other other) {
            boolean taken =
                    session.ask(id -> new Request.LinkStat(id, fresh)) instanceof Response.Attrs;
            if (!taken) throw other;
            throw SftpFailures.there(
                    new Failure.Answer(status.code().number(), status.words()), fresh);
        }
        session.requireOk(answer, path);
        return true;
    }

    @Override
    public void changeMode(VirtualPath path, int mode) throws IOException {
        String text = said(path);
        var attributes =
                new Attributes(
                        OptionalLong.empty(),
                        Optional.empty(),
                        OptionalInt.of(mode),
                        Optional.empty());
        change(text, id -> new Request.SetStat(id, text, attributes));
    }

    @Override
    public boolean setModified(VirtualPath file, Instant time) throws IOException {
        String text = said(file);
        var attributes = Attributes.ofTimes(time.getEpochSecond());
        return lease(session -> {
            Response.Numbered answer = session.ask(id -> new Request.SetStat(id, text, attributes));
            try {
                session.requireOk(answer, text);
                return true;
            } catch (Failure.NotAllowed | Failure.Unsupported | Failure.Other _) {
                return false;
            }
        });
    }

    private void change(String path, IntFunction<Request.Numbered> request) throws IOException {
        lease(session -> {
            session.requireOk(session.ask(request), path);
            return true;
        });
    }

    // Contents

    @Override
    public Incoming read(VirtualPath file, long offset) throws IOException {
        return read(file, offset, Long.MAX_VALUE);
    }

    @Override
    public Incoming read(VirtualPath file, long offset, long end) throws IOException {
        String path = said(file);
        return attempt(
                session -> {
                    String handle = opened(session, path, OpenFlags.READ);
                    var in = new ReadAhead(session, handle, path, offset, end);
                    return Leased.incoming(in, () -> pool.giveBack(session));
                },
                true);
    }

    /// What is published whole is opened to be added to, since an upload to which nothing is
    /// missing would else be closed as one in which nobody wrote.
    @Override
    public Outgoing write(VirtualPath file, long offset) throws IOException {
        String path = said(file);
        return attempt(
                session -> {
                    boolean whole = session.hasWholeFiles();
                    int how = offset == 0 ? OpenFlags.TRUNCATE : whole ? OpenFlags.APPEND : 0;
                    String handle = opened(session, path, OpenFlags.WRITE | OpenFlags.CREATE | how);
                    if (offset > 0 && !whole) requireLength(session, path, handle, offset);
                    var out = new WriteBehind(session, handle, path, offset);
                    return Leased.outgoing(out, () -> pool.giveBack(session));
                },
                true);
    }

    private static String opened(SftpSession session, String path, int flags) throws IOException {
        var how = new OpenFlags(flags);
        return session.handle(
                session.ask(id -> new Request.Open(id, path, how, Attributes.NONE)), path);
    }

    private static void requireLength(SftpSession session, String path, String handle, long offset)
            throws IOException {
        Response.Numbered answer = session.ask(id -> new Request.HandleStat(id, handle));
        boolean other =
                answer instanceof Response.Attrs(_, Attributes said)
                        && said.size().orElse(offset) != offset;
        if (!other) return;
        session.drop(session.send(id -> new Request.Close(id, handle)));
        throw new Failure.Other(path + ": is not " + offset + " bytes long any more");
    }

    // Sums

    private static boolean isSumming(SftpSession session) {
        return session.offers(Extension.CHECK_FILE_NAME)
                || session.offers(Extension.CHECK_FILE_HANDLE);
    }

    @Override
    public Optional<Sum> sum(VirtualPath file, List<HashFunction> wanted) throws IOException {
        return sum(file, wanted.isEmpty() ? List.of(HashFunction.values()) : wanted, 0);
    }

    @Override
    public Optional<Sum> sumOfStart(VirtualPath file, long length) throws IOException {
        if (length <= 0) return Optional.empty();
        return sum(file, List.of(HashFunction.values()), length);
    }

    /// @param length of the beginning; 0 for all of it
    private Optional<Sum> sum(VirtualPath file, List<HashFunction> wanted, long length)
            throws IOException {
        String path = said(file);
        var sums = new Request.Sums(wanted.stream().map(SftpRemote::word).toList(), 0, length, 0);
        return lease(session -> {
            if (!isSumming(session)) return Optional.empty();
            if (session.offers(Extension.CHECK_FILE_NAME)) {
                int id = session.send(it -> new Request.CheckFile(it, path, sums));
                return sum(session, session.takeSlowly(id), path);
            }
            String handle = opened(session, path, OpenFlags.READ);
            int id = session.send(it -> new Request.CheckHandle(it, handle, sums));
            Response.Numbered answer = session.takeSlowly(id);
            session.drop(session.send(it -> new Request.Close(it, handle)));
            return sum(session, answer, path);
        });
    }

    private static Optional<Sum> sum(SftpSession session, Response.Numbered answer, String subject)
            throws IOException {
        return switch (answer) {
            case Response.Extended it ->
                    switch (session.parser().sums(it)) {
                        case Response.Sums(_, String algorithm, String hex) ->
                                Arrays.stream(HashFunction.values())
                                        .filter(one -> word(one).equals(algorithm))
                                        .filter(one -> hex.length() == digits(one))
                                        .findFirst()
                                        .map(one -> new Sum(one, hex));
                        case Response.Numbered other -> throw session.wrong(other, subject);
                    };
            case Response.Status status ->
                    switch (session.refused(status, subject)) {
                        case Failure.NotFound e -> throw e;
                        case Failure.NotAllowed e -> throw e;
                        case Failure.ProtocolBroken e -> throw e;
                        case Failure _ -> Optional.empty();
                    };
            case Response.Numbered other -> throw session.wrong(other, subject);
        };
    }

    /// As the draft of check-file calls it.
    private static String word(HashFunction function) {
        return switch (function) {
            case SHA_256 -> "sha256";
            case SHA_512 -> "sha512";
            case SHA_1 -> "sha1";
            case MD5 -> "md5";
            case CRC32 -> "crc32";
        };
    }

    private static int digits(HashFunction function) {
        return switch (function) {
            case SHA_256 -> 64;
            case SHA_512 -> 128;
            case SHA_1 -> 40;
            case MD5 -> 32;
            case CRC32 -> 8;
        };
    }

    // The rest

    @Override
    public Remote withoutRetries() {
        return new SftpRemote(
                settings,
                new Retries(0, retries.first(), retries.longest(), retries.told()),
                layer,
                pool);
    }

    @Override
    public int sessions() {
        return pool.most();
    }

    @Override
    public void cancel() {
        layer.cancel();
        pool.cancel();
    }

    @Override
    public void close() {
        pool.close();
        layer.close();
    }
}
