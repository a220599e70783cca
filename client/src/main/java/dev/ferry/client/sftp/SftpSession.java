package dev.ferry.client.sftp;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.SessionPool;
import dev.ferry.wire.sftp.Extension;
import dev.ferry.wire.sftp.Request;
import dev.ferry.wire.sftp.RequestWriter;
import dev.ferry.wire.sftp.Response;
import dev.ferry.wire.sftp.ResponseParser;
import dev.ferry.wire.sftp.StatusCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/// One conversation of SFTP 3: any number of requests under way, whose answers come in any order.
/// For one thread, except [#cancel()], which any thread may call.
///
/// An answer belongs to the request of its number. One that nobody asked for, one of the wrong kind
/// and one that is no packet end the session, as a lost connection does.
final class SftpSession implements SessionPool.Session {

    private static final int VERSION = 3;

    /// What every server takes (draft §3).
    private static final int SAFE = 32 * 1024;

    /// Larger ones cost memory and win nothing.
    private static final int LARGEST = 128 * 1024;

    /// A file is summed up for an hour at most where the server is otherwise there.
    private static final int ROUNDS = 60;

    private final SftpSettings settings;
    private final SshLine line;
    private final RequestWriter writer;
    private final ResponseParser parser;
    private final Set<Integer> awaited = new HashSet<>();
    private final Set<Integer> dropped = new HashSet<>();
    private final Map<Integer, Response.Numbered> early = new HashMap<>();
    private final byte[] length = new byte[4];
    private byte[] packet = new byte[SAFE];
    private final Map<String, String> offered;
    private final int longestRead;
    private final int longestWrite;
    private int last;
    private boolean unsent;
    private boolean more;
    private volatile boolean usable = true;
    private volatile boolean cancelled;

    /// Takes the line over.
    SftpSession(SftpSettings settings, SshLine line) throws IOException {
        this.settings = settings;
        this.line = line;
        var names = new SftpNames(settings.charset());
        writer = new RequestWriter(names);
        parser = new ResponseParser(names);
        boolean done = false;
        try {
            offered = versions();
            Response.Limits limits = limits();
            longestRead = longest(limits.read());
            longestWrite = longest(limits.write());
            done = true;
        } finally {
            if (!done) close();
        }
    }

    private Map<String, String> versions() throws IOException {
        tell(new Request.Init(VERSION));
        return switch (packet(settings.patience().toMillis())) {
            case Response.Version(int version, var extensions) -> {
                hear("VERSION " + version + " " + String.join(" ", extensions.keySet()));
                if (version == VERSION) yield extensions;
                throw new Failure.Unsupported(
                        settings.address()
                                + ": speaks version "
                                + Integer.toUnsignedString(version)
                                + " of SFTP, and only 3 is spoken here");
            }
            case Response.Unreadable(String why) -> throw broken(why);
            case Response.Numbered _ -> throw broken("an answer before it said its version");
        };
    }

    /// 0 for what the server does not say.
    private Response.Limits limits() throws IOException {
        var unsaid = new Response.Limits(0, 0, 0, 0, 0);
        if (!offers(Extension.LIMITS)) return unsaid;
        return switch (ask(Request.Limits::new)) {
            case Response.Extended it ->
                    switch (parser.limits(it)) {
                        case Response.Limits limits -> limits;
                        case Response.Numbered other -> throw wrong(other, "limits");
                    };
            case Response.Status _ -> unsaid;
            case Response.Numbered other -> throw wrong(other, "limits");
        };
    }

    /// @param said bytes; 0 for no word, and what is beyond all numbers is none either
    private static int longest(long said) {
        if (said <= 0) return SAFE;
        return Math.clamp(said, 1024, LARGEST);
    }

    boolean offers(Extension extension) {
        return offered.containsKey(extension.text());
    }

    /// Whether a file appears under its name when it is whole.
    boolean hasWholeFiles() {
        return Response.Version.isOf("Ferry", offered);
    }

    int longestRead() {
        return longestRead;
    }

    int longestWrite() {
        return longestWrite;
    }

    ResponseParser parser() {
        return parser;
    }

    // Requests

    /// Sends a request, and does not wait for its answer.
    ///
    /// @return its number, for [#take(int)]
    int send(IntFunction<Request.Numbered> request) throws IOException {
        if (cancelled) throw cancelled();
        if (!usable) {
            throw new Failure.ConnectionLost(
                    settings.address() + ": the session is over", null, null);
        }
        last++;
        tell(request.apply(last));
        awaited.add(last);
        return last;
    }

    /// The same for what others come after at once: they go in one packet of SSH, with the last of
    /// them, by [#push()], or before an answer is waited for.
    int sendWithMore(IntFunction<Request.Numbered> request) throws IOException {
        more = true;
        try {
            return send(request);
        } finally {
            more = false;
        }
    }

    /// Sends what [#sendWithMore] has kept.
    void push() throws IOException {
        if (!unsent) return;
        unsent = false;
        try {
            line.flush();
        } catch (IOException e) {
            throw ended(e);
        }
    }

    Response.Numbered ask(IntFunction<Request.Numbered> request) throws IOException {
        return take(send(request));
    }

    private void tell(Request request) throws IOException {
        if (settings.dialogue().isShown()) settings.dialogue().said(Spoken.of(request));
        try {
            if (request instanceof Request.Write write) {
                line.write(writer.beginning(write));
                line.write(write.bytes().duplicate());
            } else {
                line.write(writer.packet(request));
            }
            // After one write comes another mostly, and a packet of SSH is no place for its end
            // alone.
            unsent = more || request instanceof Request.Write;
            if (!unsent) line.flush();
        } catch (IOException e) {
            throw ended(e);
        }
    }

    private void hear(String what) {
        if (settings.dialogue().isShown()) settings.dialogue().heard(what);
    }

    // Answers

    /// Waits for the answer to a request. The bytes of a file in it are there until the next is
    /// taken.
    Response.Numbered take(int id) throws IOException {
        return take(id, 1);
    }

    /// The same for what may take the server long, as long as it is there otherwise.
    Response.Numbered takeSlowly(int id) throws IOException {
        return take(id, ROUNDS);
    }

    private Response.Numbered take(int id, int rounds) throws IOException {
        while (true) {
            Response.Numbered ready = early.remove(id);
            if (ready != null) return ready;
            Response.Numbered next = next(rounds);
            if (next.id() == id) return next;
            putBack(next);
        }
    }

    /// Puts back what was taken too early.
    void putBack(Response.Numbered answer) {
        early.put(answer.id(), ResponseParser.kept(answer));
    }

    /// What comes as the answer to that request is passed over.
    void drop(int id) {
        if (early.remove(id) != null) return;
        if (awaited.remove(id)) dropped.add(id);
    }

    /// Whether an answer may be there already.
    boolean hasSomething() {
        return !early.isEmpty() || line.hasSomething();
    }

    /// The next answer that somebody waits for.
    private Response.Numbered next(int rounds) throws IOException {
        while (true) {
            Response response = patiently(rounds);
            switch (response) {
                case Response.Unreadable(String why) -> throw broken(why);
                case Response.Version _ -> throw broken("its version, once more");
                case Response.Numbered answer -> {
                    if (settings.dialogue().isShown()) hear(Spoken.of(answer));
                    if (dropped.remove(answer.id())) continue;
                    if (!awaited.remove(answer.id())) {
                        throw broken(
                                "an answer to request %s, which nobody waits for"
                                        .formatted(Integer.toUnsignedString(answer.id())));
                    }
                    if (answer instanceof Response.Malformed(_, String why)) throw broken(why);
                    return answer;
                }
            }
        }
    }

    private Response patiently(int rounds) throws IOException {
        for (int round = 1; ; round++) {
            try {
                return packet(settings.patience().toMillis());
            } catch (Failure.TimedOut e) {
                if (!usable || round >= rounds || !line.isAnswering()) {
                    usable = false;
                    throw e;
                }
            }
        }
    }

    /// @throws Failure.TimedOut also where the session is good for more, if nothing came at all
    private Response packet(long millis) throws IOException {
        fill(length, length.length, millis);
        int announced = ByteBuffer.wrap(length).getInt();
        if (!ResponseParser.isLength(announced)) {
            throw broken("a packet of " + Integer.toUnsignedString(announced) + " bytes");
        }
        if (packet.length < announced) packet = new byte[announced];
        try {
            fill(packet, announced, settings.patience().toMillis());
        } catch (Failure.TimedOut e) {
            usable = false;
            throw e;
        }
        return parser.parse(ByteBuffer.wrap(packet, 0, announced));
    }

    private void fill(byte[] bytes, int count, long millis) throws IOException {
        int at = 0;
        while (at < count) {
            try {
                if (unsent && !line.hasSomething()) push();
                at += line.read(bytes, at, count - at, millis);
            } catch (Failure.TimedOut e) {
                if (at > 0) usable = false;
                throw e;
            } catch (IOException e) {
                throw ended(e);
            }
        }
    }

    // What answers mean

    /// @param subject what it was about, for people
    void requireOk(Response.Numbered answer, String subject) throws IOException {
        if (answer instanceof Response.Status status) {
            if (status.code() == StatusCode.OK) return;
            throw SftpFailures.of(status, subject);
        }
        throw wrong(answer, subject);
    }

    String handle(Response.Numbered answer, String subject) throws IOException {
        return switch (answer) {
            case Response.Handle(_, String handle) -> handle;
            case Response.Status status -> throw refused(status, subject);
            case Response.Numbered other -> throw wrong(other, subject);
        };
    }

    /// A status in place of what was asked for, which says why there is none.
    Failure refused(Response.Status status, String subject) {
        return status.code() == StatusCode.OK
                ? wrong(status, subject)
                : SftpFailures.of(status, subject);
    }

    /// An answer of a kind that does not belong to the question ends the session.
    Failure wrong(Response.Numbered answer, String subject) {
        return broken("%s, which is no answer to that".formatted(Spoken.of(answer)), subject);
    }

    private Failure broken(String what) {
        return broken(what, settings.address());
    }

    Failure broken(String what, String subject) {
        usable = false;
        line.cancel();
        return new Failure.ProtocolBroken(subject + ": the server sent " + what, null);
    }

    private IOException ended(IOException e) {
        usable = false;
        return cancelled ? cancelled() : e;
    }

    private Failure cancelled() {
        return new Failure.Interrupted(settings.address() + ": cancelled");
    }

    // The end

    @Override
    public boolean isUsable() {
        return usable && !cancelled;
    }

    @Override
    public boolean isAlive() {
        if (isUsable() && line.isAlive()) return true;
        usable = false;
        return false;
    }

    @Override
    public void cancel() {
        cancelled = true;
        line.cancel();
    }

    /// Gives up what is going on, so that the server knows that it is no whole file.
    void abandon() {
        usable = false;
        line.cancel();
    }

    @Override
    public void close() {
        usable = false;
        line.close();
    }
}
