package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Verbs about names: CWD, CDUP, PWD, MKD, RMD, DELE, RNFR, RNTO, MDTM, MFMT, SIZE.
final class NamesTest {

    @Test
    void oneWalksThroughFolders() throws Exception {
        try (var talk = new Dialogue().folder("/in").folder("/in/deep").file("/a.txt", "a")) {
            talk.play(
                    LOGIN
                            + """
                            > CWD in/deep
                            < 250 Now in /in/deep
                            > XPWD
                            < 257 "/in/deep" *
                            > CDUP
                            < 200 Now in /in
                            > XCUP
                            < 200 Now in /
                            > CDUP
                            < 200 Now in /
                            > CWD ../../in/./deep/..
                            < 250 Now in /in
                            > XCWD /
                            < 250 Now in /
                            > CWD nowhere
                            < 550 /nowhere: no such file or folder
                            > CWD a.txt
                            < 550 /a.txt: is not a folder
                            > CWD
                            < 501 *
                            > PWD
                            < 257 "/" *
                            """);
        }
    }

    @Test
    void foldersAreMadeAndRemoved() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "a")) {
            talk.play(
                    LOGIN
                            + """
                            > MKD new
                            < 257 "/new" made
                            > MKD new
                            < 550 /new: is there already
                            > XMKD new/a "b"
                            < 257 "/new/a ""b\""" made
                            > MKD no/where
                            < 550 *: no such file or folder
                            > RMD new
                            < 550 /new: the folder is not empty
                            > XRMD new/a "b"
                            < 250 *
                            > RMD new
                            < 250 Removed folder /new
                            > RMD new
                            < 550 /new: no such file or folder
                            > RMD a.txt
                            < 550 /a.txt: is not a folder
                            > RMD /
                            < 550 /: permission denied (the root itself cannot be removed)
                            """);
        }
    }

    @Test
    void filesAreDeleted() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "a").folder("/d")) {
            talk.play(
                    LOGIN
                            + """
                            > DELE a.txt
                            < 250 Deleted /a.txt
                            > DELE a.txt
                            < 550 /a.txt: no such file or folder
                            > DELE d
                            < 550 /d: *
                            > DELE
                            < 501 *
                            """);
            assertThat(talk.server.content("/a.txt")).isEmpty();
        }
    }

    @Test
    void aRenameTakesTwoCommandsInARow() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "a").folder("/d")) {
            talk.play(
                    LOGIN
                            + """
                            > RNTO b.txt
                            < 503 RNTO: send RNFR first
                            > RNFR nothing
                            < 550 /nothing: no such file or folder
                            > RNTO b.txt
                            < 503 *
                            > RNFR a.txt
                            < 350 *
                            > NOOP
                            < 200 *
                            > RNTO b.txt
                            < 503 *
                            > RNFR a.txt
                            < 350 RNTO says what /a.txt shall be called
                            > RNTO d/b.txt
                            < 250 Renamed /a.txt to /d/b.txt
                            > RNTO c.txt
                            < 503 *
                            > RNFR /
                            < 550 *
                            """);
            assertThat(talk.server.content("/d/b.txt")).contains("a");
            assertThat(talk.server.content("/a.txt")).isEmpty();
        }
    }

    @Test
    void timesAreAskedForAndSet() throws Exception {
        try (var talk = new Dialogue().file("/a b.txt", "a")) {
            talk.play(
                    LOGIN
                            + """
                            > MFMT 20020717210715 a b.txt
                            < 213 Modify=20020717210715; /a b.txt
                            > MDTM a b.txt
                            < 213 20020717210715
                            > MFMT 20021717210715 a b.txt
                            < 501 *
                            > MFMT 20020717210715
                            < 501 *
                            > MFMT 20020717210715 nothing
                            < 550 /nothing: no such file or folder
                            > MDTM nothing
                            < 550 /nothing: no such file or folder
                            """);
        }
    }

    @Test
    void aSizeIsWhatWouldGoOverTheWire() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "one\ntwo\r\nthree\n").folder("/d")) {
            talk.play(
                    LOGIN
                            + """
                            > SIZE a.txt
                            < 213 17
                            > TYPE I
                            < 200 *
                            > SIZE a.txt
                            < 213 15
                            > SIZE d
                            < 550 /d: is not a regular file
                            > SIZE nothing
                            < 550 /nothing: no such file or folder
                            > TYPE A
                            < 200 *
                            > SIZE nothing
                            < 550 /nothing: no such file or folder
                            """);
        }
    }

    @Test
    void controlCharactersAndForeignBytesInNamesAreNamesToo() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    LOGIN
                            + """
                            > MKD a\\x07b
                            < 257 "/a\\xef\\xbf\\xbd07b" made
                            > CWD a\\xef\\xbf\\xbd07b
                            < 250 *
                            > MKD caf\\xe9
                            < 257 "/a\\xef\\xbf\\xbd07b/caf\\xef\\xbf\\xbdE9" made
                            > CWD caf\\xe9
                            < 250 *
                            > MKD -x  y\s
                            < 257 "/a\\xef\\xbf\\xbd07b/caf\\xef\\xbf\\xbdE9/-x  y " made
                            """);
        }
    }

    @Test
    void parametersThatAreNotServedAreNamed() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    LOGIN
                            + """
                            > TYPE E
                            < 504 TYPE "E" is not served here; use A, I or L 8
                            > TYPE A N
                            < 200 *
                            > TYPE L 8
                            < 200 *
                            > TYPE Q
                            < 501 *
                            > STRU F
                            < 200 *
                            > STRU P
                            < 504 STRU "P" is not served here; use F or R
                            > TYPE A C
                            < 504 TYPE "A C" is not served here; use A, I or L 8
                            > TYPE A T
                            < 200 *
                            > STRU X
                            < 501 *
                            > MODE S
                            < 200 *
                            > MODE C
                            < 504 MODE "C" is not served here; use S, B or Z
                            > STRU R
                            < 200 Structure is R
                            > MODE Z
                            < 200 Mode is Z
                            > OPTS MODE Z LEVEL 9
                            < 200 MODE Z LEVEL set to 9
                            > STAT
                            < 211-*
                            <...
                            < Type *, structure record, mode deflate at level 9
                            <...
                            < 211 *
                            > STRU F
                            < 200 *
                            > MODE S
                            < 200 *
                            > ALLO 10
                            < 200 *
                            > ALLO 10 R 5
                            < 200 *
                            > ALLO 0
                            < 202 *
                            > ALLO x
                            < 501 *
                            > REST -1
                            < 501 *
                            > REST 9223372036854775808
                            < 501 *
                            > OPTS UTF8 OFF
                            < 504 *
                            > OPTS NOTHING
                            < 501 *
                            > COMB x y
                            < 502 COMB is not served here; HELP lists what is
                            > HELP nonsense
                            < 500 *
                            """);
        }
    }

    @Test
    void statTellsHowTheSessionStands() throws Exception {
        try (var talk = new Dialogue().folder("/in")) {
            talk.play(
                    LOGIN
                            + """
                            > CWD in
                            < 250 *
                            > REST 7
                            < 350 Restarting at byte 7
                            > STAT
                            < 211-Status
                            < Connected from 127.0.0.1
                            < Logged in as admin, in /in
                            < Type ASCII, structure file, mode stream
                            < The next transfer starts at byte 7
                            < Replies are in English, names are UTF-8
                            < The control connection is in clear text, data connections are in clear text
                            < No transfer is running
                            < 211 End of status
                            > SYST
                            < 215 UNIX Type: L8
                            """);
        }
    }
}
