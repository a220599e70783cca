package dev.ferry.core.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PaceTest {

    private static Pace pace(long account, long session, Bucket shared) {
        return new Pace(() -> new Pace.Rates(rate(account), rate(session)), shared, new Bucket());
    }

    private static OptionalLong rate(long bytes) {
        return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    @Test
    void withoutARateAllMayGo() {
        assertThat(pace(0, 0, new Bucket()).await(1 << 20)).isEqualTo(1 << 20);
    }

    @Test
    void aBucketGrantsNoMoreThanItsRateAndABurst() {
        var bucket = new Bucket();
        long second = TimeUnit.SECONDS.toNanos(1);
        long now = 17;
        long last = now;
        for (int i = 0; i < 100; i++) last = bucket.grant(100, 1000, now);
        assertThat(last - now).isEqualTo(10 * second - second / 4); // 10,000 bytes
        assertThat(bucket.grant(1000, 1000, now + 60 * second))
                .isEqualTo(now + 60 * second + second * 3 / 4); // a rest saves up a burst alone
    }

    @Test
    void theSlowerOfTwoRatesCounts() {
        var pace = pace(1_000_000, 10_000, new Bucket());
        long began = System.nanoTime();
        for (long moved = 0; moved < 6_000; ) moved += pace.await(6_000 - moved);
        assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(300));
    }

    @Test
    void theSessionsOfAnAccountShareItsRate() throws Exception {
        var shared = new Bucket();
        var moved = new AtomicLong();
        var threads = new ArrayList<Thread>();
        long began = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                var pace = pace(100_000, 0, shared);
                                long until = began + TimeUnit.MILLISECONDS.toNanos(700);
                                while (System.nanoTime() - until < 0) {
                                    moved.addAndGet(pace.await(64_000));
                                }
                            }));
        }
        for (Thread thread : threads) thread.join();
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat((double) moved.get()).isLessThanOrEqualTo(100_000 * (seconds + 0.3));
    }

    @Test
    void aCutEndsTheWaitAtOnceAndOurOwnPaceIsNoStall() throws Exception {
        var pace = pace(1, 0, new Bucket());
        var begun = new CountDownLatch(1);
        long quiet = System.nanoTime() | 1;
        var thread =
                Thread.ofPlatform()
                        .start(() -> {
                            begun.countDown();
                            for (int i = 0; i < 1_000_000; i++) pace.await(1); // eleven days
                        });
        begun.await();
        while (pace.quietSince(quiet) != 0) Thread.onSpinWait();
        pace.hurry();
        thread.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(thread.isAlive()).isFalse();
        assertThat(pace.quietSince(quiet) - quiet).isPositive();
        assertThat(pace.quietSince(0)).isZero();
    }
}
