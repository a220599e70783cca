package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// The table that every test client holds replies against does so, and is whole.
final class ReplyTableTest {

    @Test
    void everyVerbServedHasARow() {
        assertThat(ReplyTable.withoutRow()).isEmpty();
    }

    @Test
    void aReplyThatTheVerbDoesNotHaveIsNoticed() {
        var talk = new ReplyTable.Conversation();
        talk.heard("220 Ferry");
        talk.said("CWD x\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> talk.heard("257 made")).isInstanceOf(AssertionError.class);
    }

    @Test
    void anAnswerToNothingIsNoticed() {
        var talk = new ReplyTable.Conversation();
        talk.heard("220 Ferry");
        talk.said("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
        talk.heard("200 Still here");
        assertThatThrownBy(() -> talk.heard("200 Still here")).isInstanceOf(AssertionError.class);
    }
}
