package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What client and server say of themselves: HOST, LANG, CLNT, CSID, OPTS UTF8, SITE IDLE, HELP and
/// SMNT.
final class TalkTest {

    @Test
    void aHostIsNamedBeforeLoginAndNeverAfter() throws Exception {
        var settings = TestServer.settings().withHosts(List.of("ftp.example.org", "b.example.org"));
        try (var talk = new Dialogue(settings)) {
            talk.play(
                    """
                    < 220 Ferry
                    > HOST nobody.example.org
                    < 504 HOST: "nobody.example.org" is no name of this server
                    > HOST FTP.Example.ORG
                    < 220-Ferry
                    < 220 This is FTP.Example.ORG
                    > HOST b.example.org
                    < 220-Ferry
                    < 220 This is b.example.org
                    > HOST 127.0.0.1
                    < 220-Ferry
                    < 220 This is 127.0.0.1
                    > HOST 192.0.2.1
                    < 504 *
                    > HOST [::1]
                    < 504 *
                    > HOST 127.0.0.1:2121
                    < 501 *
                    > HOST [::1]:2121
                    < 501 *
                    > HOST a_b.example.org
                    < 501 *
                    > HOST
                    < 501 *
                    > USER admin
                    < 331 *
                    > PASS secret
                    < 230 *
                    > HOST ftp.example.org
                    < 503 HOST comes before USER; REIN begins again
                    > REIN
                    < 220 *
                    > HOST ftp.example.org
                    < 220-Ferry
                    < 220 *
                    """);
        }
    }

    @Test
    void whereNoNamesAreConfiguredAnyIsOurs() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    """
                    < 220 Ferry
                    > HOST anything.example.org
                    < 220-Ferry
                    < 220 This is anything.example.org
                    > HOST 192.0.2.1
                    < 504 *
                    """);
        }
    }

    @Test
    void anotherHostWantsToKnowWhoIsThereAndInWhichLanguage() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    """
                    < 220 Ferry
                    > USER admin
                    < 331 *
                    > HOST nobody
                    < 220-Ferry
                    < 220 *
                    > PASS secret
                    < 503 *
                    > USER admin
                    < 331 *
                    > HOST 192.0.2.1
                    < 504 *
                    > PASS secret
                    < 230 *
                    > STAT
                    < 211-Status
                    <...
                    < It came for nobody
                    <...
                    < 211 *
                    """);
        }
    }

    @Test
    void theAddressOfIp6IsSaidInBrackets() throws Exception {
        var six = java.net.InetAddress.ofLiteral("::1");
        try (var talk = new Dialogue(TestServer.settings(six))) {
            talk.play(
                    """
                    < 220 Ferry
                    > HOST [::1]
                    < 220-Ferry
                    < 220 This is [::1]
                    > HOST ::1
                    < 501 *
                    > HOST 127.0.0.1
                    < 504 *
                    """);
        }
    }

    @Test
    void repliesAreInEnglish() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    """
                    < 220 Ferry
                    > LANG
                    < 200 Replies are in English
                    > LANG en
                    < 200 Replies are in English
                    > LANG En-AU
                    < 200 Replies are in English
                    > LANG fr
                    < 504 LANG "FR" is not served here; use EN
                    > LANG i_klingon
                    < 501 *
                    > FEAT
                    < 211-Features
                    <...
                    <  LANG EN*
                    <...
                    < 211 *
                    """);
        }
    }

    @Test
    void clientAndServerSayWhoTheyAre() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    LOGIN
                            + """
                            > CLNT Test 1.0
                            < 200 Noted that you are "Test 1.0"
                            > STAT
                            < 211-Status
                            <...
                            < The client is Test 1.0
                            <...
                            < 211 *
                            > CSID Name=Other; Version=2;
                            < 200 Name=Ferry; Version=0.1; CaseSensitive=1; DirSep=/; WholeUploads=1;
                            > STAT
                            < 211-Status
                            <...
                            < The client is Other 2
                            <...
                            < 211 *
                            > CSID nothing
                            < 501 *
                            > CLNT
                            < 501 *
                            """);
        }
    }

    @Test
    void aSessionSaysHowLongItMayBeSilent() throws Exception {
        try (var talk = new Dialogue(TestServer.idleFor(Duration.ofSeconds(90)))) {
            talk.play(
                    """
                    < 220 *
                    > SITE IDLE
                    < 530 *
                    """);
            talk.newClient()
                    .play(
                            LOGIN
                                    + """
                                    > SITE IDLE
                                    < 200 This session may be silent for 90 seconds; *up to 90
                                    > SITE IDLE 91
                                    < 501 SITE IDLE: from 10 to 90 seconds are allowed
                                    > SITE IDLE 9
                                    < 501 *
                                    > SITE IDLE x
                                    < 501 *
                                    > site idle 20
                                    < 200 This session may be silent for 20 seconds; *
                                    > SITE IDLE
                                    < 200 This session may be silent for 20 seconds; *
                                    """);
        }
    }

    @Test
    void whoWantsLessPatienceGetsIt() throws Exception {
        try (var talk = new Dialogue(TestServer.idleFor(Duration.ofSeconds(3)))) {
            talk.play(LOGIN + "> SITE IDLE 3\n< 200 *\n< 421 *\n<EOF");
        }
    }

    @Test
    void helpTellsHowEachVerbIsWritten() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    LOGIN
                            + """
                            > HELP HOST
                            < 214 Syntax: HOST <name> (RFC 7151)
                            > HELP SITE
                            < 214-SITE commands, with their arguments
                            <  SITE HELP [<command>]
                            <  SITE CHMOD <octal mode> <path>
                            <...
                            < 214 End
                            > SITE HELP
                            < 214-SITE commands, with their arguments
                            <  SITE HELP [<command>]
                            <  SITE CHMOD <octal mode> <path>
                            <...
                            < 214 End
                            > SITE HELP utime
                            < 214 Syntax: SITE UTIME *
                            > SITE HELP nonsense
                            < 500 *
                            > SITE NONSENSE
                            < 500 SITE "NONSENSE" is no command here; SITE HELP lists them
                            > SITE
                            < 501 *
                            """);
        }
    }

    @Test
    void thereIsNothingToMount() throws Exception {
        try (var talk = new Dialogue().folder("/in")) {
            talk.play(
                    LOGIN
                            + """
                            > SMNT in
                            < 202 All files here are in one structure; CWD enters /in *
                            > PWD
                            < 257 "/" *
                            > SMNT nothing
                            < 550 *
                            > SMNT
                            < 501 *
                            """);
        }
    }

    @Test
    void hostIsNoWayAroundTheCountOfWrongPasswords() throws Exception {
        try (var talk = new Dialogue()) {
            for (int i = 0; i < 4; i++) {
                talk.play((i == 0 ? "< 220 *\n" : "") + "> USER admin\n< 331 *\n> PASS x\n< 530 *");
                talk.play("> HOST a\n< 220-*\n< 220 *");
            }
            talk.play("> USER admin\n< 331 *\n> PASS x\n< 421 *\n<EOF");
            assertThat(talk.server.events).isEmpty();
        }
    }
}
