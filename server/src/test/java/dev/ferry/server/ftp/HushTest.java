package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HushTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PASS sesame",
                "pass  sesame",
                "PASS sesame sesame",
                "PASSsesame",
                "PASS:sesame",
                "PASS\tsesame",
                " PASS sesame",
                "ACCT sesame",
                "USER sesame",
                "USER anna:sesame",
                "SITE PSWD old sesame",
                "site pswd sesame",
                "SITE  PSWD sesame",
                "XPASS sesame",
                "OPTS PASS sesame",
                "OPTS sesame",
                "sesame",
                "CWD ftp://anna:sesame@example.org/x",
                "RETR //anna:sesame@host/file",
                "STOR http://sesame@host"
            })
    void noPasswordIsShownHoweverItIsSaid(String line) {
        assertThat(Hush.of(line)).doesNotContain("sesame");
    }

    @Test
    void theRestIsShownAsItIs() {
        assertThat(Hush.of("retr a b@c")).isEqualTo("RETR a b@c");
        assertThat(Hush.of("NOOP")).isEqualTo("NOOP");
        assertThat(Hush.of("SITE CHMOD 600 x")).isEqualTo("SITE CHMOD 600 x");
        assertThat(Hush.of("OPTS MLST type;size;")).isEqualTo("OPTS MLST type;size;");
        assertThat(Hush.of("PASS")).isEqualTo("PASS");
        assertThat(Hush.of("CWD " + "x".repeat(1000))).hasSizeLessThan(400);
    }
}
