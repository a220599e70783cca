package dev.ferry.client.ftp;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.ftp.FtpSettings.Credentials;
import dev.ferry.client.ftp.FtpSettings.DataMode;
import dev.ferry.client.ftp.FtpSettings.Tls;
import dev.ferry.client.ftp.FtpSettings.TlsVersion;
import dev.ferry.client.net.Connection;
import dev.ferry.client.net.TlsSession;
import dev.ferry.client.remote.Content;
import dev.ferry.client.remote.Incoming;
import dev.ferry.client.remote.Outgoing;
import dev.ferry.client.remote.SessionPool;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.FeatureSet;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// One conversation with an FTP server: one command at a time, one transfer at a time. For one
/// thread, except [#cancel()], which any thread may call.
///
/// A reply belongs to the command before it and to no other. What came unasked is read and dropped
/// before the next command; a reply that cannot be the answer to a command is passed over once; and
/// a session in which such a thing happened is not used again ([#isSteady()]). One whose transfer
/// was given up is closed, because nobody knows how many replies are still to come.
public final class Session implements SessionPool.Session {

    /// How long we wait for an answer to QUIT.
    private static final long GOODBYE_MILLIS = 2_000;

    /// How long the right reply may follow the wrong one.
    private static final long STALE_MILLIS = 2_000;

    private static final int MOST_STALE = 4;

    /// After how long without a word a session is looked at before it is used.
    private static final long WAITED_NANOS = 200_000_000;

    private final FtpSettings settings;
    private final SiteMemory memory;
    private final Control control;
    private final @Nullable TlsSession tls;
    private final FeatureSet features;
    private final VirtualPath home;
    private final boolean wholeFiles;
    private final boolean secureData;
    private final boolean looksLikeUnix;
    private volatile @Nullable Connection data;
    private volatile boolean cancelled;
    private long spokenAt = System.nanoTime();
    private boolean open = true;
    private boolean steady = true;
    private boolean busy;
    private boolean typed;
    private String hashed = "";

    /// Connects and logs in.
    public static Session open(FtpSettings settings) throws IOException {
        return new Session(settings, new SiteMemory());
    }

    Session(FtpSettings settings, SiteMemory memory) throws IOException {
        this.settings = settings;
        this.memory = memory;
        Connection connection = settings.dialer().connect(settings.host(), settings.port());
        control = new Control(connection, settings.address(), settings, settings.patience());
        boolean done = false;
        try {
            TlsSession made = null;
            if (settings.tls() == Tls.IMPLICIT) {
                made = tlsSession();
                connection.secure(made);
            }
            greet();
            if (settings.tls() == Tls.AUTO || settings.tls() == Tls.REQUIRED) made = upgrade();
            tls = made;
            secureData = made != null && protect();
            login();
            memory.learnConnected();
            features = FeatureSet.of(ask("FEAT"));
            if (features.has("UTF8") && isUtf8()) ask("OPTS UTF8 ON");
            wholeFiles = features.has("CSID") && isFerry();
            if (wholeFiles) control.escaped();
            looksLikeUnix = !features.has("MLST") && isUnix();
            home = whereAmI();
            done = true;
        } finally {
            if (!done) control.close();
        }
    }

    // The beginning

    private TlsSession tlsSession() {
        boolean only12 =
                settings.tlsVersion() == TlsVersion.ONLY_12
                        || (settings.tlsVersion() == TlsVersion.AUTO && memory.isOnlyTls12());
        return new TlsSession(settings.host(), settings.port(), settings.trust(), only12);
    }

    private void greet() throws IOException {
        Reply greeting = control.read();
        while (greeting.code() / 100 == 1) greeting = control.read(); // 120: ready in some minutes
        if (greeting.code() / 100 == 2) return;
        if (FtpFailures.isTooMany(greeting)) {
            throw new Failure.TooManySessions(settings.address() + ": too many sessions", greeting);
        }
        if (greeting.code() == 530) {
            throw new Failure.LoginRefused(settings.address() + ": login refused", greeting);
        }
        throw FtpFailures.of(greeting, settings.address());
    }

    private @Nullable TlsSession upgrade() throws IOException {
        Reply reply = ask("AUTH TLS");
        if (reply.code() == 234) {
            TlsSession made = tlsSession();
            control.secure(made);
            return made;
        }
        if (reply.code() / 100 < 4) {
            throw new Failure.ProtocolBroken(settings.address() + ": no answer to AUTH TLS", reply);
        }
        inTheClear("the server does not do TLS", reply);
        return null;
    }

    /// @return whether data connections are protected
    private boolean protect() throws IOException {
        ask("PBSZ 0");
        Reply reply = ask("PROT P");
        if (reply.code() / 100 == 2) return true;
        inTheClear("the server does not protect data connections", reply);
        ask("PROT C");
        return false;
    }

    private void inTheClear(String what, Reply reply) throws IOException {
        if (settings.tls() == Tls.AUTO && settings.clearText().isAllowed(settings.host(), reply)) {
            return;
        }
        throw new Failure.NotTrusted(
                settings.address()
                        + ": "
                        + what
                        + ", and nobody allowed to go on in the clear; to allow it: --tls off",
                reply,
                null);
    }

    private void login() throws IOException {
        Credentials credentials = settings.login().ask();
        Reply reply = ask("USER " + credentials.user());
        if (reply.code() == 331) {
            String password = credentials.password().reveal();
            reply = ask("PASS " + password, "PASS ***");
        }
        if (reply.code() / 100 == 2) return;
        if (FtpFailures.isTooMany(reply)) {
            throw new Failure.TooManySessions(settings.address() + ": too many sessions", reply);
        }
        if (reply.code() == 421) throw FtpFailures.of(reply, settings.address());
        if (reply.code() / 100 == 5 || reply.code() / 100 == 3 || reply.code() == 430) {
            // Servers that insist on TLS say so here.
            boolean wantsTls = tls == null && (reply.code() == 522 || reply.code() == 534);
            if (wantsTls) throw FtpFailures.of(reply, settings.address());
            throw new Failure.LoginRefused(
                    settings.address() + ": login as " + credentials.user() + " refused", reply);
        }
        throw new Failure.Other(settings.address() + ": login failed", reply);
    }

    private boolean isUtf8() {
        return settings.charset().equals(java.nio.charset.StandardCharsets.UTF_8);
    }

    private boolean isFerry() throws IOException {
        Reply reply = ask("CSID Name=Ferry;");
        return reply.code() == 200 && reply.lines().getFirst().contains("Name=Ferry;");
    }

    private boolean isUnix() throws IOException {
        Reply reply = ask("SYST");
        return reply.code() == 215
                && reply.lines().getFirst().toUpperCase(java.util.Locale.ROOT).contains("UNIX");
    }

    private VirtualPath whereAmI() throws IOException {
        Reply reply = ask("PWD");
        String line = reply.lines().getFirst();
        int open = line.indexOf('"');
        if (reply.code() != 257 || open < 0) return VirtualPath.ROOT;
        var path = new StringBuilder();
        for (int i = open + 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                if (i + 1 >= line.length() || line.charAt(i + 1) != '"') break;
                i++;
            }
            path.append(c);
        }
        return VirtualPath.of(path.toString());
    }

    // What is known

    public FeatureSet features() {
        return features;
    }

    /// Where the login led.
    public VirtualPath home() {
        return home;
    }

    public boolean isSecure() {
        return tls != null;
    }

    /// What the server showed; empty in the clear.
    public Optional<X509Certificate> certificate() {
        return tls == null ? Optional.empty() : tls.certificate();
    }

    /// Whether a file appears under its name when it is whole.
    boolean hasWholeFiles() {
        return wholeFiles;
    }

    Words words() {
        return control.words();
    }

    boolean looksLikeUnix() {
        return looksLikeUnix;
    }

    /// Whether it is good for a next command.
    @Override
    public boolean isUsable() {
        return open && steady && !busy && !cancelled;
    }

    /// Whether the server still listens to a session that has waited; servers hang up on those.
    @Override
    public boolean isAlive() {
        if (!isUsable()) return false;
        if (System.nanoTime() - spokenAt < WAITED_NANOS) return true;
        try {
            Optional<Reply> said = control.afterWaiting();
            if (said.isEmpty()) return true;
        } catch (IOException _) {
            // it has hung up
        }
        abandon();
        return false;
    }

    /// Whether every reply so far answered its command.
    public boolean isSteady() {
        return steady;
    }

    // Commands

    /// Says `command` and returns what the server answers, whatever it is.
    ///
    /// @throws Failure.ConnectionLost at 421, which ends the session
    public Reply ask(String command) throws IOException {
        return ask(command, command);
    }

    private Reply ask(String command, String shown) throws IOException {
        return converse(command, shown, List.of());
    }

    /// The same, where a reply that is neither one of `good` nor a refusal belongs to something
    /// else.
    Reply ask(String command, List<Integer> good) throws IOException {
        return converse(command, command, good);
    }

    private Reply converse(String command, String shown, List<Integer> good) throws IOException {
        if (busy) throw new IllegalStateException("a transfer is going on");
        requireOpen();
        boolean done = false;
        try {
            for (Optional<Reply> reply = control.unasked();
                    reply.isPresent();
                    reply = control.unasked()) {
                steady = false;
                requireStays(reply.get());
            }
            control.send(command, shown);
            Reply reply = control.read();
            for (int stale = 0; !isAnswer(reply, good) && stale < MOST_STALE; stale++) {
                steady = false;
                reply = laterReply(command, reply);
            }
            requireStays(reply);
            spokenAt = System.nanoTime();
            done = true;
            return reply;
        } finally {
            if (!done) abandon();
        }
    }

    private Reply laterReply(String command, Reply wrong) throws IOException {
        try {
            return control.read(Math.min(STALE_MILLIS, settings.patience().toMillis()));
        } catch (Failure.TimedOut _) {
            throw new Failure.ProtocolBroken(
                    settings.address() + ": no answer to " + verb(command), wrong);
        }
    }

    private static boolean isAnswer(Reply reply, List<Integer> good) {
        return good.isEmpty() || reply.code() >= 400 || good.contains(reply.code());
    }

    private static String verb(String command) {
        int blank = command.indexOf(' ');
        return blank < 0 ? command : command.substring(0, blank);
    }

    private void requireStays(Reply reply) throws Failure {
        if (reply.code() == 421) throw FtpFailures.of(reply, settings.address());
    }

    private void requireOpen() throws Failure {
        if (cancelled) throw new Failure.Interrupted(settings.address() + ": cancelled");
        if (!open) {
            throw new Failure.ConnectionLost(
                    settings.address() + ": the session is over", null, null);
        }
    }

    /// Sees to it that HASH computes that function.
    ///
    /// @return whether the server does
    boolean hashing(String function) throws IOException {
        if (function.equals(hashed)) return true;
        hashed = "";
        if (ask("OPTS HASH " + function, List.of(200)).code() != 200) return false;
        hashed = function;
        return true;
    }

    /// Sees to it that bytes go as they are.
    void binary() throws IOException {
        if (typed) return;
        Reply reply = ask("TYPE I", List.of(200, 250));
        if (reply.code() / 100 != 2) throw FtpFailures.of(reply, "TYPE I");
        typed = true;
    }

    // Data connections

    /// Fetches a file or a listing.
    ///
    /// @param subject what it is, for people
    Incoming retrieve(String command, String subject, long offset) throws IOException {
        Connection opened = transfer(command, subject, offset);
        return new DataIn(opened, subject);
    }

    Outgoing store(String command, String subject, long offset) throws IOException {
        Connection opened = transfer(command, subject, offset);
        return new DataOut(opened, subject);
    }

    /// Gets as far as the 1xx and the handshake behind it.
    private Connection transfer(String command, String subject, long offset) throws IOException {
        binary();
        boolean done = false;
        try {
            Connection opened;
            try (var door = door()) {
                if (offset > 0) {
                    Reply rest = ask("REST " + offset, List.of(350));
                    if (rest.code() != 350) {
                        throw new Failure.Unsupported(
                                subject + ": the server does not go on in mid-file", rest);
                    }
                }
                Reply reply = ask(command, List.of(110, 120, 125, 150));
                if (reply.code() >= 400) {
                    requireResumed(reply, null);
                    throw FtpFailures.of(reply, subject);
                }
                busy = true;
                opened = door.through(control, subject);
                data = opened;
            }
            if (cancelled) throw new Failure.Interrupted(settings.address() + ": cancelled");
            if (secureData && tls != null) secure(opened, tls, subject);
            done = true;
            return opened;
        } catch (Failure.NotFound
                | Failure.NotAllowed
                | Failure.QuotaReached
                | Failure.AlreadyThere
                | Failure.Unsupported e) {
            done = !busy; // a refusal before any byte leaves the session as it was
            throw e;
        } catch (Failure.Other e) {
            done = !busy;
            throw e;
        } finally {
            if (!done) abandon();
        }
    }

    private void secure(Connection opened, TlsSession with, String subject) throws IOException {
        try {
            opened.secure(with);
        } catch (Failure.ConnectionLost e) {
            Reply said = lastWords();
            if (said != null) {
                requireResumed(said, e);
                if (said.code() >= 400) throw FtpFailures.of(said, subject);
            } else if (isTls13()) {
                memory.learnOnlyTls12();
                throw new Resume12(settings.address(), e);
            }
            throw e;
        }
    }

    /// A server that wants data connections to resume, and does not see that ours did under TLS
    /// 1.3, says 425 or 522.
    private void requireResumed(Reply reply, @Nullable IOException cause) throws IOException {
        boolean refused = reply.code() == 425 || reply.code() == 522;
        if (!refused || !isTls13()) return;
        memory.learnOnlyTls12();
        throw new Resume12(
                settings.address(),
                cause == null
                        ? new Failure.ConnectionLost(
                                settings.address() + ": the data connection was refused",
                                reply,
                                null)
                        : cause);
    }

    private boolean isTls13() {
        return settings.tlsVersion() == TlsVersion.AUTO
                && !memory.isOnlyTls12()
                && control.connection().protocol().equals("TLSv1.3");
    }

    /// The reply that says why a data connection failed, where it comes soon.
    private @Nullable Reply lastWords() {
        try {
            return control.read(Math.min(STALE_MILLIS, settings.patience().toMillis()));
        } catch (IOException _) {
            return null;
        }
    }

    private DataDoor door() throws IOException {
        return switch (settings.dataMode()) {
            case DataMode.Passive() -> new DataDoor.Called(passive());
            case DataMode.Active(int first, int last) -> active(first, last);
        };
    }

    private Connection passive() throws IOException {
        if (!memory.isWithoutEpsv()) {
            Reply reply = ask("EPSV", List.of(229));
            OptionalInt port =
                    reply.code() == 229 ? PassiveReply.extended(reply) : OptionalInt.empty();
            if (reply.code() == 229 && port.isEmpty()) {
                throw new Failure.ProtocolBroken(
                        settings.address() + ": EPSV names no port", reply);
            }
            if (port.isPresent()) {
                try {
                    return call(port.getAsInt());
                } catch (Failure.NotConnected _) {
                    // Some boxes in between know the ports of PASV alone.
                }
            } else if (reply.code() == 425) {
                throw FtpFailures.of(reply, settings.address());
            }
            memory.learnWithoutEpsv();
        }
        Reply reply = ask("PASV", List.of(227));
        if (reply.code() != 227) {
            throw reply.code() == 425
                    ? FtpFailures.of(reply, settings.address())
                    : new Failure.Unsupported(
                            settings.address()
                                    + ": the server does not wait for data connections; it may"
                                    + " make them: --active",
                            reply);
        }
        OptionalInt port = PassiveReply.plain(reply);
        if (port.isEmpty()) {
            throw new Failure.ProtocolBroken(settings.address() + ": PASV names no port", reply);
        }
        try {
            return call(port.getAsInt());
        } catch (Failure.NotConnected e) {
            throw new Failure.ConnectionLost(
                    settings.address() + ": the data connection failed", null, e);
        }
    }

    private Connection call(int port) throws IOException {
        return secureData
                ? settings.dialer().connect(settings.host(), control.connection(), port)
                : settings.dialer().connectInTheClear(settings.host(), control.connection(), port);
    }

    private DataDoor active(int first, int last) throws IOException {
        if (settings.dialer().proxy().isPresent()) {
            throw new Failure.Usage("--active: a proxy lets nobody in; leave one of the two out");
        }
        var door =
                DataDoor.Listening.open(
                        control.connection(), settings.dialer(), first, last, settings.patience());
        boolean done = false;
        try {
            Reply reply = ask(door.command(), List.of(200));
            if (reply.code() != 200) throw FtpFailures.of(reply, settings.address());
            done = true;
            return door;
        } finally {
            if (!done) door.close();
        }
    }

    /// Reads what the server says at the end of a transfer.
    private void end(String subject, boolean moved) throws IOException {
        boolean done = false;
        try {
            Reply reply = control.read();
            while (reply.code() / 100 == 1) reply = control.read(); // 110: a marker
            busy = false;
            spokenAt = System.nanoTime();
            if (reply.code() >= 300) {
                if (!moved) requireResumed(reply, null);
                throw FtpFailures.of(reply, subject);
            }
            done = true;
        } finally {
            data = null;
            if (!done) abandon();
        }
    }

    /// Nobody waits for a transfer that stalled: what the server says of it is its reason.
    private Failure because(Failure e, String subject) {
        if (!(e instanceof Failure.TimedOut) && !(e instanceof Failure.ConnectionLost)) return e;
        try {
            Optional<Reply> said = control.unasked();
            if (said.isPresent() && said.get().code() >= 400) {
                return FtpFailures.of(said.get(), subject);
            }
        } catch (IOException _) {
            // then the first reason stands
        }
        return e;
    }

    private final class DataIn implements Incoming {
        private final Connection connection;
        private final String subject;
        private boolean ended;
        private boolean moved;

        DataIn(Connection connection, String subject) {
            this.connection = connection;
            this.subject = subject;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return read(ByteBuffer.wrap(into, offset, length));
        }

        @Override
        public ByteBuffer buffer(int capacity) {
            return connection.isDirect()
                    ? ByteBuffer.allocateDirect(capacity)
                    : ByteBuffer.allocate(capacity);
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            if (ended) return -1;
            int count;
            try {
                count = connection.isDirect() ? connection.read(into) : copied(into);
            } catch (Failure e) {
                ended = true;
                connection.close();
                Failure why = because(e, subject);
                abandon();
                throw why;
            }
            if (count >= 0) {
                moved |= count > 0;
                return count;
            }
            ended = true;
            connection.close();
            end(subject, moved);
            return -1;
        }

        private int copied(ByteBuffer into) throws IOException {
            int at = into.position();
            int count = connection.read(into.array(), into.arrayOffset() + at, into.remaining());
            if (count > 0) into.position(at + count);
            return count;
        }

        @Override
        public boolean isEndSaid() {
            return connection.isEndSaid();
        }

        @Override
        public void close() {
            if (ended) return;
            ended = true;
            connection.close();
            abandon();
        }
    }

    private final class DataOut implements Outgoing {
        private final Connection connection;
        private final String subject;
        private boolean ended;
        private boolean moved;

        DataOut(Connection connection, String subject) {
            this.connection = connection;
            this.subject = subject;
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (ended) throw new IllegalStateException("finished");
            try {
                connection.write(from, offset, length);
                moved |= length > 0;
            } catch (Failure e) {
                throw failed(e);
            }
        }

        private Failure failed(Failure e) {
            ended = true;
            connection.close();
            Failure why = because(patiently(e), subject);
            abandon();
            return why;
        }

        @Override
        public long write(Content file, long position, long count) throws IOException {
            if (!connection.isDirect()) return Outgoing.super.write(file, position, count);
            if (ended) throw new IllegalStateException("finished");
            long sent = 0;
            try {
                while (sent < count) {
                    long from = position + sent;
                    long left = count - sent;
                    long some = connection.write(to -> file.send(to, from, left));
                    if (some <= 0) break;
                    sent += some;
                }
            } catch (Failure e) {
                throw failed(e);
            }
            moved |= sent > 0;
            return sent;
        }

        /// The server's reason may be on its way behind the end of the data connection.
        private Failure patiently(Failure e) {
            if (!(e instanceof Failure.ConnectionLost)) return e;
            Reply said = lastWords();
            if (said == null || said.code() < 400) return e;
            return FtpFailures.of(said, subject);
        }

        @Override
        public void finish() throws IOException {
            if (ended) return;
            ended = true;
            try {
                connection.finishWriting(Math.min(5_000, settings.patience().toMillis()));
            } catch (Failure e) {
                Failure why = because(patiently(e), subject);
                connection.close();
                abandon();
                throw why;
            }
            connection.close();
            end(subject, moved);
        }

        @Override
        public void close() {
            if (ended) return;
            ended = true;
            connection.cancel();
            connection.close();
            abandon();
        }
    }

    // The end

    private void abandon() {
        open = false;
        Connection opened = data;
        if (opened != null) opened.close();
        control.close();
    }

    /// Ends everything at once, from any thread; whoever waits gets [Failure.Interrupted].
    @Override
    public void cancel() {
        cancelled = true;
        Connection opened = data;
        if (opened != null) opened.cancel();
        control.connection().cancel();
    }

    /// Says goodbye and waits two seconds at most for the answer.
    @Override
    public void close() {
        if (!open) return;
        open = false;
        try {
            if (!busy && !cancelled) {
                control.send("QUIT", "QUIT");
                control.read(Math.min(GOODBYE_MILLIS, settings.patience().toMillis()));
            }
        } catch (IOException _) {
            // it is over either way
        }
        abandon();
    }
}
