package dev.ferry.server.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class InboxTest {

    @Test
    void whatIsPutInComesOutInItsOrderWhateverThePieces() throws Exception {
        byte[] all = new byte[3_000_000];
        new Random(7).nextBytes(all);
        var told = new AtomicInteger();
        var inbox = new Inbox(told::addAndGet);
        Thread putting =
                Thread.ofPlatform()
                        .start(() -> {
                            var random = new Random(8);
                            for (int at = 0; at < all.length; ) {
                                int most = random.nextBoolean() ? 60 : 40_000;
                                int some = Math.min(1 + random.nextInt(most), all.length - at);
                                inbox.put(all, at, some);
                                at += some;
                            }
                            inbox.end();
                        });
        var read = new ByteArrayOutputStream();
        var random = new Random(9);
        byte[] into = new byte[70_000];
        while (true) {
            int start = random.nextInt(1_000);
            int count = inbox.read(into, start, 1 + random.nextInt(69_000));
            if (count < 0) break;
            read.write(into, start, count);
        }
        putting.join();
        assertThat(read.toByteArray()).isEqualTo(all);
        assertThat(told).hasValue(all.length);
    }

    @Test
    void whatIsThereIsReadBeforeTheEndAndNothingAfterIt() throws IOException {
        var inbox = new Inbox(_ -> {});
        assertThat(inbox.available()).isZero();
        inbox.put(new byte[] {1, 2, -3}, 1, 2);
        assertThat(inbox.available()).isPositive();
        inbox.end();
        inbox.put(new byte[] {4}, 0, 1);
        assertThat(inbox.read()).isEqualTo(2);
        assertThat(inbox.read()).isEqualTo(253);
        assertThat(inbox.read()).isEqualTo(-1);
        assertThat(inbox.read(new byte[1], 0, 0)).isZero();
    }
}
