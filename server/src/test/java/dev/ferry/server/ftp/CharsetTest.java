package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import dev.ferry.files.NameText;
import dev.ferry.server.ftp.FtpSettings.CharsetFor;
import dev.ferry.server.net.Network;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Sessions in a charset of old: commands, replies and listings, and what the charset cannot say.
final class CharsetTest {

    private static final List<WireText> CHARSETS =
            List.of(
                    WireText.UTF8,
                    WireText.in("ISO-8859-1"),
                    WireText.in("windows-1252"),
                    WireText.in("Shift_JIS"),
                    WireText.in("windows-31j"),
                    WireText.in("GB18030"),
                    WireText.in("EUC-KR"),
                    WireText.in("Big5-HKSCS"),
                    WireText.in("IBM850"));

    private static FtpSettings settings(String network, String charset) {
        return TestServer.settings()
                .withCharsets(List.of(new CharsetFor(Network.parse(network), charset)));
    }

    @Test
    void aNetworkSpeaksLatin1() throws Exception {
        try (var talk = new Dialogue(settings("127.0.0.0/8", "ISO-8859-1"))) {
            talk.file("/été ÿ", "x").folder("/é");
            talk.play(
                    LOGIN
                            + """
                            > CWD \\xe9
                            < 250 Now in /\\xe9
                            > PWD
                            < 257 "/\\xe9" *
                            > CDUP
                            < 200 *
                            > SIZE \\xe9t\\xe9 \\xff\\xff
                            < 213 1
                            > DELE \\xff\\xff
                            < 550 /\\xff\\xff: no such file or folder
                            > EPSV
                            < 229 *
                            > NLST
                            < 150 *
                            <<\\xe9\\r\\n\\xe9t\\xe9 \\xff\\r\\n
                            < 226 *
                            > EPSV
                            < 229 *
                            > LIST
                            < 150 *
                            <<d*\\xe9\\r\\n-*\\xe9t\\xe9 \\xff\\r\\n
                            < 226 *
                            > EPSV
                            < 229 *
                            > MLSD
                            < 150 *
                            <<*charset=ISO-8859-1; \\xe9\\r\\n*charset=ISO-8859-1; \\xe9t\\xe9 \\xff\\r\\n
                            < 226 *
                            > STAT \\xe9t\\xe9 \\xff\\xff
                            < 213-Status of /\\xe9t\\xe9 \\xff\\xff
                            <  -*\\xe9t\\xe9 \\xff\\xff
                            < 213 *
                            > EPSV
                            < 229 *
                            > STOR gar\\xe7on
                            < 150 *
                            >>y
                            < 226 *
                            """);
            assertThat(talk.server.content("/garçon")).contains("y");
        }
    }

    @Test
    void whatLatin1CannotSayIsEscapedAndLeadsBack() throws Exception {
        try (var talk = new Dialogue(settings("127.0.0.0/8", "ISO-8859-1"))) {
            talk.file("/漢😀", "x").file("/#U6F22", "yy");
            talk.play(
                    LOGIN
                            + """
                            > EPSV
                            < 229 *
                            > NLST
                            < 150 *
                            <<#U0023U6F22\\r\\n#U6F22#L01F600\\r\\n
                            < 226 *
                            > SIZE #U6F22#L01F600
                            < 213 1
                            > SIZE #U0023U6F22
                            < 213 2
                            > RNFR #U6F22#L01F600
                            < 350 *
                            > RNTO #U5B57 \\xe9
                            < 250 Renamed /#U6F22#L01F600 to /#U5B57 \\xe9
                            """);
            assertThat(talk.server.content("/字 é")).contains("x");
        }
    }

    @Test
    void aScannerSpeaksShiftJis() throws Exception {
        try (var talk = new Dialogue(settings("127.0.0.1", "Shift_JIS"))) {
            talk.file("/表.txt", "x"); // its second byte is a backslash
            talk.play(
                    LOGIN
                            + """
                            > SIZE \\x95\\x5c.txt
                            < 213 1
                            > EPSV
                            < 229 *
                            > NLST
                            < 150 *
                            <<\\x95\\x5c.txt\\r\\n
                            < 226 *
                            > MKD \\x8a\\xbf\\x8e\\x9a
                            < 257 "/\\x8a\\xbf\\x8e\\x9a" made
                            > MKD \\xe9
                            < 257 "/#UFFFDE9" made
                            > CWD #UFFFDE9
                            < 250 *
                            """);
            assertThat(talk.server.storage.stat(dev.ferry.files.VirtualPath.of("/漢字")).isFolder())
                    .isTrue();
        }
    }

    @Test
    void aClientThatKnowsUtf8AsksForItAndGetsItAtOnce() throws Exception {
        try (var talk = new Dialogue(settings("127.0.0.0/8", "ISO-8859-1"))) {
            talk.file("/é", "x").play(LOGIN);
            var client = talk.client();
            assertThat(FeaturesTest.features(client)).doesNotContain("UTF8");
            client.raw("OPTS UTF8 ON\r\nSIZE é\r\n".getBytes(StandardCharsets.UTF_8));
            talk.play("< 200 Names are UTF-8\n< 213 1");
            assertThat(FeaturesTest.features(client)).contains("UTF8");
            talk.play(
                    """
                    > MLST é
                    < 250-Facts of /é
                    <  type=*; /é
                    < 250 *
                    > OPTS UTF8 OFF
                    < 200 Names are ISO-8859-1
                    > SIZE \\xe9
                    < 213 1
                    """);
        }
    }

    @Test
    void anAccountsCharsetGoesBeforeItsNetworks() throws Exception {
        try (var talk = new Dialogue(settings("127.0.0.0/8", "Shift_JIS"))) {
            talk.file("/é", "x");
            talk.server.desk.change("admin", a -> a.withCharset(Optional.of("ISO-8859-1")));
            talk.play(
                    LOGIN
                            + """
                            > SIZE \\xe9
                            < 213 1
                            > STAT
                            < 211-Status
                            <...
                            < Replies are in English, names are ISO-8859-1
                            <...
                            < 211 *
                            > REIN
                            < 220 *
                            > USER \\x95\\x5c
                            < 331 Password of "\\x95\\x5c", please
                            """);
        }
    }

    @Test
    void otherNetworksSpeakUtf8() throws Exception {
        try (var talk = new Dialogue(settings("10.0.0.0/8", "ISO-8859-1"))) {
            talk.file("/é", "x").play(LOGIN + "> SIZE é\n< 213 1\n> OPTS UTF8 OFF\n< 504 *");
        }
    }

    @Test
    void aPasswordIsTakenAsItStands() {
        WireText latin = WireText.in("ISO-8859-1");
        byte[] line = "PASS #U0041é".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(latin.decode(line)).isEqualTo("PASS #U0041é");
    }

    @Test
    void noCharsetThatFtpCannotBeSpokenIn() {
        for (String name : List.of("UTF-16", "IBM037", "ISO-2022-JP", "x-nothing", "no such", "")) {
            assertThatThrownBy(() -> FtpSettings.requireCharset(name))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + name + "'");
        }
        assertThat(FtpSettings.requireCharset("latin1")).isEqualTo("ISO-8859-1");
    }

    @Test
    void everyNameLeadsBackToItselfInEveryCharset() {
        var odd =
                strings()
                        .betweenCodePoints(0x23, 0x46) // with # and the digits of escapes
                        .ofLengthBetween(0, 12)
                        .map(text -> text.replace('$', 'U').replace('%', 'L'));
        qt().withExamples(3_000)
                .forAll(strings().allPossible().ofLengthBetween(0, 20), odd)
                .checkAssert((any, like) -> {
                    String name = NameText.of((any + like + any).getBytes(StandardCharsets.UTF_8));
                    for (WireText text : CHARSETS) {
                        assertThat(text.decode(text.encode(name))).as(text + "").isEqualTo(name);
                    }
                });
    }

    @Test
    void everyCharacterLeadsBackToItselfInEveryCharset() {
        for (WireText text : CHARSETS) {
            for (int c = 0x20; c <= Character.MAX_CODE_POINT; c += c < 0x10000 ? 1 : 37) {
                if (c >= 0xd800 && c < 0xe000) continue;
                String name = Character.toString(c);
                assertThat(text.decode(text.encode(name))).as(text + " %x", c).isEqualTo(name);
            }
        }
    }

    @Test
    void anyBytesAreALine() {
        qt().withExamples(3_000)
                .forAll(lists().of(integers().between(0, 255)).ofSizeBetween(0, 30))
                .checkAssert(bytes -> {
                    byte[] line = new byte[bytes.size()];
                    for (int i = 0; i < line.length; i++) line[i] = bytes.get(i).byteValue();
                    for (WireText text : CHARSETS) assertThat(text.decode(line)).isNotNull();
                });
    }

    @Test
    void whatACharsetCanSayIsSaidPlainly() {
        assertThat(WireText.in("windows-1252").encode("Müller €#1.txt"))
                .isEqualTo("Müller €#1.txt".getBytes(Charset.forName("windows-1252")));
    }
}
