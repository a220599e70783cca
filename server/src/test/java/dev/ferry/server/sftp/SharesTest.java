package dev.ferry.server.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// Parts of memory.
final class SharesTest {

    @Test
    void theFirstGetMuchAndThousandsNotMuchMoreThanTheSmallestPartEach() {
        var shares = new Shares(128 << 20, 64 << 10, 2 << 20);
        var parts = new ArrayList<Integer>();
        for (int i = 0; i < 3_000; i++) parts.add(shares.take());
        assertThat(parts.subList(0, 20)).containsOnly(2 << 20);
        assertThat(parts).allMatch(part -> part >= 64 << 10);
        assertThat(parts.getLast()).isEqualTo(64 << 10);
        assertThat(parts.stream().mapToLong(part -> part).sum())
                .isLessThan((128L << 20) + 3_000 * (64L << 10));
        parts.forEach(shares::giveBack);
        assertThat(shares.left()).isEqualTo(128 << 20);
        assertThat(shares.take()).isEqualTo(2 << 20);
    }
}
