package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
    void whatStandsBehindALineFeedInALineIsNoCommand() {
        assertThat(lines("STOR a\nDELE b\r\nNOOP\r\n"))
                .satisfiesExactly(
                        line -> assertThat(line).isInstanceOf(Line.Bad.class),
                        line -> assertThat(line).isEqualTo(text("NOOP")));
    }

    @Test
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
    void telnetOptionsAreDeclinedOnce() {
        assertThat(lines(0xff, 0xfb, 1, 0xff, 0xfd, 3, 0xff, 0xfc, 1, 0xff, 0xfe, 3)).isEmpty();
        assertThat(reader.takeAnswers())
                .containsExactly(0xff, 0xfe, 1, 0xff, 0xfc, 3); // WILL: DONT, DO: WONT
        assertThat(reader.takeAnswers()).isEmpty();
    }

    @Test
    void aTelnetSubnegotiationIsTakenOut() {
        assertThat(lines(0xff, 0xfa, 24, 1, 0xff, 0xff, 2, 0xff, 0xf0, 'A', '\r', '\n'))
                .containsExactly(text("A"));
    }

    @Test
    void aDoubledByte255IsOne() {
        assertThat(lines('A', ' ', 0xff, 0xff, '\r', '\n')).containsExactly(text("A \uFFFDFF"));
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
