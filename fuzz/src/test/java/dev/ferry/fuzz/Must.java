package dev.ferry.fuzz;

import dev.ferry.wire.ftp.Reply;
import dev.ferry.wire.ftp.ReplyParser;
import dev.ferry.wire.ftp.ReplyParser.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What must hold, said so that the fuzzer takes it for a finding where it does not.
public final class Must {

    private static final int ROOM = 1 << 20;

    private Must() {}

    /// @param what is broken otherwise
    public static void hold(boolean it, String what) {
        if (!it) throw new AssertionError(what);
    }

    /// A reply is read by a client as one reply, whatever is in it.
    public static void beOneReply(Reply reply) {
        byte[] wire = reply.wire().getBytes(StandardCharsets.UTF_8);
        var parser = parser();
        var source = ByteBuffer.wrap(wire);
        Outcome outcome = parser.take(source);
        hold(
                outcome instanceof Outcome.Complete(Reply read) && read.code() == reply.code(),
                "not one reply: " + reply.wire());
        hold(!source.hasRemaining(), "more than one reply: " + reply.wire());
    }

    /// Reads more than anybody needs.
    public static ReplyParser parser() {
        return new ReplyParser(ROOM, ROOM, bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
