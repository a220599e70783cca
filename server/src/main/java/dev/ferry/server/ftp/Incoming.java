package dev.ferry.server.ftp;

import dev.ferry.wire.ftp.BlockReader;
import dev.ferry.wire.ftp.Command.Representation;
import dev.ferry.wire.ftp.Piece;
import dev.ferry.wire.ftp.RecordCodes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// What comes over a data connection, on its way to a file: the mode is taken off, then the
/// structure, then the type. No stage keeps more than a piece, however much becomes of it: what a
/// small deflate stream holds is written as it unfolds. Close it.
final class Incoming implements Closeable {

    private static final int PIECE = 64 * 1024;

    private final Flow head;
    private final Closeable resources;

    private Incoming(Flow head, Closeable resources) {
        this.head = head;
        this.resources = resources;
    }

    /// @param afterReturn in TYPE A, whether a CR came last that is not stored
    /// @param file where the bytes go
    static Incoming of(Form form, boolean afterReturn, Flow file) {
        if (form.isPlain()) return new Incoming(file, () -> {});
        boolean records = form.structure() == Form.Structure.RECORD;
        Flow flow = new Gathered(file);
        flow =
                switch (form.type()) {
                    case ASCII -> new Text(new AsciiIn(afterReturn), flow);
                    case IMAGE -> flow;
                };
        flow =
                switch (form.structure()) {
                    case RECORD -> new Lines(form.type(), flow);
                    case FILE -> new Unstructured(flow);
                };
        return switch (form.mode()) {
            case STREAM -> new Incoming(records ? Taken.codes(flow, true) : flow, () -> {});
            case BLOCK -> new Incoming(Taken.blocks(flow), () -> {});
            case DEFLATE -> {
                var inflated = new Inflated(records ? Taken.codes(flow, false) : flow);
                yield new Incoming(inflated, inflated);
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

    // ---- the mode

    /// MODE Z: a zlib stream (RFC 1950), whose end is the end.
    private static final class Inflated implements Flow.Stage, Closeable {

        private final Inflater inflater = new Inflater();
        private final ByteBuffer out = ByteBuffer.allocate(PIECE);
        private final Flow next;

        Inflated(Flow next) {
            this.next = next;
        }

        @Override
        public Flow next() {
            return next;
        }

        @Override
        public void bytes(ByteBuffer some) throws IOException {
            inflater.setInput(some);
            while (!inflater.finished()) {
                int count = inflate();
                if (count > 0) {
                    next.bytes(out.flip());
                } else if (inflater.needsDictionary()) {
                    throw new WrongDataException("the deflate stream wants a dictionary");
                } else if (inflater.needsInput() && !inflater.finished()) {
                    return;
                }
            }
            if (some.hasRemaining()) {
                throw new WrongDataException("bytes follow the end of the deflate stream");
            }
            next.end();
        }

        private int inflate() throws WrongDataException {
            try {
                return inflater.inflate(out.clear());
            } catch (DataFormatException e) {
                var wrong = new WrongDataException("the deflate stream is damaged");
                wrong.initCause(e);
                throw wrong;
            }
        }

        @Override
        public void end() throws CutException {
            throw new CutException("the data connection ended before the deflate stream did");
        }

        @Override
        public void close() {
            inflater.end();
        }
    }

    /// MODE B, and the codes of STRU R in the other modes: bytes with words between them, one of
    /// which is that the file has ended.
    private static final class Taken implements Flow.Stage {

        private final Function<ByteBuffer, Piece> reader;
        private final String end;
        private final boolean last;
        private final Flow next;
        private boolean ended;

        /// @param end what says that the file has ended
        /// @param last whether nothing else has to end too
        private Taken(Function<ByteBuffer, Piece> reader, String end, boolean last, Flow next) {
            this.reader = reader;
            this.end = end;
            this.last = last;
            this.next = next;
        }

        static Taken blocks(Flow next) {
            return new Taken(new BlockReader()::next, "a block marked as the last", true, next);
        }

        static Taken codes(Flow next, boolean last) {
            var codes = new RecordCodes.Reader();
            return new Taken(codes::next, "the code for it", last, next);
        }

        @Override
        public Flow next() {
            return next;
        }

        @Override
        public void bytes(ByteBuffer some) throws IOException {
            while (true) {
                switch (reader.apply(some)) {
                    case Piece.Bytes(ByteBuffer bytes) -> next.bytes(bytes);
                    case Piece.EndOfRecord() -> next.endOfRecord();
                    case Piece.Marker(String text) -> next.marker(text, false);
                    case Piece.Suspect() -> next.suspect();
                    case Piece.EndOfFile() -> ended = true;
                    case Piece.Malformed(String why) -> throw new WrongDataException(why);
                    case Piece.More() -> {
                        if (ended && last) next.end();
                        return;
                    }
                }
            }
        }

        @Override
        public void end() throws IOException {
            if (!ended)
                throw new CutException(
                        "the data ended before the file did: " + end + " is missing");
            next.end();
        }
    }

    // ---- the structure

    /// STRU R: a record is a line.
    private record Lines(Representation type, Flow next) implements Flow.Stage {

        @Override
        public void endOfRecord() throws IOException {
            next.bytes(
                    ByteBuffer.wrap(
                            switch (type) {
                                case ASCII -> new byte[] {'\r', '\n'};
                                case IMAGE -> new byte[] {'\n'};
                            }));
        }
    }

    /// STRU F.
    private record Unstructured(Flow next) implements Flow.Stage {

        @Override
        public void endOfRecord() throws WrongDataException {
            throw new WrongDataException(
                    "a record ends, and the structure is F; send STRU R first");
        }
    }

    // ---- the type

    /// TYPE A.
    private static final class Text implements Flow.Stage {

        private final AsciiIn lines;
        private final Flow next;
        private final ByteBuffer out = ByteBuffer.allocate(PIECE);

        Text(AsciiIn lines, Flow next) {
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
                int count = Math.min(some.remaining(), PIECE - 1);
                ByteBuffer part = some.slice(some.position(), count);
                lines.convert(part, out.clear());
                next.bytes(out.flip());
                some.position(some.position() + count);
            }
        }

        @Override
        public void marker(String text, boolean afterReturn) throws IOException {
            next.marker(text, lines.holdsReturn());
        }

        @Override
        public void end() throws IOException {
            lines.finish(out.clear());
            next.bytes(out.flip());
            next.end();
        }
    }

    // ---- the file

    /// Small pieces go to the file together.
    private static final class Gathered implements Flow.Stage {

        private final Flow next;
        private final ByteBuffer gathered = ByteBuffer.allocate(PIECE);

        Gathered(Flow next) {
            this.next = next;
        }

        @Override
        public Flow next() {
            return next;
        }

        @Override
        public void bytes(ByteBuffer some) throws IOException {
            boolean large = some.remaining() >= PIECE / 2;
            if (large || some.remaining() > gathered.remaining()) flush();
            if (large) next.bytes(some);
            else gathered.put(some);
        }

        @Override
        public void flush() throws IOException {
            gathered.flip();
            if (gathered.hasRemaining()) next.bytes(gathered);
            gathered.clear();
        }

        @Override
        public void marker(String text, boolean afterReturn) throws IOException {
            flush();
            next.marker(text, afterReturn);
        }

        @Override
        public void end() throws IOException {
            flush();
            next.end();
        }
    }
}
