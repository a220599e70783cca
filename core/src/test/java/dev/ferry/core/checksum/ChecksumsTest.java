package dev.ferry.core.checksum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.files.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Turns, what is trusted, and sums of what arrives.
class ChecksumsTest {

    private static final Checksum SUM = new Checksum(Algorithm.SHA_256, "ab");

    private final Checksums checksums =
            new Checksums(new ChecksumSettings(true, 2), new MemoryChecksums());

    @AfterEach
    void close() {
        checksums.close();
    }

    private static Version version(String content, String change, boolean settled) {
        return new Version("f", content, change, settled);
    }

    @Test
    void whatIsNotSettledIsNeitherKeptNorTold() {
        checksums.keep(version("1", "a", false), SUM);
        assertThat(checksums.find(version("1", "a", true), Algorithm.SHA_256)).isEmpty();
        checksums.keep(version("1", "a", true), SUM);
        assertThat(checksums.find(version("1", "a", true), Algorithm.SHA_256)).contains(SUM);
        assertThat(checksums.find(version("1", "a", false), Algorithm.SHA_256)).isEmpty();
    }

    @Test
    void aRenameKeepsWhatIsKnownAndNothingElseDoes() {
        Version before = version("1", "a", true);
        checksums.keep(before, SUM);
        checksums.carry(before, version("2", "b", true));
        assertThat(checksums.find(version("2", "b", true), Algorithm.SHA_256)).isEmpty();
        checksums.carry(before, new Version("g", "1", "b", true));
        assertThat(checksums.find(new Version("g", "1", "b", true), Algorithm.SHA_256)).isEmpty();
        checksums.carry(version("1", "a", false), version("1", "b", true));
        assertThat(checksums.find(version("1", "b", true), Algorithm.SHA_256)).isEmpty();
        checksums.carry(before, version("1", "b", false));
        assertThat(checksums.find(version("1", "b", true), Algorithm.SHA_256)).isEmpty();
        checksums.carry(before, version("1", "b", true));
        assertThat(checksums.find(version("1", "b", true), Algorithm.SHA_256)).contains(SUM);
    }

    @Test
    void noMoreThanAllowedHaveATurnAtOnce() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var done = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            Thread.ofPlatform()
                    .start(() -> {
                        try (var _ = checksums.turn(() -> {})) {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            Thread.sleep(5);
                            inside.decrementAndGet();
                            done.countDown();
                        } catch (IOException | InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    });
        }
        done.await();
        assertThat(most).hasValue(2);
    }

    @Test
    void whoWaitsCanGiveUp() throws Exception {
        var asked = new AtomicInteger();
        try (var _ = checksums.turn(() -> {});
                var _ = checksums.turn(() -> {})) {
            assertThatThrownBy(() ->
                            checksums.turn(() -> {
                                if (asked.incrementAndGet() > 2) {
                                    throw new IOException("given up");
                                }
                            }))
                    .hasMessage("given up");
        }
        checksums.turn(() -> {}).close();
    }

    /// Around the sizes at which bytes go another way, in pieces of many sizes.
    @Test
    void whatArrivesIsSummedUpWhole() throws Exception {
        var random = new Random(4711);
        for (int size :
                new int[] {
                    0,
                    1,
                    32_767,
                    32_768,
                    32_769,
                    1 << 20,
                    (1 << 20) + 1,
                    (1 << 20) + 131_072,
                    3_000_017
                }) {
            for (int piece : new int[] {1_021, 131_072, 262_144, 1 << 22}) {
                byte[] bytes = new byte[size];
                random.nextBytes(bytes);
                ArrivingSum sum = checksums.arriving().orElseThrow();
                var buffer = ByteBuffer.allocateDirect(piece);
                for (int at = 0; at < size; at += buffer.limit()) {
                    buffer.clear().put(bytes, at, Math.min(piece, size - at)).flip();
                    int left = buffer.remaining();
                    sum.add(buffer);
                    assertThat(buffer.remaining()).isEqualTo(left);
                    for (int i = 0; i < left; i++) buffer.put(i, (byte) 0); // it is used again
                }
                assertThat(sum.bytes()).isEqualTo(size);
                String expected =
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
                assertThat(sum.finish()).isEqualTo(new Checksum(Algorithm.SHA_256, expected));
            }
        }
    }
}
