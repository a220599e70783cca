package dev.ferry.client.ftp;

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
import dev.ferry.files.NameText;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.FactsParser;
import dev.ferry.wire.ftp.FeatureSet;
import dev.ferry.wire.ftp.HashFunction;
import dev.ferry.wire.ftp.ListParser;
import dev.ferry.wire.ftp.Listed;
import dev.ferry.wire.ftp.Listed.Kind;
import dev.ferry.wire.ftp.Reply;
import dev.ferry.wire.ftp.TimeVal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The files of an FTP server, over as many sessions as are used at the same time.
public final class FtpRemote implements Remote {

    /// A listing up to here is asked for again as a whole where the connection is lost.
    private static final int HELD_ENTRIES = 10_000;

    /// How often TLS 1.3 may turn out to be no good: once for each session that is being opened.
    private static final int FREE_ATTEMPTS = 8;

    private final FtpSettings settings;
    private final Retries retries;
    private final SessionPool<Session> pool;
    private final SiteMemory memory;

    public FtpRemote(FtpSettings settings, Retries retries) {
        this(settings, retries, new SiteMemory());
    }

    private FtpRemote(FtpSettings settings, Retries retries, SiteMemory memory) {
        this(
                settings,
                retries,
                memory,
                new SessionPool<>(
                        settings.address(),
                        settings.sessions(),
                        () -> new Session(settings, memory),
                        memory::wasConnected));
    }

    private FtpRemote(
            FtpSettings settings, Retries retries, SiteMemory memory, SessionPool<Session> pool) {
        this.settings = settings;
        this.retries = retries;
        this.memory = memory;
        this.pool = pool;
    }

    /// Leases a session for `use`, which may be tried again where the connection is lost.
    public <T> T lease(SessionPool.Use<Session, T> use) throws IOException {
        return attempt(use, false);
    }

    private <T> T attempt(SessionPool.Use<Session, T> use, boolean kept) throws IOException {
        int free = 0;
        while (true) {
            try {
                return pool.attempt(retries, kept, use);
            } catch (Resume12 e) {
                if (++free > FREE_ATTEMPTS) {
                    throw new Failure.ConnectionLost(
                            settings.address() + ": no data connection with TLS", null, e);
                }
            }
        }
    }

    @Override
    public Set<Ability> abilities() throws IOException {
        return lease(session -> {
            FeatureSet features = session.features();
            var abilities = EnumSet.of(Ability.READ_AT, Ability.APPEND);
            if (session.hasWholeFiles()) abilities.add(Ability.WHOLE_FILES);
            if (features.bestHash().isPresent() || features.bestSum().isPresent()) {
                abilities.add(Ability.SUMS);
            }
            if (features.has("MDTM") || features.hasFact("modify")) {
                abilities.add(Ability.EXACT_TIMES);
            }
            return abilities;
        });
    }

    @Override
    public VirtualPath home() throws IOException {
        return lease(Session::home);
    }

    /// Says `command` in `folder`, which a session of the pool need not be in: names in it are seen
    /// from there.
    public Reply raw(VirtualPath folder, String command) throws IOException {
        return lease(session -> {
            enter(session, folder);
            return session.ask(command);
        });
    }

    // Listings

    @Override
    public Stream<Item> list(VirtualPath folder) throws IOException {
        Listing listing =
                attempt(
                        session -> {
                            var begun = new Listing(session, folder, lines(session, folder));
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

    private Lines lines(Session session, VirtualPath folder) throws IOException {
        String path = folder.toString();
        FeatureSet features = session.features();
        if (features.has("MLST") || features.has("MLSD")) {
            try {
                return lines(session, "MLSD " + path, path);
            } catch (Failure.Unsupported _) {
                // said in FEAT, and not done
            } catch (Failure e) {
                throw decided(session, folder, e);
            }
        }
        enter(session, folder);
        if (session.looksLikeUnix()) {
            try {
                return lines(session, "LIST -a", path);
            } catch (Failure.NotFound | Failure.Other | Failure.Unsupported _) {
                // -a is a name to some
            }
        }
        return lines(session, "LIST", path);
    }

    private Lines lines(Session session, String command, String path) throws IOException {
        Incoming in = session.retrieve(command, path, 0);
        return new Lines(in, session.words(), path, settings.maxEntries());
    }

    /// LIST takes options and blanks for what they are not, so it is asked of where one is.
    private void enter(Session session, VirtualPath folder) throws IOException {
        Reply reply = session.ask("CWD " + folder, List.of(250, 200));
        if (reply.code() / 100 == 2) return;
        throw decided(session, folder, FtpFailures.of(reply, folder.toString()));
    }

    /// Entries one after the other; holds the first of them, so that a small listing is whole
    /// before anybody sees it. Gives its session back at its end.
    private final class Listing implements Iterator<Item> {
        private final Session session;
        private final VirtualPath folder;
        private final Lines lines;
        private final boolean facts;
        private final ListParser parser = new ListParser(settings.clock().instant());
        private final List<Item> held = new ArrayList<>();
        private int at;
        private boolean read;
        private boolean over;
        private @Nullable Item ahead;

        Listing(Session session, VirtualPath folder, Lines lines) {
            this.session = session;
            this.folder = folder;
            this.lines = lines;
            facts = session.features().has("MLST") || session.features().has("MLSD");
        }

        void hold() throws IOException {
            while (held.size() < HELD_ENTRIES) {
                Item item = read();
                if (item == null) {
                    learnZone();
                    end();
                    return;
                }
                held.add(item);
            }
        }

        /// LIST shows the server's clock, of whatever zone; what MDTM says of one of the files
        /// tells which, to a quarter of an hour.
        private void learnZone() throws IOException {
            boolean asking = !facts && !memory.isZoneKnown() && session.features().has("MDTM");
            if (!asking) return;
            for (Item item : held) {
                boolean said =
                        item.isFile()
                                && item.modified().isPresent()
                                && isByClock(item.modified().get());
                if (!said) continue;
                Optional<Instant> exact = changed(session, item.path());
                if (exact.isEmpty()) return;
                long ahead =
                        item.modified().get().time().getEpochSecond()
                                - exact.get().getEpochSecond();
                long quarters = Math.round(ahead / 900.0) * 900;
                boolean zone = Math.abs(ahead - quarters) <= 60 && Math.abs(quarters) <= 14 * 3600;
                memory.learnZone(zone ? (int) quarters : 0);
                held.replaceAll(FtpRemote.this::inUtc);
                return;
            }
        }

        private @Nullable Item read() throws IOException {
            while (!read) {
                String line = lines.next();
                if (line == null) {
                    read = true;
                    return null;
                }
                Optional<Listed> said = facts ? FactsParser.parse(line) : Optional.empty();
                if (said.isEmpty()) said = parser.parse(line);
                if (said.isEmpty()) continue;
                Optional<Item> item = item(folder, said.get());
                if (item.isPresent()) return facts ? item.get() : inUtc(item.get());
            }
            return null;
        }

        @Override
        public boolean hasNext() {
            if (at < held.size() || ahead != null) return true;
            if (over) return false;
            try {
                ahead = read();
                if (ahead == null) end();
                return ahead != null;
            } catch (IOException e) {
                end();
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Item next() {
            if (!hasNext()) throw new NoSuchElementException();
            if (at < held.size()) {
                Item item = held.get(at);
                at++;
                if (at == held.size()) {
                    held.clear();
                    at = 0;
                }
                return item;
            }
            Item item = ahead;
            ahead = null;
            if (item == null) throw new NoSuchElementException();
            return item;
        }

        void end() {
            if (over) return;
            over = true;
            try {
                lines.close();
            } catch (IOException _) {
                // what was wrong has been said
            }
            pool.giveBack(session);
        }
    }

    private static boolean isByClock(Listed.When when) {
        return when.precision() == Listed.Precision.MINUTE
                || when.precision() == Listed.Precision.SECOND;
    }

    private Item inUtc(Item item) {
        int ahead = memory.zoneSeconds();
        Optional<Listed.When> when = item.modified();
        if (ahead == 0 || when.isEmpty() || !isByClock(when.get())) return item;
        Listed it = item.facts();
        return new Item(
                item.path(),
                new Listed(
                        it.name(),
                        it.kind(),
                        it.size(),
                        Optional.of(
                                new Listed.When(
                                        when.get().time().minusSeconds(ahead),
                                        when.get().precision())),
                        it.mode(),
                        it.owner(),
                        it.group(),
                        it.target()));
    }

    /// The entry where it is; empty for the folder itself, and for what could not be a name.
    private Optional<Item> item(VirtualPath folder, Listed said) {
        if (said.kind() == Kind.SELF || said.kind() == Kind.PARENT) return Optional.empty();
        String name = said.name();
        if (name.equals(".") || name.equals("..")) return Optional.empty();
        try {
            if (NameText.toBytes(name).isPresent()) {
                return Optional.of(new Item(folder.child(name), said));
            }
        } catch (IllegalArgumentException _) {
            // as below
        }
        settings.dialogue().noted(folder + ": left out, as it is no name: " + name);
        return Optional.empty();
    }

    @Override
    public Item stat(VirtualPath path) throws IOException {
        if (path.isRoot()) return folder(path);
        return lease(session -> stat(session, path));
    }

    /// LIST says the size to the byte, and the time to the minute at best.
    @Override
    public Item exact(Item item) throws IOException {
        if (item.isExact()) return item;
        VirtualPath path = item.path();
        return lease(session -> {
            boolean timed = item.size().isPresent() && session.features().has("MDTM");
            Optional<Instant> changed = timed ? changed(session, path) : Optional.empty();
            if (changed.isEmpty()) return stat(session, path);
            return new Item(path, listed(path.name(), item.kind(), item.size(), changed));
        });
    }

    @Override
    public OptionalLong length(VirtualPath file) throws IOException {
        return lease(session -> {
            if (session.features().has("SIZE")) return size(session, file);
            try {
                return stat(session, file).size();
            } catch (Failure.NotFound | Failure.NotAllowed _) {
                return OptionalLong.empty(); // into a drop box nobody may look
            }
        });
    }

    private Item stat(Session session, VirtualPath path) throws IOException {
        if (session.features().has("MLST")) {
            Reply reply = session.ask("MLST " + path, List.of(250));
            if (reply.code() == 250) {
                Optional<Item> item = factsOf(path, reply);
                if (item.isPresent()) return item.get();
            } else if (reply.code() != 500 && reply.code() != 502 && reply.code() != 504) {
                throw decided(session, path, FtpFailures.of(reply, path.toString()));
            }
        }
        OptionalLong size = size(session, path);
        if (size.isPresent()) {
            Optional<Instant> changed = changed(session, path);
            return new Item(path, listed(path.name(), Kind.FILE, size, changed));
        }
        if (session.ask("CWD " + path, List.of(250, 200)).code() / 100 == 2) return folder(path);
        return named(session, path)
                .orElseThrow(() -> new Failure.NotFound(path + ": no such file or folder", null));
    }

    private Optional<Item> factsOf(VirtualPath path, Reply reply) {
        for (String line :
                reply.lines().subList(Math.min(1, reply.lines().size()), reply.lines().size())) {
            Optional<Listed> said = FactsParser.parse(line);
            if (said.isEmpty()) continue;
            Listed it = said.get();
            boolean folder = it.kind() == Kind.SELF || it.kind() == Kind.PARENT;
            return Optional.of(
                    new Item(
                            path,
                            new Listed(
                                    path.name(),
                                    folder ? Kind.FOLDER : it.kind(),
                                    it.size(),
                                    it.modified(),
                                    it.mode(),
                                    it.owner(),
                                    it.group(),
                                    it.target())));
        }
        return Optional.empty();
    }

    private static Item folder(VirtualPath path) {
        return new Item(
                path, listed(path.name(), Kind.FOLDER, OptionalLong.empty(), Optional.empty()));
    }

    private static Listed listed(
            String name, Kind kind, OptionalLong size, Optional<Instant> changed) {
        return new Listed(
                name,
                kind,
                size,
                changed.map(time -> new Listed.When(time, Listed.Precision.EXACT)),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// The entry as the listing of its folder shows it.
    private Optional<Item> named(Session session, VirtualPath path) throws IOException {
        if (path.isRoot()) return Optional.empty();
        var parser = new ListParser(settings.clock().instant());
        boolean facts = session.features().has("MLST");
        Optional<Item> found = Optional.empty();
        try (Lines lines = listingOfParent(session, path, facts)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                Optional<Listed> said = facts ? FactsParser.parse(line) : parser.parse(line);
                if (said.isPresent() && said.get().name().equals(path.name())) {
                    found = Optional.of(new Item(path, said.get()));
                }
            }
        }
        return found;
    }

    private Lines listingOfParent(Session session, VirtualPath path, boolean facts)
            throws IOException {
        VirtualPath parent = path.parent();
        if (facts) {
            try {
                return lines(session, "MLSD " + parent, parent.toString());
            } catch (Failure.Other e) {
                throw missing(e, parent);
            }
        }
        Reply reply = session.ask("CWD " + parent, List.of(250, 200));
        if (reply.code() / 100 != 2) {
            throw missing(FtpFailures.of(reply, parent.toString()), parent);
        }
        String command = session.looksLikeUnix() ? "LIST -a" : "LIST";
        return lines(session, command, parent.toString());
    }

    /// A folder that cannot be entered, and nobody says why, holds nothing for us.
    private static Failure missing(Failure failure, VirtualPath folder) {
        return failure.reply()
                .filter(FtpFailures::isUndecided)
                .<Failure>map(reply -> FtpFailures.notFound(folder.toString(), reply))
                .orElse(failure);
    }

    private static OptionalLong size(Session session, VirtualPath path) throws IOException {
        session.binary();
        Reply reply = session.ask("SIZE " + path, List.of(213));
        return reply.code() == 213 ? OptionalLong.of(bytes(path, reply)) : OptionalLong.empty();
    }

    private static long bytes(VirtualPath path, Reply reply) throws Failure {
        String said = reply.lines().getFirst().strip();
        try {
            long size = Long.parseLong(said);
            if (size >= 0) return size;
        } catch (NumberFormatException _) {
            // as a negative one
        }
        throw new Failure.ProtocolBroken(path + ": this is no size", reply);
    }

    private static Optional<Instant> changed(Session session, VirtualPath path) throws IOException {
        Reply reply = session.ask("MDTM " + path, List.of(213));
        if (reply.code() != 213) return Optional.empty();
        return TimeVal.parse(reply.lines().getFirst().strip());
    }

    // The second question

    /// A 550 that leaves open whether the file is missing or forbidden: where it is there, it is
    /// forbidden.
    private IOException decided(Session session, VirtualPath path, Failure failure)
            throws IOException {
        return decidedBy(session, path, path, failure);
    }

    /// The same of what is not there yet: where the folder is there that it was to go into, it is
    /// forbidden.
    ///
    /// @param path what is looked for; it is what is missing where it is not there
    /// @param wanted what is forbidden where `path` is there
    private IOException decidedBy(
            Session session, VirtualPath path, VirtualPath wanted, Failure failure)
            throws IOException {
        Optional<Reply> reply = failure.reply();
        boolean open =
                failure instanceof Failure.Other
                        && reply.isPresent()
                        && FtpFailures.isUndecided(reply.get());
        if (!open || !session.isUsable()) return failure;
        Reply said = reply.orElseThrow();
        try {
            return isThere(session, path)
                    ? FtpFailures.notAllowed(wanted.toString(), said)
                    : FtpFailures.notFound(path.toString(), said);
        } catch (Failure.NotFound _) {
            return FtpFailures.notFound(path.toString(), said);
        } catch (Failure _) {
            return failure;
        }
    }

    private boolean isThere(Session session, VirtualPath path) throws IOException {
        if (session.features().has("MLST")) {
            int code = session.ask("MLST " + path, List.of(250)).code();
            if (code == 250) return true;
        }
        session.binary();
        if (session.ask("SIZE " + path, List.of(213)).code() == 213) return true;
        if (session.ask("CWD " + path, List.of(250, 200)).code() / 100 == 2) return true;
        return named(session, path).isPresent();
    }

    // Changes

    @Override
    public void delete(VirtualPath file) throws IOException {
        change(file, "DELE " + file);
    }

    @Override
    public void removeFolder(VirtualPath folder) throws IOException {
        change(folder, "RMD " + folder);
    }

    @Override
    public void makeFolder(VirtualPath folder) throws IOException {
        lease(session -> {
            Reply reply = session.ask("MKD " + folder, List.of(257, 250, 200));
            if (reply.code() / 100 == 2) return reply;
            Failure failure = FtpFailures.of(reply, folder.toString());
            // Many servers say nothing of why.
            if (failure instanceof Failure.Other
                    && session.ask("CWD " + folder, List.of(250, 200)).code() / 100 == 2) {
                throw new Failure.AlreadyThere(folder + ": is there already", reply);
            }
            throw decidedBy(session, folder.parent(), folder, failure);
        });
    }

    @Override
    public void rename(VirtualPath from, VirtualPath to) throws IOException {
        lease(session -> {
            Reply ready = session.ask("RNFR " + from, List.of(350));
            if (ready.code() != 350) {
                throw decided(session, from, FtpFailures.of(ready, from.toString()));
            }
            Reply reply = session.ask("RNTO " + to, List.of(250, 200));
            if (reply.code() / 100 == 2) return reply;
            throw FtpFailures.of(reply, to.toString());
        });
    }

    @Override
    public void changeMode(VirtualPath path, int mode) throws IOException {
        change(path, "SITE CHMOD %03o %s".formatted(mode, path));
    }

    private void change(VirtualPath path, String command) throws IOException {
        lease(session -> {
            Reply reply = session.ask(command, List.of(250, 200));
            if (reply.code() / 100 == 2) return reply;
            throw decided(session, path, FtpFailures.of(reply, path.toString()));
        });
    }

    @Override
    public boolean setModified(VirtualPath file, Instant time) throws IOException {
        return lease(session -> {
            String stamp = TimeVal.of(time.truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
            FeatureSet features = session.features();
            if (features.has("MFMT")) {
                int code = session.ask("MFMT " + stamp + " " + file, List.of(213)).code();
                return code == 213;
            }
            if (!features.has("MDTM")) return false;
            // Before MFMT there was MDTM with a time in front, of which FEAT says nothing.
            int code = session.ask("MDTM " + stamp + " " + file, List.of(213, 253)).code();
            if (code / 100 == 2 && memory.hasTimeBySetting()) return true;
            boolean set =
                    changed(session, file)
                            .filter(now -> now.getEpochSecond() == time.getEpochSecond())
                            .isPresent();
            if (set && code / 100 == 2) memory.learnTimeBySetting();
            return set;
        });
    }

    /// AVBL of draft-peterson-streamlined-ftp-command-extensions, which knows folders alone.
    @Override
    public Optional<Space> space(VirtualPath path) throws IOException {
        return lease(session -> {
            if (!session.features().has("AVBL")) return Optional.empty();
            Reply reply = session.ask("AVBL " + path, List.of(213));
            if (reply.code() != 213) {
                throw decided(session, path, FtpFailures.of(reply, path.toString()));
            }
            return Optional.of(new Space(bytes(path, reply), OptionalLong.empty()));
        });
    }

    // Contents

    @Override
    public Incoming read(VirtualPath file, long offset) throws IOException {
        return attempt(
                session -> {
                    try {
                        Incoming in = session.retrieve("RETR " + file, file.toString(), offset);
                        return Leased.incoming(in, () -> pool.giveBack(session));
                    } catch (Failure e) {
                        throw decided(session, file, e);
                    }
                },
                true);
    }

    @Override
    public Outgoing write(VirtualPath file, long offset) throws IOException {
        return write(file, offset, 0);
    }

    /// ALLO tells Ferry where the file ends, or it would wait a moment to see whether we have gone
    /// (its verdict-pause). Other servers make nothing of it.
    @Override
    public Outgoing write(VirtualPath file, long offset, long bytes) throws IOException {
        return attempt(
                session -> {
                    if (bytes > 0 && session.hasWholeFiles()) session.ask("ALLO " + bytes);
                    try {
                        Outgoing out = stored(session, file, offset);
                        return Leased.outgoing(out, () -> pool.giveBack(session));
                    } catch (Failure e) {
                        throw decidedBy(session, file.parent(), file, e);
                    }
                },
                true);
    }

    /// APPE cannot destroy what is there, so it comes before REST and STOR.
    private static Outgoing stored(Session session, VirtualPath file, long offset)
            throws IOException {
        String subject = file.toString();
        if (offset == 0) return session.store("STOR " + file, subject, 0);
        try {
            return session.store("APPE " + file, subject, 0);
        } catch (Failure.Unsupported | Failure.NotAllowed | Failure.Other e) {
            if (!session.isUsable()) throw e;
            return session.store("STOR " + file, subject, offset);
        }
    }

    // Sums

    @Override
    public Optional<Sum> sum(VirtualPath file, List<HashFunction> wanted) throws IOException {
        return lease(session -> {
            FeatureSet features = session.features();
            List<String> offered = features.words("HASH");
            List<HashFunction> fitting = wanted.isEmpty() ? List.of(HashFunction.values()) : wanted;
            for (HashFunction function : fitting) {
                if (offered.stream().anyMatch(function.text()::equalsIgnoreCase)) {
                    return hash(session, file, function);
                }
            }
            for (HashFunction function : fitting) {
                for (FeatureSet.Sum verb : FeatureSet.Sum.values()) {
                    if (verb.function() == function && features.has(verb.name())) {
                        return old(session, file, verb);
                    }
                }
            }
            return Optional.empty();
        });
    }

    @Override
    public Optional<Sum> sumOfStart(VirtualPath file, long length) throws IOException {
        return lease(session -> {
            FeatureSet features = session.features();
            if (length <= 0 || !features.has("RANG") || features.bestHash().isEmpty()) {
                return Optional.empty();
            }
            HashFunction function = features.bestHash().get();
            if (!session.hashing(function.text())) return Optional.empty();
            Reply range = session.ask("RANG 0 " + (length - 1), List.of(350));
            if (range.code() != 350) return Optional.empty();
            return sumIn(session.ask("HASH " + file, List.of(213)), function);
        });
    }

    private Optional<Sum> hash(Session session, VirtualPath file, HashFunction function)
            throws IOException {
        if (!session.hashing(function.text())) return Optional.empty();
        return sumOrFailure(
                session, file, session.ask("HASH " + file, List.of(213, 250)), function);
    }

    private Optional<Sum> old(Session session, VirtualPath file, FeatureSet.Sum verb)
            throws IOException {
        String name = file.toString();
        String quoted = name.contains(" ") ? '"' + name + '"' : name;
        Reply reply = session.ask(verb.name() + " " + quoted, List.of(250, 213, 251));
        return sumOrFailure(session, file, reply, verb.function());
    }

    private Optional<Sum> sumOrFailure(
            Session session, VirtualPath file, Reply reply, HashFunction function)
            throws IOException {
        if (reply.code() == 550) {
            throw decided(session, file, FtpFailures.of(reply, file.toString()));
        }
        return sumIn(reply, function);
    }

    /// The first word that is such a sum, wherever servers put it.
    private static Optional<Sum> sumIn(Reply reply, HashFunction function) {
        if (reply.code() / 100 != 2) return Optional.empty();
        int digits =
                switch (function) {
                    case SHA_256 -> 64;
                    case SHA_512 -> 128;
                    case SHA_1 -> 40;
                    case MD5 -> 32;
                    case CRC32 -> 8;
                };
        for (String line : reply.lines()) {
            for (String word : line.split("[\\s,;\"]+")) {
                if (word.length() == digits && word.matches("[0-9A-Fa-f]+")) {
                    return Optional.of(new Sum(function, word.toLowerCase(Locale.ROOT)));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Remote withoutRetries() {
        return new FtpRemote(
                settings,
                new Retries(0, retries.first(), retries.longest(), retries.told()),
                memory,
                pool);
    }

    @Override
    public int sessions() {
        return pool.most();
    }

    @Override
    public void cancel() {
        pool.cancel();
    }

    @Override
    public void close() {
        pool.close();
    }
}
