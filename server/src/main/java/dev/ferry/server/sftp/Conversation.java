package dev.ferry.server.sftp;

import dev.ferry.files.NameText;
import dev.ferry.server.net.CommandMeter;
import dev.ferry.server.net.Refusal;
import dev.ferry.wire.sftp.NameBytes;
import dev.ferry.wire.sftp.Request;
import dev.ferry.wire.sftp.RequestParser;
import dev.ferry.wire.sftp.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// One channel's conversation: packets in, packets out, in the order they came. One thread carries
/// it on ([#run]), which has no more than a packet of each direction in memory; others look after
/// it ([#stuckSince], [#heard]) and end it ([#end]).
final class Conversation {

    private static final System.Logger LOG = System.getLogger(Conversation.class.getName());

    /// As they stand on the disk.
    static final NameBytes NAMES =
            new NameBytes() {
                @Override
                public String text(byte[] bytes) {
                    return NameText.of(bytes);
                }

                @Override
                public byte[] bytes(String text) {
                    return NameText.toBytes(text)
                            .orElseGet(() -> text.getBytes(StandardCharsets.UTF_8));
                }
            };

    private static final int LENGTH = 4;

    /// As long as every server has to take packets, and longer than a WRITE of 32 KiB.
    static final int BEGINNING = 34 * 1024;

    /// What is sent at once at most: the library has it all in memory until then.
    private static final int AT_ONCE = 128 * 1024;

    private static final byte[] NONE = new byte[0];

    /// Buffers of [#BEGINNING] that no conversation needs now, for the next that does.
    private static final ArrayBlockingQueue<byte[]> SPARE = new ArrayBlockingQueue<>(32);

    private static final long LONGEST_NAP = TimeUnit.MILLISECONDS.toNanos(100);

    private final String session;
    private final Exchange exchange;
    private final int longest;
    private final CommandMeter meter;
    private final RequestParser parser = new RequestParser(NAMES);
    private byte[] buffer = NONE;
    private int from;
    private int to;
    private int unsent;
    private boolean greeted;
    private volatile long heard = System.nanoTime();
    private volatile boolean working;
    private volatile long writing; // since, by nanoTime; 0 while nothing is written
    private volatile boolean ending;

    /// Why a conversation is over, for the log.
    private static final class OverException extends IOException {
        OverException(String why) {
            super(why);
        }
    }

    /// @param session names the session in the log
    /// @param makes the requests' meaning, told whether the conversation is to end
    /// @param longest bytes of a packet
    Conversation(
            String session,
            Function<BooleanSupplier, Exchange> makes,
            int longest,
            CommandMeter meter) {
        this.session = session;
        this.exchange = makes.apply(() -> ending);
        this.longest = longest;
        this.meter = meter;
    }

    /// Carries it on until the client has left, or is to leave. Nothing is open then.
    ///
    /// @return why, in a few words
    String run(InputStream in, OutputStream out) {
        String why = "the server failed";
        try {
            why = converse(in, out);
        } catch (OverException e) {
            why = String.valueOf(e.getMessage());
            LOG.log(System.Logger.Level.WARNING, session + ": ended, " + why);
        } catch (IOException e) {
            why = "the connection was lost";
            LOG.log(System.Logger.Level.DEBUG, () -> session + ": ended, " + e);
        } finally {
            exchange.abandon(why);
        }
        return why;
    }

    private String converse(InputStream in, OutputStream out) throws IOException {
        while (!ending) {
            Optional<ByteBuffer> packet = packet();
            if (packet.isEmpty()) {
                flush(out);
                int count = to == 0 ? begin(in) : in.read(buffer, to, buffer.length - to);
                if (count < 0) return "the client left";
                to += count;
                continue;
            }
            heard = System.nanoTime();
            working = true;
            try {
                send(out, answer(parser.parse(packet.get())));
            } finally {
                heard = System.nanoTime();
                working = false;
            }
        }
        return "the session was ended";
    }

    /// Waits without a buffer where nothing is there yet: of thousands most are silent.
    ///
    /// @return how many bytes came; -1 at the end
    private int begin(InputStream in) throws IOException {
        if (in.available() > 0 && buffer.length > 0) return in.read(buffer, 0, buffer.length);
        if (buffer.length == BEGINNING) SPARE.offer(buffer);
        buffer = NONE;
        int one = in.read();
        if (one < 0) return -1;
        byte[] spare = SPARE.poll();
        buffer = spare == null ? new byte[BEGINNING] : spare;
        buffer[0] = (byte) one;
        return 1;
    }

    /// The next one that is whole; makes room for it where it is not.
    private Optional<ByteBuffer> packet() throws OverException {
        int there = to - from;
        int wanted = LENGTH;
        if (there >= LENGTH) {
            int length = ByteBuffer.wrap(buffer, from, LENGTH).getInt();
            if (!RequestParser.isLength(length) || length > longest) {
                throw new OverException(
                        "a packet of %d bytes, where 1 to %d are taken"
                                .formatted(Integer.toUnsignedLong(length), longest));
            }
            wanted += length;
            if (there >= wanted) {
                ByteBuffer packet = ByteBuffer.wrap(buffer, from + LENGTH, length);
                from += wanted;
                return Optional.of(packet);
            }
        }
        if (from > 0 || wanted > buffer.length) {
            byte[] next = wanted > buffer.length ? new byte[wanted] : buffer;
            System.arraycopy(buffer, from, next, 0, there);
            buffer = next;
            from = 0;
            to = there;
        }
        return Optional.empty();
    }

    private Response answer(Request request) throws OverException {
        return switch (request) {
            case Request.Unreadable(String why) -> throw new OverException(why);
            case Request.Init(long version) -> {
                if (greeted) throw new OverException("INIT was said twice");
                if (version < Exchange.VERSION) {
                    throw new OverException(
                            "the client speaks SFTP " + version + ", which is too old");
                }
                greeted = true;
                yield exchange.version();
            }
            case Request.Numbered numbered -> {
                if (!greeted) throw new OverException("a request came before INIT");
                measure(numbered);
                yield exchange.answer(numbered);
            }
        };
    }

    /// Keeps the client to the rate of commands; what moves bytes of files goes by their pace.
    private void measure(Request.Numbered request) throws OverException {
        boolean moving = request instanceof Request.Read || request instanceof Request.Write;
        if (moving) return;
        switch (meter.next(System.nanoTime())) {
            case CommandMeter.Verdict.Go() -> {}
            case CommandMeter.Verdict.Slow(var pause) -> {
                long until = System.nanoTime() + pause.toNanos();
                for (long left = pause.toNanos();
                        left > 0 && !ending;
                        left = until - System.nanoTime()) {
                    LockSupport.parkNanos(Math.min(left, LONGEST_NAP));
                }
            }
            case CommandMeter.Verdict.Over(Refusal why) -> throw new OverException(why.words());
        }
    }

    private void send(OutputStream out, Response response) throws IOException {
        ByteBuffer packet = response.wire(NAMES);
        writing = System.nanoTime() | 1;
        try {
            out.write(packet.array(), packet.arrayOffset() + packet.position(), packet.remaining());
        } finally {
            writing = 0;
        }
        unsent += packet.remaining();
        if (unsent >= AT_ONCE) flush(out);
    }

    private void flush(OutputStream out) throws IOException {
        unsent = 0;
        writing = System.nanoTime() | 1;
        try {
            out.flush();
        } finally {
            writing = 0;
        }
    }

    // ---- for other threads

    /// When the client last said something, or was answered, by [System#nanoTime()].
    long heard() {
        return working ? System.nanoTime() : heard;
    }

    /// Since when the client takes no answer, by [System#nanoTime()]; 0 where it does.
    long stuckSince() {
        return writing;
    }

    /// Has it end as soon as the request at work is answered; who calls sees to it that the streams
    /// end, too.
    void end() {
        ending = true;
        exchange.hurry();
    }

    /// The file that moves, or moved last.
    Optional<OpenHandle.Glance> glance() {
        return exchange.glance();
    }
}
