package dev.ferry.client.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.client.failure.Failure;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A name of a server leads back to the same name there, and reads here as it does from the disk.
class WordsTest {

    private static final Words FOREIGN = new Words(StandardCharsets.UTF_8, false);
    private static final Words FERRY = new Words(StandardCharsets.UTF_8, true);

    private static byte[] latin1(String bytes) {
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aForeignServerSaysBytes() throws Failure {
        assertThat(FOREIGN.decoded(latin1("a\tb"))).isEqualTo("a\uFFFD09b");
        assertThat(FOREIGN.decoded(latin1("caf\u00e9"))).isEqualTo("caf\uFFFDE9");
        assertThat(FOREIGN.encoded("a\uFFFD09b")).isEqualTo(latin1("a\tb"));
        assertThat(FOREIGN.encoded("caf\uFFFDE9")).isEqualTo(latin1("caf\u00e9"));
    }

    /// Which is another name than that of a tab.
    @Test
    void aForeignNameThatLooksEscapedIsItself() throws Failure {
        byte[] name = "a\uFFFD09b".getBytes(StandardCharsets.UTF_8);
        String text = FOREIGN.decoded(name);
        assertThat(text).isEqualTo("a\uFFFDEF\uFFFDBF\uFFFDBD09b");
        assertThat(FOREIGN.encoded(text)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\uFFFD09b",
                "caf\uFFFDE9",
                "a\uFFFD0Ab",
                "ü",
                "a\uFFFDEF\uFFFDBF\uFFFDBD09b"
            })
    void ferrySaysTheTextItself(String text) throws Failure {
        byte[] wire = text.getBytes(StandardCharsets.UTF_8);
        assertThat(FERRY.decoded(wire)).isEqualTo(text);
        assertThat(FERRY.encoded(text)).isEqualTo(wire);
    }

    @Test
    void noLineIsTwo() {
        assertThatThrownBy(() -> FERRY.encoded("a\r\nb")).isInstanceOf(Failure.Usage.class);
        assertThatThrownBy(() -> FOREIGN.encoded("a\uFFFD0Ab")).isInstanceOf(Failure.Usage.class);
    }
}
