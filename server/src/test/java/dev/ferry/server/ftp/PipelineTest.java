package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import dev.ferry.wire.ftp.Command.Representation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quicktheories.core.Gen;

/// What goes out comes in again, in every type, structure and mode, wherever pieces part.
final class PipelineTest {

    private static final String[] PARTS = {"\n", "a", "\u00ff", "\u0001", "\r\n", "\r", "bcdefgh"};

    private static final Gen<String> TEXTS =
            lists().of(integers().between(0, PARTS.length - 1).map(i -> PARTS[i]))
                    .ofSizeBetween(0, 15)
                    .map(parts -> String.join("", parts));

    static List<Form> forms() {
        var forms = new ArrayList<Form>();
        for (Representation type : Representation.values()) {
            for (Form.Structure structure : Form.Structure.values()) {
                for (Form.Mode mode : Form.Mode.values()) {
                    forms.add(new Form(type, structure, mode, 6));
                }
            }
        }
        return forms;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whatWentOutComesIn(Form form) {
        qt().forAll(TEXTS, integers().between(1, 5), integers().between(1, 5))
                .check((text, out, in) ->
                        received(form, sent(form, text, out), in).equals(expected(form, text)));
    }

    /// Far more than any stage takes at a time.
    @ParameterizedTest
    @MethodSource("forms")
    void muchComesInAsItWentOut(Form form) {
        var random = new java.util.Random(1);
        var text = new StringBuilder();
        while (text.length() < 1_000_000) {
            text.append("\u00ffxyz".repeat(random.nextInt(random.nextInt(20) == 0 ? 30_000 : 30)));
            text.append(random.nextInt(10) == 0 ? "\r" : "\n");
        }
        for (int piece : new int[] {9_999, 70_000, 262_144}) {
            String sent = sent(form, text.toString(), piece);
            assertThat(received(form, sent, piece).equals(expected(form, text.toString())))
                    .isTrue();
        }
    }

    /// In TYPE A an end of line is an end of line; in STRU R the last line has one too.
    private static String expected(Form form, String text) {
        String lines = form.type() == Representation.ASCII ? lines(text) : text;
        boolean records = form.structure() == Form.Structure.RECORD;
        return records && !lines.isEmpty() && !lines.endsWith("\n") ? lines + "\n" : lines;
    }

    private static String lines(String text) {
        var lines = new StringBuilder();
        boolean returned = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (returned && c != '\n') lines.append('\r');
            returned = c == '\r';
            if (!returned) lines.append(c);
        }
        return returned ? lines.append('\r').toString() : lines.toString();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whatWasCutIsNotWhole(Form form) {
        if (!form.saysItsEnd()) return;
        byte[] whole = bytes(sent(form, "some\nlines\n", 99));
        for (int length = 0; length < whole.length; length++) {
            String part = new String(whole, 0, length, StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> received(form, part, 3))
                    .as(form + " of " + part.length() + " bytes")
                    .hasCauseInstanceOf(CutException.class);
        }
    }

    @Test
    void aMarkerComesBetweenWhatStoodAroundIt() throws IOException {
        var form = new Form(Representation.ASCII, Form.Structure.RECORD, Form.Mode.BLOCK, 6);
        var wire = new Kept();
        try (Outgoing out = Outgoing.of(form, Outgoing.Beginning.OF_FILE, wire)) {
            out.head().bytes(ByteBuffer.wrap(bytes("one\ntw")));
            out.head().marker("here", false);
            out.head().bytes(ByteBuffer.wrap(bytes("o\n")));
            out.head().end();
        }
        assertThat(received(form, wire.text(), 1)).isEqualTo("one\ntw<here>o\n");
    }

    @Test
    void aReturnThatIsHeldBackAtAMarkerIsTold() throws IOException {
        var form = new Form(Representation.ASCII, Form.Structure.FILE, Form.Mode.BLOCK, 6);
        String wire = "\0\0\2a\r" + "\20\0\1m" + "\100\0\2\nb";
        assertThat(received(form, wire, 1)).isEqualTo("a<m, after CR>\nb");
    }

    /// A small stream of much: whatever becomes of it, it becomes it piece by piece.
    @Test
    void aBombGoesOffInSmallPieces() throws IOException {
        long size = 300L << 20;
        var deflater = new Deflater(9);
        var form = new Form(Representation.IMAGE, Form.Structure.FILE, Form.Mode.DEFLATE, 9);
        var counted = new Counted();
        byte[] zeros = new byte[1 << 20];
        byte[] out = new byte[64 * 1024];
        long sent = 0;
        try (Incoming in = Incoming.of(form, false, counted)) {
            for (long left = size; !deflater.finished(); left -= zeros.length) {
                if (left > 0) deflater.setInput(zeros);
                else deflater.finish();
                for (int n = deflater.deflate(out); n > 0; n = deflater.deflate(out)) {
                    sent += n;
                    in.head().bytes(ByteBuffer.wrap(out, 0, n));
                }
            }
        } finally {
            deflater.end();
        }
        assertThat(counted.ended).isTrue();
        assertThat(counted.all).isEqualTo(size);
        assertThat(sent).isLessThan(size / 500);
        assertThat(counted.largest).isLessThanOrEqualTo(64 * 1024);
    }

    /// What does not get smaller is stored, what comes behind it is tried again.
    @ParameterizedTest
    @ValueSource(ints = {1_000, 65_536, 700_000})
    void whatGetsSmallerAndWhatDoesNotUnfoldsToTheSame(int piece) throws IOException {
        byte[] all = new byte[12 << 20];
        new Random(7).nextBytes(all);
        byte[] line = bytes("all work and no play makes a dull file\n");
        for (int at = 3 << 20; at < 9 << 20; at++) all[at] = line[at % line.length];
        var form = new Form(Representation.IMAGE, Form.Structure.FILE, Form.Mode.DEFLATE, 6);
        var wire = new Kept();
        try (Outgoing out = Outgoing.of(form, Outgoing.Beginning.OF_FILE, wire)) {
            for (int at = 0; at < all.length; at += piece) {
                out.head().bytes(ByteBuffer.wrap(all, at, Math.min(piece, all.length - at)));
                if (at % 5 == 0) out.head().flush();
            }
            out.head().end();
        }
        byte[] sent = wire.all.toByteArray();
        try (var in = new InflaterInputStream(new ByteArrayInputStream(sent))) {
            assertThat(in.readAllBytes()).isEqualTo(all);
        }
        assertThat(sent.length).isBetween(6 << 20, 8 << 20);
    }

    private static final class Counted implements Flow.Outlet {
        private long all;
        private int largest;
        private boolean ended;

        @Override
        public void bytes(ByteBuffer some) {
            all += some.remaining();
            largest = Math.max(largest, some.remaining());
        }

        @Override
        public void end() {
            ended = true;
        }
    }

    private static final class Kept implements Flow.Outlet {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private boolean ended;

        @Override
        public void bytes(ByteBuffer some) {
            while (some.hasRemaining()) all.write(some.get());
        }

        @Override
        public void marker(String text, boolean afterReturn) {
            all.writeBytes(PipelineTest.bytes("<" + text + (afterReturn ? ", after CR>" : ">")));
        }

        @Override
        public void end() {
            ended = true;
        }

        String text() {
            return all.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private static String sent(Form form, String text, int piece) {
        var wire = new Kept();
        try (Outgoing out = Outgoing.of(form, Outgoing.Beginning.OF_FILE, wire)) {
            feed(out.head(), bytes(text), piece);
            out.head().end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return wire.text();
    }

    private static String received(Form form, String wire, int piece) {
        var file = new Kept();
        try (Incoming in = Incoming.of(form, false, file)) {
            feed(in.head(), bytes(wire), piece);
            if (!file.ended) in.head().end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.text();
    }

    private static void feed(Flow flow, byte[] bytes, int piece) throws IOException {
        for (int at = 0; at < bytes.length; at += piece) {
            flow.bytes(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
