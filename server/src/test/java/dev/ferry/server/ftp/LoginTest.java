package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/// USER, PASS, ACCT, REIN, QUIT, and what is answered before them.
final class LoginTest {

    @Test
    void aUserLogsInWithHisPassword() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    """
                    < 220 Ferry
                    > USER admin
                    < 331 Password of "admin", please
                    > PASS secret
                    < 230 Welcome, admin
                    > PWD
                    < 257 "/" *
                    > QUIT
                    < 221 Goodbye
                    <EOF
                    """);
        }
    }

    @Test
    void nobodyLearnsWhetherItWasTheUserOrThePassword() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    """
                    < 220 *
                    > USER admin
                    < 331 Password of "admin", please
                    > PASS wrong
                    < 530 Login failed: the user or the password is wrong
                    > USER nobody
                    < 331 Password of "nobody", please
                    > PASS secret
                    < 530 Login failed: the user or the password is wrong
                    > PWD
                    < 530 *
                    """);
        }
    }

    @Test
    void theFifthWrongPasswordEndsTheSession() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    """
                    < 220 *
                    > USER admin
                    < 331 *
                    > PASS wrong
                    < 530 *
                    > USER admin
                    < 331 *
                    > PASS wronger
                    < 530 *
                    > USER nobody
                    < 331 *
                    > PASS third
                    < 530 *
                    > USER admin
                    < 331 *
                    > PASS fourth
                    < 530 *
                    > REIN
                    < 220 *
                    > USER admin
                    < 331 *
                    > PASS wrongest
                    < 421 Too many wrong passwords: 5 in one session; connect again to try
                    <EOF
                    """);
        }
    }

    @Test
    void aPasswordWithoutAUserIsOutOfOrder() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    """
                    < 220 *
                    > PASS secret
                    < 503 PASS: send USER first
                    > USER admin
                    < 331 *
                    > PASS wrong
                    < 530 *
                    > PASS secret
                    < 503 *
                    """);
        }
    }

    @Test
    void aGuestLogsInWithAnyPasswordWhereThereIsAnAccountForGuests() throws Exception {
        try (var talk = new Dialogue()) {
            talk.server.desk.add("anonymous", Permissions.everywhere(Action.readOnly()));
            talk.play(
                    """
                    < 220 *
                    > USER anonymous
                    < 331 Guest: *
                    > PASS me@example.org
                    < 230 *
                    """);
        }
    }

    @Test
    void someoneLoggedInMustLogOutBeforeHeIsSomeoneElse() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    LOGIN
                            + """
                            > USER other
                            < 530 You are logged in as admin; *
                            > PASS secret
                            < 530 *
                            > ACCT x
                            < 202 *
                            > REIN
                            < 220 *
                            > PWD
                            < 530 *
                            > USER admin
                            < 331 *
                            > PASS secret
                            < 230 *
                            """);
        }
    }

    @Test
    void beforeLoginOnlyWhatTellsNothingIsAnswered() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    """
                    < 220 *
                    > SYST
                    < 215 UNIX Type: L8
                    > NOOP
                    < 200 *
                    > FEAT
                    < 211-Features
                    <...
                    < 211 End
                    > HELP
                    < 214-*
                    <...
                    < 214 *
                    > HELP retr
                    < 214 Syntax: RETR <path> (RFC 959)
                    > OPTS UTF8 ON
                    < 200 *
                    > OPTS MLST type;
                    < 200 MLST OPTS type;
                    > OPTS MODE Z LEVEL 9
                    < 530 *
                    > ACCT x
                    < 202 *
                    > AUTH TLS
                    < 502 *
                    > NONSENSE
                    < 500 "NONSENSE" is no command; HELP lists them
                    > RETR
                    < 501 RETR: needs an argument; write RETR <path>
                    > STAT
                    < 530 *
                    > ABOR
                    < 530 *
                    > RETR x
                    < 530 Log in first, with USER and PASS
                    > PASV
                    < 530 *
                    > QUIT
                    < 221 *
                    <EOF
                    """);
        }
    }

    @Test
    void whoSpeaksHttpIsHungUpOnWithoutAWord() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    """
                    < 220 *
                    > POST / HTTP/1.1
                    <EOF
                    """);
            assertThat(talk.server.events).isEmpty();
        }
    }

    @Test
    void whoSpeaksSmtpIsHungUpOnWithoutAWord() throws Exception {
        for (String line : List.of("EHLO mail.example", "helo x", "LHLO mail.example", "EHLO")) {
            try (var talk = new Dialogue()) {
                talk.play("< 220 *\n> " + line + "\n<EOF\n");
            }
        }
        try (var talk = new Dialogue()) { // who has spoken FTP before is answered in FTP
            talk.play("< 220 *\n> NOOP\n< 200 *\n> EHLO mail.example\n< 500 *\n");
        }
    }

    @Test
    void nonsenseGetsOneAnswerALine() throws Exception {
        try (var talk = new Dialogue()) {
            var client = talk.client();
            talk.play("< 220 *");
            client.raw("NOOP\nNOOP\r\nNOOP\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            talk.play(
                    """
                    < 500 Line not understood: it holds a LF without CR; *
                    < 200 *
                    > NO\\x00OP
                    < 500 Line not understood: it holds a NUL
                    """);
            client.send("x".repeat(100_000));
            talk.play(
                    """
                    < 500 Line not understood: it is longer than 8192 bytes
                    >\s
                    < 500 *
                    > NOOP
                    < 200 *
                    """);
        }
    }
}
