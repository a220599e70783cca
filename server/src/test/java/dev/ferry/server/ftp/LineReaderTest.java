package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class LineReaderTest {

    private final LineReader reader = new LineReader();

    @Test
    void crlfEndsALine() {
        assertThat(lines("USER a\r\nPASS b\r\nQU")).containsExactly(text("USER a"), text("PASS b"));
        assertThat(lines("IT\r\n")).containsExactly(text("QUIT"));
    }

    @Test
    void aLineMayComeByteByByte() {
        var all = new ArrayList<Line>();
        for (byte b : "NOOP\r\n".getBytes(StandardCharsets.US_ASCII)) all.addAll(lines(b & 0xff));
        assertThat(all).containsExactly(text("NOOP"));
    }

    @Test
    void aLineFeedThatEndsWhatCameMakesOneBadLine() {
        assertThat(lines("NOOP\n")).singleElement().isInstanceOf(Line.Bad.class);
        assertThat(lines("NOOP\r\n")).containsExactly(text("NOOP"));
    }

    @Test
    @DisplayName("CR, LF, NUL, IAC injection: LF")
    void whatStandsBehindALineFeedInALineIsNoCommand() {
        assertThat(lines("STOR a\nDELE b\r\nNOOP\r\n"))
                .satisfiesExactly(
                        line -> assertThat(line).isInstanceOf(Line.Bad.class),
                        line -> assertThat(line).isEqualTo(text("NOOP")));
    }

    @Test
    @DisplayName("CR, LF, NUL, IAC injection: NUL")
    void aNulMakesOneBadLine() {
        assertThat(lines("RETR a\0b\r\nNOOP\r\n"))
                .satisfiesExactly(
                        line -> assertThat(line).isInstanceOf(Line.Bad.class),
                        line -> assertThat(line).isEqualTo(text("NOOP")));
    }

    @Test
    void aLineThatIsTooLongMakesOneBadLineHoweverLongItIs() {
        for (int i = 0; i < 1_000; i++) assertThat(lines("x".repeat(1_000))).isEmpty();
        assertThat(reader.room()).isPositive();
        assertThat(lines("\r\nNOOP\r\n"))
                .satisfiesExactly(
                        line -> assertThat(line).isInstanceOf(Line.Bad.class),
                        line -> assertThat(line).isEqualTo(text("NOOP")));
    }

    @Test
    void theLongestLineIsALine() {
        String longest = "x".repeat(LineReader.LONGEST);
        assertThat(lines(longest + "\r\n")).containsExactly(text(longest));
    }

    @Test
    void linesThatNobodyReadsUseUpTheRoom() {
        byte[] empty = "\r\n".repeat(512).getBytes(StandardCharsets.US_ASCII);
        int fed = 0;
        while (reader.room() > 0 && fed < 1_000) {
            reader.feed(ByteBuffer.wrap(empty));
            fed++;
        }
        assertThat(fed).isLessThan(10);
        while (reader.poll(WireText.UTF8) != null) {
            // read them all
        }
        assertThat(reader.room()).isPositive();
    }

    @Test
    void aReturnWithinALineStays() {
        assertThat(lines("RETR a\rb\r\r\n")).containsExactly(text("RETR a\rb\r"));
    }

    @Test
    void telnetsInterruptAndSynchAreTakenOut() {
        assertThat(lines(0xff, 0xf4, 0xff, 0xf2, 'A', 'B', 'O', 'R', '\r', '\n'))
                .containsExactly(text("ABOR"));
    }

    @Test
    void telnetsInterruptAndSynchAreTakenOutHoweverTheyArrive() {
        var all = new ArrayList<Line>();
        for (int b : new int[] {0xff, 0xf4, 0xff, 0xf2, 'A', 'B', 'O', 'R', '\r', '\n'}) {
            all.addAll(lines(b));
        }
        assertThat(all).containsExactly(text("ABOR"));
    }

    /// No operation, Are You There, Abort Output, Go Ahead, Break; before, in and behind a line.
    @Test
    @DisplayName("CR, LF, NUL, IAC injection: IAC")
    void telnetsCommandsAreTakenOutOfALineAndNotAnswered() {
        assertThat(lines(0xff, 241, 'N', 'O', 0xff, 246, 'O', 0xff, 245, 'P', 0xff, 249)).isEmpty();
        assertThat(lines('\r', '\n', 0xff, 243)).containsExactly(text("NOOP"));
        assertThat(reader.takeAnswers()).isEmpty();
    }

    @Test
    void telnetsWillIsAnsweredWithDontOnce() {
        assertThat(lines('N', 'O', 0xff, 0xfb, 1, 'O', 'P', '\r', '\n'))
                .containsExactly(text("NOOP"));
        assertThat(reader.takeAnswers()).containsExactly(0xff, 0xfe, 1);
        assertThat(reader.takeAnswers()).isEmpty();
    }

    @Test
    void telnetsDoIsAnsweredWithWontOnce() {
        assertThat(lines(0xff, 0xfd, 3, 'N', 'O', 'O', 'P', '\r', '\n'))
                .containsExactly(text("NOOP"));
        assertThat(reader.takeAnswers()).containsExactly(0xff, 0xfc, 3);
        assertThat(reader.takeAnswers()).isEmpty();
    }

    /// Or two that decline would never end.
    @Test
    void telnetsWontAndDontAreNotAnswered() {
        assertThat(lines(0xff, 0xfc, 1, 0xff, 0xfe, 3, 'N', 'O', 'O', 'P', '\r', '\n'))
                .containsExactly(text("NOOP"));
        assertThat(reader.takeAnswers()).isEmpty();
    }

    /// The option's number may be any byte, also one that looks like something else.
    @Test
    void theOptionDeclinedIsTheOneThatWasNamed() {
        assertThat(lines(0xff, 0xfb, 0xff, 0xff, 0xfd, '\n', 'A', '\r', '\n'))
                .containsExactly(text("A"));
        assertThat(reader.takeAnswers()).containsExactly(0xff, 0xfe, 0xff, 0xff, 0xfc, '\n');
    }

    @Test
    void whoOffersWithoutEndIsNotAnsweredWithoutEnd() {
        for (int i = 0; i < 10_000; i++) lines(0xff, 0xfb, 1);
        assertThat(reader.takeAnswers()).hasSizeLessThan(1_000);
        assertThat(lines("NOOP\r\n")).containsExactly(text("NOOP"));
    }

    @Test
    void aTelnetSubnegotiationIsTakenOutAndNotAnswered() {
        assertThat(lines(0xff, 0xfa, 24, 1, '\r', '\n', 0xff, 0xff, 2)).isEmpty();
        assertThat(lines(0xff, 0xf0, 'A', '\r', '\n')).containsExactly(text("A"));
        assertThat(reader.takeAnswers()).isEmpty();
    }

    @Test
    void aDoubledByte255IsOne() {
        assertThat(lines('A', ' ', 0xff, 0xff, '\r', '\n')).containsExactly(text("A \uFFFDFF"));
        reader.feed(ByteBuffer.wrap(new byte[] {'A', ' ', -1, -1, '\r', '\n'}));
        assertThat(reader.poll(WireText.in("ISO-8859-1"))).isEqualTo(text("A ÿ"));
    }

    @Test
    void bytesThatAreNotUtf8BecomeEscapesThatNameTheFile() {
        assertThat(lines('R', ' ', 'c', 0xe9, '\r', '\n')).containsExactly(text("R c\uFFFDE9"));
        assertThat(lines("R é漢😀\r\n")).containsExactly(text("R é漢😀"));
    }

    private static Line text(String text) {
        return new Line.Text(text);
    }

    private List<Line> lines(String text) {
        return lines(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Line> lines(int... bytes) {
        var all = new ByteArrayOutputStream();
        for (int b : bytes) all.write(b);
        return lines(all.toByteArray());
    }

    private List<Line> lines(byte[] bytes) {
        reader.feed(ByteBuffer.wrap(bytes));
        var lines = new ArrayList<Line>();
        for (Line line = reader.poll(WireText.UTF8);
                line != null;
                line = reader.poll(WireText.UTF8)) lines.add(line);
        return lines;
    }
}
