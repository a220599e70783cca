package dev.ferry.client.ftp;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.net.Connection;
import dev.ferry.client.net.TlsSession;
import dev.ferry.wire.ftp.Reply;
import dev.ferry.wire.ftp.ReplyParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/// The control connection: lines out, replies in. A reply is bounded in bytes, in lines and in the
/// time it takes as a whole.
final class Control implements AutoCloseable {

    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_LINES = 4096;

    private final Connection connection;
    private final String peer;
    private Words words;
    private final FtpSettings.Dialogue dialogue;
    private final long patienceMillis;
    private final ReplyParser parser;
    private final ByteBuffer buffer = ByteBuffer.allocate(8192).flip();

    Control(Connection connection, String peer, FtpSettings settings, Duration patience) {
        this.connection = connection;
        this.peer = peer;
        words = new Words(settings.charset(), false);
        dialogue = settings.dialogue();
        patienceMillis = patience.toMillis();
        parser = new ReplyParser(MAX_BYTES, MAX_LINES, bytes -> words.decoded(bytes));
    }

    Connection connection() {
        return connection;
    }

    /// How text goes over the wire.
    Words words() {
        return words;
    }

    /// From here on the server is known to write names in the escapes of Ferry.
    void escaped() {
        words = new Words(words.charset(), true);
    }

    /// @param shown what the dialogue is told instead
    void send(String line, String shown) throws IOException {
        byte[] bytes = words.encoded(line + "  ");
        bytes[bytes.length - 2] = '\r';
        bytes[bytes.length - 1] = '\n';
        dialogue.said(shown);
        connection.write(bytes, 0, bytes.length);
    }

    Reply read() throws IOException {
        return read(patienceMillis);
    }

    /// The next reply, all of it within `millis`.
    Reply read(long millis) throws IOException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (true) {
            Optional<Reply> reply = parse();
            if (reply.isPresent()) return reply.get();
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) throw new Failure.TimedOut(peer + ": no reply in time");
            fill(left);
        }
    }

    /// A reply that has come although nothing was asked; empty where there is none.
    Optional<Reply> unasked() throws IOException {
        Optional<Reply> reply = parse();
        if (reply.isPresent()) return reply;
        if (!connection.hasSomething() && !parser.isInside()) return reply;
        try {
            // TLS has messages of its own, behind which no reply follows.
            fill(1);
        } catch (Failure.TimedOut _) {
            if (!parser.isInside()) return Optional.empty();
        }
        return parser.isInside() || buffer.hasRemaining() ? Optional.of(read()) : Optional.empty();
    }

    /// The same after a wait, in which the server may have hung up: that is an exception here.
    Optional<Reply> afterWaiting() throws IOException {
        if (buffer.hasRemaining() || parser.isInside()) return unasked();
        try {
            fill(1);
        } catch (Failure.TimedOut _) {
            return Optional.empty();
        }
        return unasked();
    }

    private Optional<Reply> parse() throws IOException {
        return switch (parser.take(buffer)) {
            case ReplyParser.Outcome.More() -> Optional.empty();
            case ReplyParser.Outcome.Complete(Reply reply) -> {
                dialogue.heard(reply);
                yield Optional.of(reply);
            }
            case ReplyParser.Outcome.Broken(String why) ->
                    throw new Failure.ProtocolBroken(peer + ": this is no FTP: " + why, null);
        };
    }

    private void fill(long millis) throws IOException {
        buffer.clear();
        int count;
        try {
            count = connection.read(buffer.array(), 0, buffer.capacity(), millis);
        } catch (IOException e) {
            buffer.flip();
            throw e;
        }
        buffer.limit(Math.max(0, count));
        if (count < 0) {
            throw new Failure.ConnectionLost(peer + ": the server hung up", null, null);
        }
    }

    /// @throws Failure.ProtocolBroken if something was said behind the reply to AUTH, which nobody
    ///   could vouch for
    void secure(TlsSession session) throws IOException {
        if (buffer.hasRemaining() || parser.isInside()) {
            throw new Failure.ProtocolBroken(
                    peer + ": something was said in the clear behind the reply to AUTH", null);
        }
        connection.secure(session);
    }

    @Override
    public void close() {
        connection.close();
    }
}
