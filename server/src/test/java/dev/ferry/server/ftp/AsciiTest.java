package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import dev.ferry.files.OffsetPastEndException;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.WriteMode;
import dev.ferry.files.storage.NewFile;
import dev.ferry.files.storage.Sink;
import dev.ferry.files.storage.memory.MemoryStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

/// TYPE A, wherever pieces part.
final class AsciiTest {

    private static final String[] PARTS = {"\r", "\n", "a", "\r\n"};

    private static final Gen<String> TEXTS =
            lists().of(integers().between(0, 3).map(i -> PARTS[i]))
                    .ofSizeBetween(0, 12)
                    .map(parts -> String.join("", parts));

    @Test
    void aLineEndsInCrlfOnTheWireAndInLfInTheFile() {
        assertThat(out("a\nb\r\nc\rd\n", 99)).isEqualTo("a\r\nb\r\nc\rd\r\n");
        assertThat(in("a\r\nb\nc\rd\r\r\n\r", 99)).isEqualTo("a\nb\nc\rd\r\n\r");
    }

    @Test
    void piecesMayPartAnywhere() {
        qt().forAll(TEXTS, integers().between(1, 4))
                .check((text, piece) ->
                        out(text, piece).equals(out(text, 99))
                                && in(text, piece).equals(in(text, 99)));
    }

    @Test
    void textWithoutReturnsComesBackAsItWent() {
        qt().forAll(TEXTS.map(text -> text.replace("\r", "")), integers().between(1, 4))
                .check((text, piece) -> in(out(text, piece), piece).equals(text));
    }

    @Test
    void aTextGoesOnWhereverItWasBroken() {
        qt().forAll(TEXTS)
                .check(text -> {
                    String whole = out(text, 99);
                    for (int sent = 0; sent <= whole.length(); sent++) {
                        if (!whole.substring(sent).equals(rest(text, sent))) return false;
                    }
                    return size(text) == whole.length();
                });
    }

    @Test
    void noTextIsBrokenBehindItsEnd() {
        assertThatThrownBy(() -> counter("a\n").place(4))
                .isInstanceOf(OffsetPastEndException.class);
    }

    /// A text as it goes out from a restart.
    private static String rest(String text, int sent) {
        try {
            AsciiCount.Place place = counter(text).place(sent);
            String left = text.substring((int) place.offset());
            return convert(left, 99, new AsciiOut(place.afterReturn())::convert);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(String text) {
        try {
            return counter(text).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AsciiCount counter(String text) throws IOException {
        var storage = new MemoryStorage();
        var path = VirtualPath.of("/t");
        var options = new NewFile(0644, false);
        try (var sink = storage.write(path, new WriteMode.Fresh(true), "me", options)) {
            sink.begin();
            sink.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            sink.commit(Sink.LastCheck.NONE);
        }
        return new AsciiCount(path, storage.read(path), () -> {});
    }

    private static String out(String text, int piece) {
        return convert(text, piece, new AsciiOut(false)::convert);
    }

    private static String in(String text, int piece) {
        var lines = new AsciiIn();
        String most = convert(text, piece, lines::convert);
        var rest = ByteBuffer.allocate(1);
        lines.finish(rest);
        return most + new String(rest.array(), 0, rest.position(), StandardCharsets.US_ASCII);
    }

    private interface Conversion {
        void convert(ByteBuffer from, ByteBuffer to);
    }

    private static String convert(String text, int piece, Conversion conversion) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        var all = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length; at += piece) {
            var to = ByteBuffer.allocate(2 * piece + 1);
            conversion.convert(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)), to);
            all.write(to.array(), 0, to.position());
        }
        return all.toString(StandardCharsets.US_ASCII);
    }
}
