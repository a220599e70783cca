package dev.ferry.server.ftp;

import dev.ferry.wire.ftp.BlockWriter;
import dev.ferry.wire.ftp.Command.Representation;
import dev.ferry.wire.ftp.RecordCodes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/// What goes out over a data connection, on its way from a file: the type is put on, then the
/// structure, then the mode. Close it.
final class Outgoing implements Closeable {

    /// What a stage hands on at a time.
    private static final int PIECE = 64 * 1024;

    /// Where in a file it begins.
    ///
    /// @param afterReturn whether the client has a CR that comes before that place
    /// @param insideLine whether that place is inside a line
    record Beginning(boolean afterReturn, boolean insideLine) {
        static final Beginning OF_FILE = new Beginning(false, false);
    }

    private final Flow head;
    private final Closeable resources;

    private Outgoing(Flow head, Closeable resources) {
        this.head = head;
        this.resources = resources;
    }

    /// A file.
    ///
    /// @param wire where the bytes go
    static Outgoing of(Form form, Beginning at, Flow wire) {
        Outgoing below =
                structured(form, form.type() == Representation.ASCII, at.insideLine(), wire);
        return switch (form.type()) {
            case ASCII ->
                    new Outgoing(
                            new Text(new AsciiOut(at.afterReturn()), below.head), below.resources);
            case IMAGE -> below;
        };
    }

    /// Text whose lines end in CRLF already, as those of listings do in every type.
    static Outgoing ofLines(Form form, Flow wire) {
        return structured(form, true, false, wire);
    }

    private static Outgoing structured(Form form, boolean crlf, boolean insideLine, Flow wire) {
        Outgoing below = framed(form, wire);
        return switch (form.structure()) {
            case FILE -> below;
            case RECORD -> new Outgoing(new Records(crlf, insideLine, below.head), below.resources);
        };
    }

    private static Outgoing framed(Form form, Flow wire) {
        boolean records = form.structure() == Form.Structure.RECORD;
        return switch (form.mode()) {
            case STREAM -> new Outgoing(records ? new Codes(wire) : wire, () -> {});
            case BLOCK -> new Outgoing(new Blocks(wire), () -> {});
            case DEFLATE -> {
                var deflated = new Deflated(form.level(), wire);
                yield new Outgoing(records ? new Codes(deflated) : deflated, deflated);
            }
        };
    }

    Flow head() {
        return head;
    }

    @Override
    public void close() throws IOException {
        resources.close();
    }

    // ---- the type

    /// TYPE A.
    private static final class Text implements Flow.Stage {

        private final AsciiOut lines;
        private final Flow next;
        private final ByteBuffer out = ByteBuffer.allocate(2 * PIECE);

        Text(AsciiOut lines, Flow next) {
            this.lines = lines;
            this.next = next;
        }

        @Override
        public Flow next() {
            return next;
        }

        @Override
        public void bytes(ByteBuffer some) throws IOException {
            while (some.hasRemaining()) {
                int count = Math.min(some.remaining(), PIECE);
                lines.convert(some.slice(some.position(), count), out.clear());
                next.bytes(out.flip());
                some.position(some.position() + count);
            }
        }
    }

    // ---- the structure

    /// STRU R: each line is a record, also a last one that has no end.
    private static final class Records implements Flow.Stage {

        private final boolean crlf;
        private final Flow next;
        private boolean insideLine;
        private boolean holdsReturn;

        Records(boolean crlf, boolean insideLine, Flow next) {
            this.crlf = crlf;
            this.insideLine = insideLine;
            this.next = next;
        }

        @Override
        public Flow next() {
            return next;
        }

        @Override
        public void bytes(ByteBuffer some) throws IOException {
            int begin = some.position();
            for (int at = begin; at < some.limit(); at++) {
                byte b = some.get(at);
                if (holdsReturn && b != '\n') content(ByteBuffer.wrap(new byte[] {'\r'}));
                boolean ends = b == '\n' && (holdsReturn || !crlf);
                holdsReturn = crlf && b == '\r';
                if (!ends && !holdsReturn) continue;
                content(some.slice(begin, at - begin));
                begin = at + 1;
                if (!ends) continue;
                insideLine = false;
                next.endOfRecord();
            }
            content(some.slice(begin, some.limit() - begin));
            some.position(some.limit());
        }

        private void content(ByteBuffer bytes) throws IOException {
            if (!bytes.hasRemaining()) return;
            insideLine = true;
            next.bytes(bytes);
        }

        @Override
        public void end() throws IOException {
            if (holdsReturn) content(ByteBuffer.wrap(new byte[] {'\r'}));
            if (insideLine) next.endOfRecord();
            next.end();
        }
    }

    // ---- the mode

    /// STRU R in a stream.
    private static final class Codes implements Flow.Stage {

        private final Flow next;
        private final ByteBuffer out = ByteBuffer.allocate(PIECE);

        Codes(Flow next) {
            this.next = next;
        }

        @Override
        public Flow next() {
            return next;
        }

        @Override
        public void bytes(ByteBuffer some) throws IOException {
            while (some.hasRemaining()) {
                require(2);
                RecordCodes.bytes(some, out);
            }
        }

        @Override
        public void endOfRecord() throws IOException {
            require(2);
            RecordCodes.endOfRecord(out);
        }

        private void require(int room) throws IOException {
            if (out.remaining() < room) hand();
        }

        private void hand() throws IOException {
            next.bytes(out.flip());
            out.clear();
        }

        @Override
        public void flush() throws IOException {
            hand();
            next.flush();
        }

        @Override
        public void end() throws IOException {
            require(2);
            RecordCodes.endOfFile(out);
            hand();
            next.end();
        }
    }

    /// MODE B.
    private static final class Blocks implements Flow.Stage {

        private final Flow next;
        private final BlockWriter blocks = new BlockWriter(PIECE);

        Blocks(Flow next) {
            this.next = next;
        }

        @Override
        public Flow next() {
            return next;
        }

        @Override
        public void bytes(ByteBuffer some) throws IOException {
            while (some.hasRemaining()) {
                requireRoom();
                blocks.bytes(some);
            }
        }

        @Override
        public void endOfRecord() throws IOException {
            requireRoom();
            blocks.endOfRecord();
        }

        @Override
        public void marker(String text, boolean afterReturn) throws IOException {
            requireRoom();
            blocks.marker(text);
        }

        private void requireRoom() throws IOException {
            if (blocks.isFull()) next.bytes(blocks.take());
        }

        @Override
        public void flush() throws IOException {
            next.bytes(blocks.take());
            next.flush();
        }

        @Override
        public void end() throws IOException {
            requireRoom();
            blocks.endOfFile();
            next.bytes(blocks.take());
            next.end();
        }
    }

    /// MODE Z. What does not get smaller, such as pictures and archives, is stored in the stream as
    /// it is, ten times as fast; now and then it is tried again.
    private static final class Deflated implements Flow.Stage, Closeable {

        /// So much shows whether bytes get smaller.
        private static final int TRIED = 256 * 1024;

        private static final int SHORTEST_STORED = 1 << 20;
        private static final int LONGEST_STORED = 16 << 20;

        private final int level;
        private final Deflater deflater;
        private final ByteBuffer out = ByteBuffer.allocate(PIECE);
        private final Flow next;
        private boolean storing;
        private int stored = SHORTEST_STORED;
        private int left = TRIED;
        private long before;

        Deflated(int level, Flow next) {
            this.level = level;
            this.deflater = new Deflater(level);
            this.next = next;
        }

        @Override
        public Flow next() {
            return next;
        }

        @Override
        public void bytes(ByteBuffer some) throws IOException {
            while (some.hasRemaining()) {
                int count = Math.min(some.remaining(), left);
                // Of its own: the deflater keeps it, and would read on in it once it is filled
                // again.
                deflater.setInput(some.slice(some.position(), count));
                while (!deflater.needsInput()) hand(Deflater.NO_FLUSH);
                some.position(some.position() + count);
                left -= count;
                if (left == 0) decide();
            }
        }

        private void decide() throws IOException {
            if (storing) {
                change(level);
                storing = false;
                left = TRIED;
            } else {
                handAll();
                boolean smaller = deflater.getBytesWritten() - before < TRIED - TRIED / 32;
                if (smaller) {
                    stored = SHORTEST_STORED;
                    left = TRIED;
                } else {
                    change(Deflater.NO_COMPRESSION);
                    storing = true;
                    left = stored;
                    stored = Math.min(LONGEST_STORED, 2 * stored);
                }
            }
            before = deflater.getBytesWritten();
        }

        /// What was taken before leaves by the level of before.
        private void change(int to) throws IOException {
            deflater.setLevel(to);
            hand(Deflater.NO_FLUSH);
        }

        private void handAll() throws IOException {
            while (hand(Deflater.SYNC_FLUSH) == out.capacity()) {
                // more waits
            }
        }

        @Override
        public void flush() throws IOException {
            handAll();
            next.flush();
        }

        @Override
        public void end() throws IOException {
            deflater.finish();
            while (!deflater.finished()) hand(Deflater.NO_FLUSH);
            next.end();
        }

        private int hand(int flush) throws IOException {
            int count = deflater.deflate(out.clear(), flush);
            if (count > 0) next.bytes(out.flip());
            return count;
        }

        @Override
        public void close() {
            deflater.end();
        }
    }
}
