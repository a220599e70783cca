package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TransferTest {

    @Test
    void aFileComesDownWhole() throws Exception {
        try (var talk = new Dialogue().file("/hello.txt", "0123456789")) {
            talk.play(
                    LOGIN
                            + """
                            > TYPE I
                            < 200 *
                            > PASV
                            < 227 *
                            > RETR hello.txt
                            < 150 *(10 bytes)
                            <<0123456789
                            < 226 10 bytes moved
                            > QUIT
                            < 221 Goodbye
                            <EOF
                            """);
        }
    }

    @Test
    void aFileGoesUpWhole() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    LOGIN
                            + """
                            > TYPE I
                            < 200 *
                            > EPSV
                            < 229 *
                            > STOR a.txt
                            < 150 *
                            >>hello
                            < 226 5 bytes moved
                            """);
            assertThat(talk.server.content("/a.txt")).contains("hello");
        }
    }
}
