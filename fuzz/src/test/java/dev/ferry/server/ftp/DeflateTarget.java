package dev.ferry.server.ftp;

import dev.ferry.fuzz.Must;
import dev.ferry.wire.ftp.Command.Representation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;

/// MODE Z and what is behind it: damaged or not, it comes in small pieces, and no more of it than
/// deflate can fold. The first byte says type, structure, and whether the rest is deflated first.
public final class DeflateTarget {

    private static final int PIECE = 64 * 1024;

    /// To what deflate folds zeros at best; one byte of text may become two.
    private static final int FOLDED = 1032 * 2;

    private DeflateTarget() {}

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        if (data.length == 0) return;
        boolean text = (data[0] & 1) != 0;
        boolean records = (data[0] & 2) != 0;
        byte[] rest = Arrays.copyOfRange(data, 1, data.length);
        byte[] wire = (data[0] & 4) != 0 ? deflated(rest) : rest;
        Form form =
                Form.DEFAULT
                        .with(text ? Representation.ASCII : Representation.IMAGE)
                        .with(records ? Form.Structure.RECORD : Form.Structure.FILE)
                        .with(Form.Mode.DEFLATE);
        var file = new Counted();
        try (Incoming incoming = Incoming.of(form, false, file)) {
            int half = wire.length / 2;
            incoming.head().bytes(ByteBuffer.wrap(wire, 0, half));
            incoming.head().flush();
            if (!file.ended) {
                incoming.head().bytes(ByteBuffer.wrap(wire, half, wire.length - half));
            }
            if (!file.ended) incoming.head().end();
            Must.hold(file.ended, "neither ended nor refused");
        } catch (WrongDataException | CutException _) {
            // refused
        }
        Must.hold(
                file.bytes <= (long) FOLDED * wire.length,
                "%d bytes of %d".formatted(file.bytes, wire.length));
    }

    private static byte[] deflated(byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out)) {
            deflater.write(content);
        }
        return out.toByteArray();
    }

    private static final class Counted implements Flow.Outlet {

        private long bytes;
        private boolean ended;

        @Override
        public void bytes(ByteBuffer some) {
            Must.hold(!ended, "bytes behind the end");
            Must.hold(some.remaining() <= PIECE, "a piece of " + some.remaining());
            bytes += some.remaining();
            some.position(some.limit());
        }

        @Override
        public void end() {
            Must.hold(!ended, "ended twice");
            ended = true;
        }
    }
}
