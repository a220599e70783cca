package dev.ferry.fuzz;

import dev.ferry.wire.ftp.ReplyParser;
import dev.ferry.wire.ftp.ReplyParser.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a server says to the client: wherever its bytes part, they are the same replies, each
/// within its bounds. The first byte says where they part.
public final class ReplyTarget {

    private static final int BYTES = 2_000;
    private static final int LINES = 20;

    private ReplyTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) return;
        List<Outcome> atOnce = outcomes(data, data.length);
        List<Outcome> inPieces = outcomes(data, 1 + (data[0] & 0x1f));
        Must.hold(atOnce.equals(inPieces), "at once " + atOnce + ", in pieces " + inPieces);
        for (Outcome outcome : atOnce) {
            if (!(outcome instanceof Outcome.Complete(var reply))) continue;
            Must.hold(reply.lines().size() <= LINES, "too many lines");
            Must.hold(reply.code() >= 100 && reply.code() <= 599, "code " + reply.code());
            Must.beOneReply(reply);
        }
    }

    private static List<Outcome> outcomes(byte[] data, int size) {
        var parser =
                new ReplyParser(BYTES, LINES, bytes -> new String(bytes, StandardCharsets.UTF_8));
        var outcomes = new ArrayList<Outcome>();
        for (int at = 1; at < data.length; at += size) {
            var piece = ByteBuffer.wrap(data, at, Math.min(size, data.length - at));
            while (piece.hasRemaining()) {
                Outcome outcome = parser.take(piece);
                if (outcome instanceof Outcome.More) continue;
                outcomes.add(outcome);
                if (outcome instanceof Outcome.Broken) return outcomes;
            }
        }
        return outcomes;
    }
}
