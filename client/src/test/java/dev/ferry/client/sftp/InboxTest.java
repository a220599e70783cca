package dev.ferry.client.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class InboxTest {

    @Test
    void whatIsPutIsTakenInOrderHoweverItIsCut() throws IOException {
        byte[] all = new byte[3_000_000];
        var random = new Random(3);
        random.nextBytes(all);
        var inbox = new Inbox();
        Thread putting =
                Thread.ofVirtual()
                        .start(() -> {
                            var sizes = new Random(4);
                            for (int at = 0; at < all.length; ) {
                                int some = Math.min(all.length - at, 1 + sizes.nextInt(100_000));
                                inbox.put(all, at, some);
                                at += some;
                            }
                            inbox.end();
                        });
        var got = new ByteArrayOutputStream();
        byte[] chunk = new byte[70_000];
        for (int n = inbox.take(chunk, 0, 1 + random.nextInt(70_000), 10_000);
                n >= 0;
                n = inbox.take(chunk, 0, 1 + random.nextInt(70_000), 10_000)) {
            assertThat(n).isPositive();
            got.write(chunk, 0, n);
        }
        assertThat(got.toByteArray()).isEqualTo(all);
        assertThat(inbox.isEnded()).isTrue();
        assertThat(putting).isNotNull();
    }

    @Test
    void waitingEndsWithNothing() throws IOException {
        var inbox = new Inbox();
        assertThat(inbox.hasSomething()).isFalse();
        assertThat(inbox.take(new byte[1], 0, 1, 20)).isZero();
        inbox.put(new byte[] {7}, 0, 1);
        inbox.end();
        assertThat(inbox.hasSomething()).isTrue();
        assertThat(inbox.isEnded()).isFalse();
        assertThat(inbox.take(new byte[1], 0, 1, 20)).isEqualTo(1);
        assertThat(inbox.take(new byte[1], 0, 1, 20)).isEqualTo(-1);
    }
}
