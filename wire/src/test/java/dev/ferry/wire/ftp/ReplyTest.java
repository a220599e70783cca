package dev.ferry.wire.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.Generate.pick;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import dev.ferry.wire.ftp.Command.Representation;
import dev.ferry.wire.ftp.Facts.Selection;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.quicktheories.core.Gen;

class ReplyTest {

    private static final String EVIL = "/a\r\n226 ok\r\n250-\u0000\u001b[2J\u007f\"";

    @Test
    void oneLineHasItsCodeAndABlank() {
        assertThat(Reply.refused("/in/a.txt", "no such file").wire())
                .isEqualTo("550 /in/a.txt: no such file\r\n");
    }

    @Test
    void manyLinesStandBetweenTheCodeWithAHyphenAndTheCodeWithABlank() {
        assertThat(Reply.status(List.of("In /a", "3 files moved", "", "211 no end")).wire())
                .isEqualTo(
                        crlf(
                                """
                                211-Status
                                In /a
                                 3 files moved

                                 211 no end
                                211 End of status
                                """));
    }

    @Test
    void featuresAreIndentedByOneBlank() {
        assertThat(Reply.features(List.of("MDTM", "MLST type*;size;")).wire())
                .isEqualTo(
                        crlf(
                                """
                                211-Features
                                 MDTM
                                 MLST type*;size;
                                211 End
                                """));
        assertThat(Reply.features(List.of()).wire()).isEqualTo("211 No features\r\n");
    }

    @Test
    void wordsThatAnRfcPrescribesAreThose() {
        Instant time = Instant.parse("2002-07-17T21:07:15Z");
        assertThat(Reply.openingUnique("/a.1").wire()).isEqualTo("150 FILE: /a.1\r\n");
        assertThat(Reply.size(123).wire()).isEqualTo("213 123\r\n");
        assertThat(Reply.modified(time).wire()).isEqualTo("213 20020717210715\r\n");
        assertThat(Reply.modifiedSet(time, "Fred.txt").wire())
                .isEqualTo("213 Modify=20020717210715; Fred.txt\r\n");
        assertThat(Reply.system().wire()).isEqualTo("215 UNIX Type: L8\r\n");
        assertThat(Reply.passive(new byte[] {(byte) 192, 0, 2, (byte) 255}, 65_535).wire())
                .isEqualTo("227 Entering Passive Mode (192,0,2,255,255,255)\r\n");
        assertThat(Reply.passive(new byte[4], 1_025).wire()).contains("(0,0,0,0,4,1)");
        assertThat(Reply.extendedPassive(6446).wire())
                .isEqualTo("229 Entering Extended Passive Mode (|||6446|)\r\n");
        assertThat(Reply.protocolNotSupported("1,2").wire())
                .isEqualTo("522 Network protocol not supported, use (1,2)\r\n");
        assertThat(Reply.factsSelected(Selection.of(List.of("size", "type"))).wire())
                .isEqualTo("200 MLST OPTS type;size;\r\n");
        assertThat(Reply.factsSelected(Selection.of(List.of())).wire())
                .isEqualTo("200 MLST OPTS\r\n");
        assertThat(Reply.facts("tmp", "type=dir; /tmp").lines().get(1))
                .isEqualTo(" type=dir; /tmp");
    }

    @Test
    void theLengthIsWhereClientsLookForIt() {
        assertThat(Reply.opening("/a.txt", Representation.IMAGE, 123).wire())
                .isEqualTo("150 Opening binary data connection for /a.txt (123 bytes)\r\n");
        assertThat(Reply.opening("/a.txt", Representation.ASCII).wire())
                .isEqualTo("150 Opening ASCII data connection for /a.txt\r\n");
    }

    @Test
    void quotesInAPathAreDoubled() {
        assertThat(Reply.directory("/a\"b").wire()).startsWith("257 \"/a\"\"b\" ");
        assertThat(Reply.folderMade("/\"").wire()).startsWith("257 \"/\"\"\" ");
    }

    @Test
    void aBannerMayHaveLines() {
        assertThat(Reply.ready("ferry").wire()).isEqualTo("220 ferry\r\n");
        assertThat(Reply.ready("one\n220 two\r\nthree").wire())
                .isEqualTo(crlf("220-one\n 220 two\n220 three\n"));
        assertThat(Reply.ready("").wire()).isEqualTo("220 \r\n");
    }

    @Test
    void aMalformedCommandIsToldHowToWriteIt() {
        assertThat(malformed("REST -1"))
                .isEqualTo(
                        "501 REST: \"-1\" is no number from 0 to 9223372036854775807 and no"
                                + " marker; write REST <offset>|<marker>\r\n");
        assertThat(malformed("CWD")).isEqualTo("501 CWD: needs an argument; write CWD <path>\r\n");
        assertThat(malformed("PASV x")).isEqualTo("501 PASV: takes no argument; write PASV\r\n");
    }

    @Test
    void aLongVerbIsNotRepeatedInFull() {
        assertThat(Reply.notUnderstood("X".repeat(5_000)).wire()).hasSizeLessThan(200);
    }

    @Test
    void helpListsEachVerbThatIsServedWithItsSyntaxAndNoOther() {
        for (Verb verb : Verb.values()) {
            assertThat(Reply.help().lines().contains(' ' + verb.syntax())).isEqualTo(verb.served());
        }
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void helpOnAVerbNamesItsSyntaxAndWhereItIsDefined(Verb verb) {
        assertThat(Reply.help(verb).wire())
                .contains(verb.syntax())
                .contains(verb.specification())
                .matches(text -> text.contains("not served") != verb.served());
    }

    @Test
    void aCodeThatIsNoneAndAReplyWithoutALineAreOurBugs() {
        assertThatThrownBy(() -> new Reply(99, List.of("")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Reply(600, List.of("")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Reply(200, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Reply.passive(new byte[16], 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static List<Method> occasions() {
        return Arrays.stream(Reply.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getReturnType() == Reply.class)
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("occasions")
    void onEveryOccasionEvilWordsMakeOneReplyWithoutControls(Method occasion) throws Exception {
        Object[] arguments =
                Arrays.stream(occasion.getGenericParameterTypes()).map(ReplyTest::evil).toArray();
        Reply reply = (Reply) occasion.invoke(null, arguments);
        assertThat(replies(reply.wire())).containsExactly(reply);
        assertThat(reply.wire().replace("\r\n", "")).matches("[^\\x00-\\x1f\\x7f]*");
        assertThat(reply.lines().getFirst()).isNotBlank();
        assertThat(reply.preliminary()).isEqualTo(reply.wire().startsWith("1"));
        assertThat(reply.negative()).isEqualTo(reply.wire().matches("(?s)[45].*"));
    }

    @Test
    void thereAreOccasionsToTry() {
        assertThat(occasions()).hasSizeGreaterThan(50);
    }

    @Test
    @DisplayName("reply forging: every reply")
    void everyReplyIsOneReplyAndIsReadBackAsItWas() {
        Gen<String> lines =
                pick(List.of("211 End", "211-more", " 211 End", "2", "", "\r\n211 x\r\n", "211"))
                        .mix(strings().allPossible().ofLengthBetween(0, 20));
        qt().withExamples(3_000)
                .forAll(integers().between(209, 213), lists().of(lines).ofSizeBetween(1, 6))
                .checkAssert((code, texts) -> {
                    var reply = new Reply(code, texts);
                    assertThat(replies(reply.wire())).containsExactly(reply);
                });
    }

    private static String crlf(String text) {
        return text.replace("\n", "\r\n");
    }

    private static String malformed(String line) {
        return CommandParser.parse(line) instanceof Command.Malformed(String verb, String why)
                ? Reply.malformed(verb, why).wire()
                : "understood";
    }

    /// Reads as a client does (RFC 959 §4.2): to the line with the same code and a blank.
    private static List<Reply> replies(String wire) {
        var replies = new ArrayList<Reply>();
        var lines = new ArrayList<>(List.of(wire.split("\r\n", -1)));
        assertThat(lines.removeLast()).isEmpty();
        while (!lines.isEmpty()) {
            String first = lines.removeFirst();
            assertThat(first).matches("(?s)[1-5]\\d\\d[ -].*");
            String code = first.substring(0, 3);
            var texts = new ArrayList<>(List.of(first.substring(4)));
            boolean more = first.charAt(3) == '-';
            while (more) {
                String line = lines.removeFirst();
                more = !line.startsWith(code + " ");
                texts.add(more ? line : line.substring(4));
            }
            replies.add(new Reply(Integer.parseInt(code), texts));
        }
        return replies;
    }

    private static Object evil(Type generic) {
        if (generic instanceof ParameterizedType of) {
            Type last = of.getActualTypeArguments()[of.getActualTypeArguments().length - 1];
            if (of.getRawType() == Map.class) return Map.of(EVIL, EVIL);
            if (last == String.class) return List.of(EVIL, "226 ok", EVIL);
            return List.of(evil(last));
        }
        Class<?> type = (Class<?>) generic;
        if (type == String.class) return EVIL;
        if (type == HashFunction.class) return HashFunction.DEFAULT;
        if (type == SiteVerb.class) return SiteVerb.CHMOD;
        if (type == Command.Change.class) return new Command.Change.Mode(07777);
        if (type == long.class) return Long.MAX_VALUE;
        if (type == OptionalLong.class) return OptionalLong.of(Long.MAX_VALUE);
        if (type == int.class) return 65_535;
        if (type == char.class) return '\n';
        if (type == byte[].class) return new byte[] {-1, -1, -1, -1};
        if (type == Instant.class) return Instant.MAX;
        if (type == Representation.class) return Representation.ASCII;
        if (type == Selection.class) return Selection.ALL;
        if (type == Verb.class) return Verb.RETR;
        throw new IllegalArgumentException("say what is evil about a " + type);
    }
}
