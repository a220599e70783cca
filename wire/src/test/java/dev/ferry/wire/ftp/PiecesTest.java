package dev.ferry.wire.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quicktheories.core.Gen;

/// Blocks, and the codes of records in a stream, wherever what comes parts.
class PiecesTest {

    /// What a sender says, as text: bytes as they are, `|` a record's end, `M` a marker.
    private static final String[] WORDS = {"a", "\u00ff", "\u0001", "\u0002", "|", "M", "abcdef"};

    private static final Gen<List<String>> TALKS =
            lists().of(integers().between(0, WORDS.length - 1).map(i -> WORDS[i]))
                    .ofSizeBetween(0, 20);

    private static final Gen<byte[]> NOISE =
            lists().of(integers().between(0, 5).map(i -> new int[] {0, 1, 3, 16, 64, 255}[i]))
                    .ofSizeBetween(0, 30)
                    .map(PiecesTest::bytes);

    @Test
    void blocksComeBackAsTheyWentWhereverTheyPart() {
        qt().forAll(TALKS, integers().between(1, 9), integers().between(1, 40))
                .check((talk, split, room) -> {
                    String said = String.join("", talk) + "$";
                    return heard(blocks(talk, room), split, blockReader()).equals(said);
                });
    }

    @Test
    void recordCodesComeBackAsTheyWentWhereverTheyPart() {
        qt().forAll(TALKS, integers().between(1, 9), integers().between(2, 40))
                .check((talk, split, room) -> {
                    List<String> plain = talk.stream().filter(it -> !it.equals("M")).toList();
                    String said = String.join("", plain) + "$";
                    return heard(codes(plain, room), split, codeReader()).equals(said);
                });
    }

    @Test
    void noiseIsReadTheSameWhereverItPartsAndNeverThrows() {
        qt().forAll(NOISE, integers().between(1, 9))
                .check((noise, split) ->
                        heard(noise, split, blockReader()).equals(heard(noise, 99, blockReader()))
                                && heard(noise, split, codeReader())
                                        .equals(heard(noise, 99, codeReader())));
    }

    @Test
    void aBlockHoldsAsMuchAsItsCountCanSay() {
        byte[] much = new byte[200_000];
        java.util.Arrays.fill(much, (byte) 'x');
        var writer = new BlockWriter(300_000);
        writer.bytes(ByteBuffer.wrap(much));
        writer.endOfFile();
        ByteBuffer all = writer.take();
        assertThat(all.remaining()).isEqualTo(200_000 + 4 * 3);
        assertThat(all.getShort(1)).isEqualTo((short) 0xffff);
        byte[] bytes = new byte[all.remaining()];
        all.get(bytes);
        assertThat(heard(bytes, 1000, blockReader())).hasSize(200_001).endsWith("x$");
    }

    @Test
    void theBytesOfABlockAreThoseOfTheRfc() {
        var writer = new BlockWriter(100);
        writer.bytes(ByteBuffer.wrap(new byte[] {'a', 'b'}));
        writer.endOfRecord();
        writer.marker("here");
        writer.endOfFile();
        ByteBuffer all = writer.take();
        byte[] expected = {
            (byte) 128, 0, 2, 'a', 'b', 16, 0, 4, 'h', 'e', 'r', 'e', 64, 0, 0,
        };
        assertThat(all).isEqualTo(ByteBuffer.wrap(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "64 0 1 a, a$",
        "192 0 1 a, a|$",
        "224 0 1 a, ?a|$",
        "32 0 0 0 0 1 a, ?a",
        "16 0 1 a, <a>",
        "80 0 1 a, <a>$",
        "0 0 0 0 0 0, ''",
    })
    void descriptorsMayBeJoined(String block, String heard) {
        assertThat(heard(bytes(block), 1, blockReader())).isEqualTo(heard);
    }

    @ParameterizedTest
    @CsvSource({
        "1 0 1 a, mean nothing",
        "142 0 1 a, mean nothing",
        "16 0 0, has 0 bytes",
        "16 0 129 a, has 129 bytes",
        "16 255 255 a, not 1 to 128",
        "16 0 3 a 32 b, not printable",
        "16 0 1 200, not printable",
        "64 0 0 0, follow the block",
    })
    void wrongBlocksAreNamed(String block, String why) {
        assertThat(heard(bytes(block), 1, blockReader())).contains("!").contains(why);
    }

    @ParameterizedTest
    @CsvSource({
        "a 255 1 b 255 3, a|b|$",
        "255 255 255 255, \u00ff\u00ff",
        "255 2, $",
    })
    void codesAreRead(String stream, String heard) {
        assertThat(heard(bytes(stream), 1, codeReader())).isEqualTo(heard);
    }

    @ParameterizedTest
    @CsvSource({
        "255 0, is no code",
        "255 4, is no code",
        "255 254, is no code",
        "255 2 a, follow the code",
        "255 3 255, follow the code",
    })
    void wrongCodesAreNamed(String stream, String why) {
        assertThat(heard(bytes(stream), 1, codeReader())).contains("!").contains(why);
    }

    @Test
    void noMarkerIsWrittenThatCouldNotBeRead() {
        for (String marker : new String[] {"", "a b", "ä", "x".repeat(129)}) {
            assertThat(BlockReader.isMarker(marker)).isFalse();
            assertThatThrownBy(() -> new BlockWriter(9).marker(marker))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    // ---- both ways

    private static byte[] blocks(List<String> talk, int room) {
        var all = new ByteArrayOutputStream();
        var writer = new BlockWriter(room);
        for (String word : talk) {
            ByteBuffer from = ByteBuffer.wrap(word.getBytes(StandardCharsets.ISO_8859_1));
            if (writer.isFull()) drain(writer.take(), all);
            switch (word) {
                case "|" -> writer.endOfRecord();
                case "M" -> writer.marker("M");
                default -> {
                    while (from.hasRemaining()) {
                        writer.bytes(from);
                        if (writer.isFull()) drain(writer.take(), all);
                    }
                }
            }
        }
        if (writer.isFull()) drain(writer.take(), all);
        writer.endOfFile();
        drain(writer.take(), all);
        return all.toByteArray();
    }

    private static byte[] codes(List<String> talk, int room) {
        var all = new ByteArrayOutputStream();
        var to = ByteBuffer.allocate(room);
        for (String word : talk) {
            ByteBuffer from = ByteBuffer.wrap(word.getBytes(StandardCharsets.ISO_8859_1));
            if (word.equals("|")) {
                RecordCodes.endOfRecord(to);
                drain(to.flip(), all);
                to.clear();
            }
            while (!word.equals("|") && from.hasRemaining()) {
                RecordCodes.bytes(from, to);
                drain(to.flip(), all);
                to.clear();
            }
        }
        RecordCodes.endOfFile(to);
        drain(to.flip(), all);
        return all.toByteArray();
    }

    private static void drain(ByteBuffer from, ByteArrayOutputStream to) {
        while (from.hasRemaining()) to.write(from.get());
    }

    private static Function<ByteBuffer, Piece> blockReader() {
        return new BlockReader()::next;
    }

    private static Function<ByteBuffer, Piece> codeReader() {
        return new RecordCodes.Reader()::next;
    }

    /// What was heard, as text: as it was said, `$` the end, `?` a warning, `!` trouble.
    private static String heard(byte[] wire, int split, Function<ByteBuffer, Piece> reader) {
        var heard = new StringBuilder();
        var trouble = new ArrayList<String>();
        for (int at = 0; at < wire.length && trouble.isEmpty(); at += split) {
            var from = ByteBuffer.wrap(wire, at, Math.min(split, wire.length - at));
            Piece piece;
            do {
                piece = reader.apply(from);
                switch (piece) {
                    case Piece.Bytes(ByteBuffer bytes) ->
                            heard.append(StandardCharsets.ISO_8859_1.decode(bytes));
                    case Piece.EndOfRecord() -> heard.append('|');
                    case Piece.EndOfFile() -> heard.append('$');
                    case Piece.Marker(String text) ->
                            heard.append(text.equals("M") ? text : "<" + text + ">");
                    case Piece.Suspect() -> heard.append('?');
                    case Piece.Malformed(String why) -> trouble.add(why);
                    case Piece.More() -> {}
                }
            } while (!(piece instanceof Piece.More) && trouble.isEmpty());
        }
        return trouble.isEmpty() ? heard.toString() : heard + "!" + trouble.getFirst();
    }

    private static byte[] bytes(List<Integer> numbers) {
        byte[] bytes = new byte[numbers.size()];
        for (int i = 0; i < bytes.length; i++) bytes[i] = numbers.get(i).byteValue();
        return bytes;
    }

    /// Numbers in decimal, and letters.
    private static byte[] bytes(String words) {
        var bytes = new ArrayList<Integer>();
        for (String word : words.split(" ")) {
            bytes.add(
                    Character.isDigit(word.charAt(0))
                            ? Integer.valueOf(word)
                            : Integer.valueOf(word.charAt(0)));
        }
        return bytes(bytes);
    }
}
