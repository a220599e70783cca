package dev.ferry.wire.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import dev.ferry.wire.ftp.ReplyParser.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyParserTest {

    private static ReplyParser parser() {
        return new ReplyParser(1_000, 10, bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private static List<Outcome> all(ReplyParser parser, String said) {
        var outcomes = new ArrayList<Outcome>();
        var bytes = ByteBuffer.wrap(said.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            outcomes.add(parser.take(bytes));
            if (outcomes.getLast() instanceof Outcome.Broken) break;
        }
        return outcomes;
    }

    private static List<String> lines(String said) {
        return switch (all(parser(), said).getLast()) {
            case Outcome.Complete(Reply reply) -> {
                var lines = new ArrayList<String>();
                lines.add(Integer.toString(reply.code()));
                lines.addAll(reply.lines());
                yield lines;
            }
            case Outcome.More() -> List.of("more");
            case Outcome.Broken(String why) -> List.of("broken", why);
        };
    }

    @Test
    void oneLine() {
        assertThat(lines("220 ready\r\n")).containsExactly("220", "ready");
    }

    @Test
    void aBareLineFeedEndsALineToo() {
        assertThat(lines("220-a\n220 b\n")).containsExactly("220", "a", "b");
    }

    @Test
    void aCodeAlone() {
        assertThat(lines("200\r\n")).containsExactly("200", "");
        assertThat(lines("211-\r\n211\r\n")).containsExactly("211", "", "");
    }

    /// The example of RFC 959 §4.2, and other codes inside.
    @Test
    void linesBetweenMayBeginWithAnything() {
        assertThat(
                        lines(
                                """
                                123-First line
                                Second line
                                  234 A line beginning with numbers
                                123 The last line
                                """))
                .containsExactly(
                        "123",
                        "First line",
                        "Second line",
                        "  234 A line beginning with numbers",
                        "The last line");
        assertThat(
                        lines(
                                """
                                230-hello
                                421 not the end
                                550-nor this
                                2300 nor this
                                230 end
                                """))
                .containsExactly(
                        "230",
                        "hello",
                        " 421 not the end",
                        " 550-nor this",
                        " 2300 nor this",
                        "end");
    }

    @Test
    void theCodeMayStandOnEachLine() {
        assertThat(lines("211-Features:\r\n211- MDTM\r\n211-SIZE\r\n211 End\r\n"))
                .containsExactly("211", "Features:", " MDTM", "SIZE", "End");
    }

    @Test
    void whatIsBehindAReplyIsLeft() {
        var parser = parser();
        var bytes = ByteBuffer.wrap("150 a\r\n226 b\r\n22".getBytes(StandardCharsets.US_ASCII));
        assertThat(parser.take(bytes)).isInstanceOf(Outcome.Complete.class);
        assertThat(bytes.remaining()).isEqualTo(9);
        assertThat(parser.isInside()).isFalse();
        assertThat(parser.take(bytes)).isInstanceOf(Outcome.Complete.class);
        assertThat(parser.take(bytes)).isInstanceOf(Outcome.More.class);
        assertThat(parser.isInside()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\r\n",
                "\r\n",
                "22\r\n",
                "2200 x\r\n",
                "099 x\r\n",
                "600 x\r\n",
                "220x\r\n",
                " 220 x\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 400 Bad Request\r\n",
                "+OK POP3\r\n"
            })
    void whatHasNoCodeIsNoReply(String said) {
        assertThat(lines(said).getFirst()).isEqualTo("broken");
        assertThat(lines(said).getLast()).startsWith("no reply code");
    }

    @Test
    void aReplyIsBoundedInBytesAndLines() {
        assertThat(lines("220 " + "x".repeat(2_000))).contains("a reply of more than 1000 bytes");
        assertThat(lines("220-x\r\n".repeat(12))).contains("a reply of more than 10 lines");
        assertThat(lines("220-x\r\n".repeat(9) + "220 x\r\n")).hasSize(11);
    }

    @Test
    void whatANameMayNotSayBecomesAQuestionMark() {
        assertThat(lines("257 \"a\u001b[2Jb\"\r\n")).containsExactly("257", "\"a?[2Jb\"");
    }

    @Test
    void anyBytesHaveAnOutcome() {
        qt().forAll(strings().allPossible().ofLengthBetween(0, 300))
                .checkAssert(said -> all(parser(), said + "\n"));
    }

    /// However the bytes come in pieces, the same replies come out.
    @Test
    void piecesDoNotMatter() {
        qt().forAll(
                        lists().of(integers().between(0, 5)).ofSizeBetween(1, 30),
                        integers().between(1, 40))
                .checkAssert((picks, size) -> {
                    String[] parts = {
                        "220 x\r\n", "211-a\n", "211 b\r\n", " c\r\n", "550 d\n", "211-\r\n"
                    };
                    var text = new StringBuilder();
                    for (int pick : picks) text.append(parts[pick]);
                    assertThat(outcomes(text.toString(), size))
                            .isEqualTo(outcomes(text.toString(), 10_000));
                });
    }

    private static List<Outcome> outcomes(String said, int size) {
        byte[] bytes = said.getBytes(StandardCharsets.US_ASCII);
        var outcomes = new ArrayList<Outcome>();
        var parser = parser();
        for (int at = 0; at < bytes.length; at += size) {
            var piece = ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at));
            while (piece.hasRemaining()) {
                Outcome outcome = parser.take(piece);
                if (!(outcome instanceof Outcome.More)) outcomes.add(outcome);
            }
        }
        return outcomes;
    }
}
