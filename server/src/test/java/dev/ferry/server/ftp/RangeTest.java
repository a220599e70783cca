package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;

import org.junit.jupiter.api.Test;

/// RANG, and what it does to RETR.
final class RangeTest {

    private static final String IMAGE = LOGIN + "> TYPE I\n< 200 *\n";

    @Test
    void aRangeIsSentFromItsFirstByteToItsLastAndOnce() throws Exception {
        try (var talk = new Dialogue().file("/hello.txt", "0123456789")) {
            talk.play(
                    IMAGE
                            + """
                            > RANG 2 5
                            < 350 The next RETR or HASH takes bytes 2 to 5
                            > EPSV
                            < 229 *
                            > RETR hello.txt
                            < 150 *(4 bytes)
                            <<2345
                            < 226 4 bytes moved
                            > EPSV
                            < 229 *
                            > RETR hello.txt
                            < 150 *(10 bytes)
                            <<0123456789
                            < 226 *
                            > RANG 9 9
                            < 350 *
                            > EPSV
                            < 229 *
                            > RETR hello.txt
                            < 150 *
                            <<9
                            < 226 1 bytes moved
                            """);
        }
    }

    @Test
    void whatIsBehindTheEndIsNotThere() throws Exception {
        try (var talk = new Dialogue().file("/hello.txt", "0123456789")) {
            talk.play(
                    IMAGE
                            + """
                            > RANG 8 100
                            < 350 *
                            > EPSV
                            < 229 *
                            > RETR hello.txt
                            < 150 *(2 bytes)
                            <<89
                            < 226 2 bytes moved
                            > RANG 10 100
                            < 350 *
                            > EPSV
                            < 229 *
                            > RETR hello.txt
                            < 150 *(0 bytes)
                            <<
                            < 226 0 bytes moved
                            > RANG 4 9223372036854775807
                            < 350 *
                            > EPSV
                            < 229 *
                            > RETR hello.txt
                            < 150 *
                            <<456789
                            < 226 *
                            """);
        }
    }

    @Test
    void oneNoughtTakesTheRangeBackAndSoDoesOneThatRunsBackwards() throws Exception {
        try (var talk = new Dialogue().file("/hello.txt", "0123456789")) {
            talk.play(
                    IMAGE
                            + """
                            > RANG 2 5
                            < 350 *
                            > RANG 1 0
                            < 350 The next RETR or HASH takes the whole file
                            > EPSV
                            < 229 *
                            > RETR hello.txt
                            < 150 *
                            <<0123456789
                            < 226 *
                            > RANG 2 5
                            < 350 *
                            > RANG 5 2
                            < 501 RANG: the last byte comes before the first; write RANG *
                            > EPSV
                            < 229 *
                            > RETR hello.txt
                            < 150 *
                            <<0123456789
                            < 226 *
                            > RANG
                            < 501 *
                            > RANG 1
                            < 501 *
                            > RANG -1 5
                            < 501 *
                            """);
        }
    }

    @Test
    void ofRestAndRangTheLaterCounts() throws Exception {
        try (var talk = new Dialogue().file("/hello.txt", "0123456789")) {
            talk.play(
                    IMAGE
                            + """
                            > REST 7
                            < 350 *
                            > RANG 2 3
                            < 350 *
                            > STAT
                            < 211-*
                            <...
                            < The next transfer takes bytes 2 to 3
                            <...
                            < 211 *
                            > EPSV
                            < 229 *
                            > RETR hello.txt
                            < 150 *
                            <<23
                            < 226 *
                            > RANG 2 3
                            < 350 *
                            > REST 7
                            < 350 *
                            > EPSV
                            < 229 *
                            > RETR hello.txt
                            < 150 *
                            <<789
                            < 226 *
                            """);
        }
    }

    @Test
    void aRangeOfTextIsRefused() throws Exception {
        try (var talk = new Dialogue().file("/hello.txt", "0123456789")) {
            talk.play(
                    LOGIN
                            + """
                            > RANG 2 5
                            < 350 *
                            > EPSV
                            < 229 *
                            > RETR hello.txt
                            < 551 /hello.txt: a range is sent in TYPE I*
                            > RETR hello.txt
                            < 150 *
                            <<0123456789
                            < 226 *
                            """);
        }
    }

    @Test
    void nothingIsStoredIntoARange() throws Exception {
        try (var talk = new Dialogue().file("/hello.txt", "0123456789")) {
            talk.play(
                    IMAGE
                            + """
                            > RANG 2 5
                            < 350 *
                            > EPSV
                            < 229 *
                            > STOR hello.txt
                            < 504 STOR of a range *
                            > RANG 2 5
                            < 350 *
                            > APPE hello.txt
                            < 504 *
                            > RANG 2 5
                            < 350 *
                            > STOU
                            < 504 *
                            > RETR hello.txt
                            < 150 *
                            <<0123456789
                            < 226 *
                            """);
        }
    }

    @Test
    void aRangeOfWhatIsNotThereIsRefusedAndForgotten() throws Exception {
        try (var talk = new Dialogue().file("/hello.txt", "0123456789")) {
            talk.play(
                    IMAGE
                            + """
                            > EPSV
                            < 229 *
                            > RANG 2 5
                            < 350 *
                            > RETR nothing
                            < 550 *
                            > RETR hello.txt
                            < 150 *
                            <<0123456789
                            < 226 *
                            > RANG 2 5
                            < 350 *
                            > REIN
                            < 220 *
                            > RANG 2 5
                            < 530 *
                            """);
        }
    }

    @Test
    void aPartOfAnInterruptedUploadIsReadFromAnOffsetAlone() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(IMAGE + "> EPSV\n< 229 *\n> STOR half\n< 150 *\n>>+01234567\n");
            talk.client().awaitMoved(8);
            talk.play(
                    """
                    > ABOR
                    < 426 *
                    < 226 *
                    > RANG 0 3
                    < 350 *
                    > EPSV
                    < 229 *
                    > RETR half
                    < 450 *
                    > RANG 2 3
                    < 350 *
                    > RETR half
                    < 150 *
                    <<23
                    < 226 *
                    """);
        }
    }
}
