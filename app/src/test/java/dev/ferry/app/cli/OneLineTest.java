package dev.ferry.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {

    @Test
    void whatWouldBreakALineOrSteerATerminalIsWrittenOut() {
        assertThat(OneLine.of("a\nb\r\tc")).isEqualTo("a\\nb\\r\\tc");
        assertThat(OneLine.of("\u001b[31m\u009bx\u2028")).isEqualTo("\\u001b[31m\\u009bx\\u2028");
    }

    @Test
    void otherTextIsItself() {
        assertThat(OneLine.of("grün \\ 漢字 😀")).isEqualTo("grün \\ 漢字 😀");
    }
}
