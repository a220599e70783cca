package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.work.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What is said while bytes move, and ahead of its turn.
final class MeanwhileTest {

    /// More than the buffers of a connection hold.
    private static final String BIG = "x".repeat(20_000_000);

    private static final String UPLOADING =
            LOGIN
                    + """
                    > TYPE I
                    < 200 *
                    > EPSV
                    < 229 *
                    > STOR a.txt
                    < 150 *
                    >>+01234
                    """;

    private static final String DOWNLOADING =
            LOGIN
                    + """
                    > TYPE I
                    < 200 *
                    > EPSV
                    < 229 *
                    > RETR big
                    < 150 *
                    """;

    @Test
    void commandsSentAheadAreAnsweredOneByOneInOrder() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play("< 220 *");
            talk.client()
                    .raw(bytes("USER admin\r\nPASS secret\r\nPWD\r\nNOOP\r\nSYST\r\nQUIT\r\n"));
            talk.play("< 331 *\n< 230 *\n< 257 *\n< 200 *\n< 215 *\n< 221 *\n<EOF");
        }
    }

    @Test
    void commandsSentAheadOfATransfersEndWaitForIt() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(UPLOADING);
            talk.client().raw(bytes("PWD\r\nSIZE a.txt\r\nSTAT\r\n"));
            talk.play(
                    """
                    >>56789
                    < 226 10 bytes moved
                    < 257 *
                    < 213 10
                    < 211-*
                    <...
                    < No transfer is running
                    < 211 *
                    """);
        }
    }

    @Test
    void aHundredTransfersMayBeSentAhead() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "abc")) {
            talk.play(LOGIN);
            for (int i = 0; i < 100; i++) {
                talk.client().raw(bytes("EPSV\r\nRETR a.txt\r\nNOOP\r\n"));
                talk.play("< 229 *\n< 150 *\n<<abc\n< 226 *\n< 200 *");
            }
        }
    }

    @Test
    @DisplayName("upload called complete when cut: ABOR")
    void aborEndsAnUploadAndKeepsTheOldFile() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "the old one")) {
            talk.play(
                    UPLOADING
                            + """
                            > ABOR
                            < 426 Transfer aborted, as you asked
                            < 226 Aborted
                            > NOOP
                            < 200 *
                            > ABOR
                            < 226 No transfer is running
                            """);
            assertThat(talk.server.content("/a.txt")).contains("the old one");
            assertThat(talk.server.events)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Event.UploadCut.class,
                            cut -> assertThat(cut.why()).isEqualTo("aborted by the client"));
        }
    }

    @Test
    void aborEndsADownload() throws Exception {
        try (var talk = new Dialogue().file("/big", BIG).file("/a.txt", "abc")) {
            talk.play(
                    DOWNLOADING
                            + """
                            > ABOR
                            < 426 *
                            < 226 *
                            > EPSV
                            < 229 *
                            > RETR a.txt
                            < 150 *
                            <<abc
                            < 226 *
                            """);
        }
    }

    @Test
    void aborWorksBehindTelnetsInterruptAndSynch() throws Exception {
        try (var talk = new Dialogue().file("/big", BIG)) {
            talk.play(DOWNLOADING);
            talk.client().raw(new byte[] {(byte) 0xff, (byte) 0xf4, (byte) 0xff});
            talk.client().urgent(0xf2);
            talk.client().raw(bytes("ABOR\r\n"));
            talk.play("< 426 *\n< 226 *\n> NOOP\n< 200 *");
        }
    }

    @Test
    void aborWorksAsUrgentDataItself() throws Exception {
        try (var talk = new Dialogue().file("/big", BIG)) {
            talk.play(DOWNLOADING);
            talk.client().raw(bytes("ABOR\r"));
            talk.client().urgent('\n'); // as Python's ftplib does
            talk.play("< 426 *\n< 226 *\n> NOOP\n< 200 *");
        }
    }

    @Test
    void aborEndsTheWaitForADataConnection() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "abc")) {
            talk.play(LOGIN);
            talk.client().send("EPSV");
            assertThat(talk.client().control.getInputStream().read()).isEqualTo('2');
            talk.play("< 29 *"); // not followed: nobody connects
            talk.play(
                    """
                    > RETR a.txt
                    < 150 *
                    > ABOR
                    < 426 *
                    < 226 *
                    """);
        }
    }

    @Test
    void aborForgetsThePendingDataConnection() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "abc")) {
            talk.play(
                    LOGIN
                            + """
                            > EPSV
                            < 229 *
                            > ABOR
                            < 226 *
                            > RETR a.txt
                            < 425 *
                            """);
        }
    }

    @Test
    void anAborThatCameBeforeTheEndOfTheDataCounts() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (var talk = new Dialogue().file("/a.txt", "the old one")) {
                talk.play(UPLOADING);
                talk.client().raw(bytes("ABOR\r\n"));
                talk.client().closeData();
                talk.play("< 426 *\n< 226 *");
                assertThat(talk.server.content("/a.txt")).contains("the old one");
            }
        }
    }

    /// Clients whose first word of an interrupted upload is the end of its data.
    @Test
    void anAborWithinThePauseAfterTheEndOfTheDataCounts() throws Exception {
        var patient = TestServer.pausing(Duration.ofSeconds(2));
        try (var talk = new Dialogue(patient).file("/a.txt", "the old one")) {
            talk.play(UPLOADING);
            talk.client().closeData();
            talk.client().raw(bytes("ABOR\r\n"));
            talk.play("< 426 *\n< 226 Aborted");
            assertThat(talk.server.content("/a.txt")).contains("the old one");
        }
    }

    /// As tnftp and inetutils ftp do at Ctrl-C: on the wire it is an upload that is done.
    @Test
    void dataThatEndsWithoutAborIsTheFile() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "the old one")) {
            talk.play(UPLOADING);
            talk.client().closeData();
            talk.play("< 226 5 bytes moved\n> ABOR\n< 226 No transfer is running");
            assertThat(talk.server.content("/a.txt")).contains("01234");
        }
    }

    @Test
    void anAborBehindAnotherCommandIsNotForThisTransfer() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(UPLOADING);
            talk.client().raw(bytes("PWD\r\nABOR\r\n"));
            Thread.sleep(100); // long enough for PWD to be read, and to wait
            talk.client().closeData();
            talk.play("< 226 5 bytes moved\n< 257 *\n< 226 No transfer is running");
            assertThat(talk.server.content("/a.txt")).contains("01234");
        }
    }

    @Test
    void anAborThatOnlyTheEndOfTheDataFindsIsAnsweredAsOne() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (var talk = new Dialogue()) {
                talk.play(UPLOADING.replace("< 150 *\n>>+01234\n", ""));
                talk.client().raw(bytes("ABOR\r\n"));
                talk.client().closeData();
                talk.play("< 150 *\n< 426 *\n< 226 Aborted");
            }
        }
    }

    @Test
    void statTellsTheProgressOfAnUpload() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(UPLOADING.replace("> EPSV", "> ALLO 10\n< 200 *\n> EPSV"));
            Await.until(
                    () -> talk.client().status().contains("5 bytes so far, at byte 5 of 10 (50%)"));
            assertThat(talk.client().status()).contains("Receiving /a.txt");
            talk.play(">>56789\n< 226 *");
        }
    }

    @Test
    void statTellsTheProgressOfADownload() throws Exception {
        try (var talk = new Dialogue().file("/big", BIG)) {
            talk.play(DOWNLOADING);
            assertThat(talk.client().status())
                    .containsPattern(
                            "Sending /big: \\d+ bytes so far, at byte \\d+ of 20000000 \\(\\d+%\\)");
            assertThat(talk.client().readData()).hasSize(BIG.length());
            talk.play("< 226 20000000 bytes moved");
        }
    }

    @Test
    void aListingAskedForByStatWaitsItsTurn() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    UPLOADING
                            + """
                            > STAT /
                            >>5
                            < 226 *
                            < 212-*
                            <...
                            < 212 *
                            """);
        }
    }

    @Test
    void quitLetsTheTransferFinish() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    UPLOADING
                            + """
                            > QUIT
                            >>56789
                            < 226 10 bytes moved
                            < 221 Goodbye
                            <EOF
                            """);
            assertThat(talk.server.content("/a.txt")).contains("0123456789");
        }
    }

    @Test
    void aClientThatLeavesAfterQuitStillHasItsUploadStored() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(UPLOADING + "> QUIT\n");
            talk.client().control.shutdownOutput();
            talk.play(">>56789\n< 226 *\n< 221 *\n<EOF");
            assertThat(talk.server.content("/a.txt")).contains("0123456789");
        }
    }

    @Test
    void aClientThatLeavesEndsItsDownload() throws Exception {
        try (var talk = new Dialogue().file("/big", BIG)) {
            talk.play(DOWNLOADING);
            talk.client().control.close();
            Await.until(() -> !talk.server.events.isEmpty());
            assertThat(talk.server.events)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Event.DownloadCut.class,
                            cut -> assertThat(cut.why()).isEqualTo("the control connection ended"));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
