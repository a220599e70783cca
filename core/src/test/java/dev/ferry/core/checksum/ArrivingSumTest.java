package dev.ferry.core.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class ArrivingSumTest {

    private static final int LARGE = 5_000_000;

    private static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static Checksum sha256(byte[] bytes) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        return new Checksum(Algorithm.SHA_256, HexFormat.of().formatHex(digest));
    }

    private static Checksum sum(byte[] bytes, int step, Executor helpers) {
        var sum = new ArrivingSum(Algorithm.SHA_256, helpers);
        ByteBuffer all = ByteBuffer.wrap(bytes);
        while (all.hasRemaining()) {
            ByteBuffer some = all.slice(all.position(), Math.min(step, all.remaining()));
            sum.add(some);
            assertThat(some.position()).isZero();
            all.position(all.position() + some.remaining());
        }
        assertThat(sum.bytes()).isEqualTo(bytes.length);
        return sum.finish();
    }

    @Test
    void isTheSumHoweverTheBytesCome() throws Exception {
        try (var helpers = Executors.newFixedThreadPool(2)) {
            for (int length : new int[] {0, 1, 1 << 20, (1 << 20) + 1, LARGE}) {
                for (int step : new int[] {4_097, 131_072, 1_000_003}) {
                    byte[] bytes = bytes(length, length);
                    assertThat(sum(bytes, step, helpers))
                            .as("%d bytes, %d at a time", length, step)
                            .isEqualTo(sha256(bytes));
                }
            }
        }
    }

    /// So many files have begun that no memory for helpers is left; the helpers come last.
    @Test
    void whoFindsNoMemoryForAHelperDoesWithoutOne() throws Exception {
        byte[] bytes = bytes(7, LARGE);
        var waiting = new ConcurrentLinkedQueue<Runnable>();
        var begun = new ArrayList<ArrivingSum>();
        int half =
                (1 << 20) + 2 * 256 * 1024; // two pieces of memory for each, while there are some
        for (int i = 0; i < 100; i++) {
            var sum = new ArrivingSum(Algorithm.SHA_256, waiting::add);
            sum.add(ByteBuffer.wrap(bytes, 0, half));
            begun.add(sum);
        }
        assertThat(waiting).hasSizeLessThan(begun.size());
        try (var helpers = Executors.newFixedThreadPool(2)) {
            waiting.forEach(helpers::execute);
            waiting.clear();
            var expected = sha256(bytes);
            for (ArrivingSum sum : begun) {
                var rest =
                        helpers.submit(() -> {
                            sum.add(ByteBuffer.wrap(bytes, half, LARGE - half));
                            return sum.finish();
                        });
                while (!rest.isDone()) {
                    for (Runnable work = waiting.poll(); work != null; work = waiting.poll()) {
                        work.run();
                    }
                    Thread.onSpinWait();
                }
                assertThat(rest.get()).isEqualTo(expected);
            }
        }
    }
}
