package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.work.Event;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// RETR, STOR, STOU, APPE, ALLO and REST.
final class TransferTest {

    private static final String IMAGE = LOGIN + "> TYPE I\n< 200 *\n";

    @Test
    void aFileComesDownWhole() throws Exception {
        try (var talk = new Dialogue().file("/hello.txt", "0123456789").file("/empty", "")) {
            talk.play(
                    IMAGE
                            + """
                            > PASV
                            < 227 *
                            > RETR hello.txt
                            < 150 *(10 bytes)
                            <<0123456789
                            < 226 10 bytes moved
                            > EPSV
                            < 229 *
                            > RETR empty
                            < 150 *
                            <<
                            < 226 0 bytes moved
                            > QUIT
                            < 221 Goodbye
                            <EOF
                            """);
            assertThat(talk.server.events)
                    .first()
                    .isInstanceOfSatisfying(
                            Event.Downloaded.class,
                            event -> {
                                assertThat(event.who().account()).isEqualTo("admin");
                                assertThat(event.who().session()).matches("ftp-\\d+");
                                assertThat(event.who().address()).isEqualTo("127.0.0.1");
                                assertThat(event.moved().bytes()).isEqualTo(10);
                            });
        }
    }

    @Test
    void aDownloadResumesWhereRestSaysOnce() throws Exception {
        try (var talk = new Dialogue().file("/hello.txt", "0123456789")) {
            talk.play(
                    IMAGE
                            + """
                            > REST 6
                            < 350 Restarting at byte 6
                            > EPSV
                            < 229 *
                            > RETR hello.txt
                            < 150 *
                            <<6789
                            < 226 4 bytes moved
                            > EPSV
                            < 229 *
                            > RETR hello.txt
                            < 150 *
                            <<0123456789
                            < 226 *
                            > REST 10
                            < 350 *
                            > EPSV
                            < 229 *
                            > RETR hello.txt
                            < 150 *
                            <<
                            < 226 0 bytes moved
                            > REST 11
                            < 350 *
                            > EPSV
                            < 229 *
                            > RETR hello.txt
                            < 554 /hello.txt: cannot start at byte 11 of 10; *
                            > RETR hello.txt
                            < 150 *
                            <<0123456789
                            < 226 *
                            """);
        }
    }

    @Test
    void whatCannotBeReadIsRefusedBefore150() throws Exception {
        try (var talk = new Dialogue().folder("/d").file("/a", "a")) {
            talk.play(
                    IMAGE
                            + """
                            > RETR a
                            < 425 No data connection: send EPSV, PASV, EPRT or PORT first
                            > STOR b
                            < 425 *
                            > APPE b
                            < 425 *
                            > STOU
                            < 425 *
                            > LIST
                            < 425 *
                            > EPSV
                            < 229 *
                            > RETR nothing
                            < 550 /nothing: no such file or folder
                            > RETR d
                            < 550 /d: *
                            > STOR d
                            < 550 /d: is a folder
                            > APPE d
                            < 550 /d: is a folder
                            > STOR /
                            < 550 /: is a folder
                            > STOU /
                            < 550 /: is a folder
                            > STOR no/where
                            < 550 *: no such file or folder
                            > STOR a/b
                            < 550 *
                            > REST 1
                            < 350 *
                            > STOR new
                            < 554 /new: *
                            > STOR
                            < 501 *
                            """);
            assertThat(talk.server.content("/b")).isEmpty();
            assertThat(talk.server.content("/new")).isEmpty();
        }
    }

    @Test
    void aNameThatCannotBeStoredIsRefusedAsAName() throws Exception {
        try (var talk = new Dialogue()) {
            String name = "x".repeat(256);
            talk.play(
                    IMAGE
                            + """
                            > EPSV
                            < 229 *
                            > STOR %s
                            < 553 /%s: *
                            > MKD %s
                            < 553 *
                            """
                                    .formatted(name, name, name));
        }
    }

    @Test
    void aFileGoesUpWholeAndOverTheOldOne() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "the old one")) {
            talk.play(
                    IMAGE
                            + """
                            > EPSV
                            < 229 *
                            > STOR a.txt
                            < 150 *
                            >>hello
                            < 226 5 bytes moved
                            > EPSV
                            < 229 *
                            > STOR new.txt
                            < 150 *
                            >>
                            < 226 0 bytes moved
                            """);
            assertThat(talk.server.content("/a.txt")).contains("hello");
            assertThat(talk.server.content("/new.txt")).contains("");
            assertThat(talk.server.events).hasOnlyElementsOfType(Event.Uploaded.class).hasSize(2);
        }
    }

    @Test
    void anUploadResumesWhereRestSays() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "0123456789")) {
            talk.play(
                    IMAGE
                            + """
                            > REST 4
                            < 350 *
                            > EPSV
                            < 229 *
                            > STOR a.txt
                            < 150 *
                            >>abc
                            < 226 3 bytes moved
                            > EPSV
                            < 229 *
                            > STOR b.txt
                            < 150 *
                            >>b
                            < 226 *
                            """);
            assertThat(talk.server.content("/a.txt")).contains("0123abc");
            assertThat(talk.server.content("/b.txt")).contains("b");
        }
    }

    @Test
    void appeGoesOnAtTheEnd() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "0123")) {
            talk.play(
                    IMAGE
                            + """
                            > EPSV
                            < 229 *
                            > APPE a.txt
                            < 150 *
                            >>45
                            < 226 2 bytes moved
                            > EPSV
                            < 229 *
                            > APPE new.txt
                            < 150 *
                            >>new
                            < 226 *
                            """);
            assertThat(talk.server.content("/a.txt")).contains("012345");
            assertThat(talk.server.content("/new.txt")).contains("new");
        }
    }

    @Test
    void stouFindsANameThatIsFree() throws Exception {
        String longest = "x".repeat(255);
        try (var talk = new Dialogue().file("/a.txt", "old").folder("/d").file("/" + longest, "")) {
            talk.play(
                    IMAGE
                            + """
                            > EPSV
                            < 229 *
                            > STOU free.txt
                            < 150 FILE: free.txt
                            >>1
                            < 226 *
                            > EPSV
                            < 229 *
                            > STOU a.txt
                            < 150 FILE: a.txt.*
                            >>2
                            < 226 *
                            > EPSV
                            < 229 *
                            > STOU
                            < 150 FILE: upload.*
                            >>3
                            < 226 *
                            > EPSV
                            < 229 *
                            > STOU d
                            < 150 FILE: d.*
                            >>4
                            < 226 *
                            > EPSV
                            < 229 *
                            > STOU d/x
                            < 150 FILE: /d/x
                            >>5
                            < 226 *
                            > EPSV
                            < 229 *
                            """
                            + "> STOU "
                            + longest
                            + "\n"
                            + """
                            < 150 FILE: xxx*
                            >>6
                            < 226 *
                            """);
            assertThat(talk.server.content("/a.txt")).contains("old");
            assertThat(talk.server.content("/free.txt")).contains("1");
            assertThat(talk.server.content("/d/x")).contains("5");
        }
    }

    @Test
    void asciiIsConvertedBothWays() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "one\ntwo\r\nthree\rfour")) {
            talk.play(
                    LOGIN
                            + """
                            > TYPE A
                            < 200 *
                            > EPSV
                            < 229 *
                            > RETR a.txt
                            < 150 Opening ASCII data connection for /a.txt
                            <<one\\r\\ntwo\\r\\nthree\\rfour
                            < 226 20 bytes moved
                            > EPSV
                            < 229 *
                            > STOR b.txt
                            < 150 *
                            >>one\\r\\ntwo\\nthree\\rfour\\r
                            < 226 *
                            """);
            assertThat(talk.server.content("/b.txt")).contains("one\ntwo\nthree\rfour\r");
        }
    }

    @Test
    void restMeansTheConvertedTextInAscii() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "a\nb\nc\n")) {
            talk.play(
                    LOGIN
                            + """
                            > REST 5
                            < 350 *
                            > EPSV
                            < 229 *
                            > RETR a.txt
                            < 150 *
                            <<\\nc\\r\\n
                            < 226 4 bytes moved
                            > REST 10
                            < 350 *
                            > EPSV
                            < 229 *
                            > RETR a.txt
                            < 554 /a.txt: cannot start at byte 10 of 9; *
                            > REST 5
                            < 350 *
                            > EPSV
                            < 229 *
                            > STOR a.txt
                            < 150 *
                            >>\\nC\\r\\n
                            < 226 *
                            > REST 1
                            < 350 *
                            > EPSV
                            < 229 *
                            > RETR nothing
                            < 550 /nothing: no such file or folder
                            > REST 1
                            < 350 *
                            > STOR a.txt
                            < 425 *
                            """);
            assertThat(talk.server.content("/a.txt")).contains("a\nb\nC\n");
        }
    }

    @Test
    void alloIsMetByTheTransferOrByTheFileThatResults() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "0123")) {
            talk.play(
                    IMAGE
                            + """
                            > ALLO 5
                            < 200 *
                            > EPSV
                            < 229 *
                            > STOR five
                            < 150 *
                            >>12345
                            < 226 *
                            > ALLO 6
                            < 200 *
                            > EPSV
                            < 229 *
                            > APPE a.txt
                            < 150 *
                            >>45
                            < 226 *
                            > ALLO 2
                            < 200 *
                            > EPSV
                            < 229 *
                            > APPE a.txt
                            < 150 *
                            >>67
                            < 226 *
                            """);
            assertThat(talk.server.content("/a.txt")).contains("01234567");
        }
    }

    @Test
    void anUploadThatFallsShortOfAlloIsCut() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "old")) {
            talk.play(
                    IMAGE
                            + """
                            > ALLO 5
                            < 200 *
                            > EPSV
                            < 229 *
                            > STOR a.txt
                            < 150 *
                            >>1234
                            < 426 Transfer cut: ALLO announced 5 bytes, and 4 came
                            > EPSV
                            < 229 *
                            > STOR a.txt
                            < 150 *
                            >>new
                            < 226 *
                            """);
            assertThat(talk.server.content("/a.txt")).contains("new");
            assertThat(talk.server.events)
                    .first()
                    .isInstanceOfSatisfying(
                            Event.UploadCut.class,
                            cut -> assertThat(cut.why()).startsWith("ALLO announced 5 bytes"));
        }
    }

    @Test
    void alloSaysNothingOfText() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    LOGIN
                            + """
                            > ALLO 99
                            < 200 *
                            > EPSV
                            < 229 *
                            > STOR a.txt
                            < 150 *
                            >>a\\r\\n
                            < 226 *
                            """);
        }
    }

    @Test
    void aCutUploadIsItsOwnersToResume() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(IMAGE + "> EPSV\n< 229 *\n> STOR a.txt\n< 150 *\n>>+01234");
            talk.client().awaitMoved(5);
            talk.client().close();
            Await.until(() -> !talk.server.events.isEmpty());
            talk.newClient()
                    .play(
                            IMAGE
                                    + """
                                    > EPSV
                                    < 229 *
                                    > RETR a.txt
                                    < 450 /a.txt: *
                                    > SIZE a.txt
                                    < 213 5
                                    > REST 5
                                    < 350 *
                                    > STOR a.txt
                                    < 150 *
                                    >>56789
                                    < 226 5 bytes moved
                                    """);
            assertThat(talk.server.content("/a.txt")).contains("0123456789");
        }
    }

    @Test
    void anUploadInAsciiIsResumedByTheBytesThatWereSent() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(LOGIN + "> EPSV\n< 229 *\n> STOR a.txt\n< 150 *\n>>+a\\r\\nb\\r\\nc");
            talk.client().awaitMoved(7);
            talk.client().close();
            Await.until(() -> !talk.server.events.isEmpty());
            talk.newClient()
                    .play(
                            LOGIN
                                    + """
                                    > SIZE a.txt
                                    < 213 7
                                    > REST 7
                                    < 350 *
                                    > EPSV
                                    < 229 *
                                    > STOR a.txt
                                    < 150 *
                                    >>c\\r\\n
                                    < 226 *
                                    """);
            assertThat(talk.server.content("/a.txt")).contains("a\nb\ncc\n");
        }
    }

    @Test
    void whoeverGoesOnWithAnUploadEndsTheOldTransferOfIt() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(IMAGE + "> EPSV\n< 229 *\n> STOR a.txt\n< 150 *\n>>+01234");
            try (var other = Client.loggedIn(talk.server)) {
                other.ask("TYPE I", "200");
                Await.until(() -> {
                    other.send("SIZE a.txt");
                    return "213 5".equals(other.line());
                });
                other.ask("EPSV", "229");
                other.ask("REST 5", "350");
                other.ask("STOR a.txt", "150");
                talk.play("< 426 Transfer cut: another session of this account goes on with *");
                other.writeData("56".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                other.closeData();
                other.expect("226");
            }
            assertThat(talk.server.content("/a.txt")).contains("0123456");
        }
    }

    @Test
    void aTransferWhoseClientDoesNothingIsCut() throws Exception {
        var impatient = TestServer.stallingFor(Duration.ofMillis(500));
        try (var talk = new Dialogue(impatient).file("/big", "x".repeat(20_000_000))) {
            talk.play(
                    IMAGE
                            + """
                            > EPSV
                            < 229 *
                            > STOR a.txt
                            < 150 *
                            >>+01234
                            < 426 Transfer cut: nothing moved for *
                            > EPSV
                            < 229 *
                            > RETR big
                            < 150 *
                            < 426 Transfer cut: nothing moved for *
                            """);
            assertThat(talk.server.content("/a.txt")).isEmpty();
        }
    }
}
