package dev.ferry.client.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A line is played: so many bytes a second, and so long a way.
final class FlowTest {

    private static final int PACKET = 128 * 1024;
    private static final long MILLI = 1_000_000;

    /// Has `bytes` come over a line, with as many under way as the flow allows.
    ///
    /// @return the window at the end
    private static long played(double bytesPerNano, long wayNanos, long bytes) {
        long now = 0;
        var flow = new Flow(PACKET, now);
        var asked = new java.util.ArrayDeque<Long>();
        long free = 0; // when the line has room again
        var due = new java.util.ArrayDeque<Long>();
        for (long came = 0; came < bytes; came += PACKET) {
            while (asked.isEmpty() || flow.hasRoom((long) asked.size() * PACKET, PACKET)) {
                asked.addLast(now);
                free = Math.max(free, now + wayNanos) + (long) (PACKET / bytesPerNano);
                due.addLast(free);
            }
            now = Math.max(now, due.removeFirst());
            flow.answered(PACKET, asked.removeFirst(), now);
        }
        return flow.window();
    }

    @Test
    void aLongWayWantsMuchUnderWay() {
        // 40 MB a second over 50 ms hold 2 MB.
        long window = played(0.04, 50 * MILLI, 400L << 20);
        assertThat(window).isBetween(2L << 20, 6L << 20);
    }

    @Test
    void aShortWayWantsLittle() {
        long window = played(0.04, MILLI / 10, 400L << 20);
        assertThat(window).isLessThanOrEqualTo(1L << 20);
    }

    @Test
    void memoryIsBoundedHoweverLongTheWay() {
        long window = played(1, 500 * MILLI, 2_000L << 20);
        assertThat(window).isEqualTo(Flow.MOST);
    }

    @Test
    void aSlowLineStillHasSomePackets() {
        long window = played(0.0001, MILLI, 40L << 20);
        assertThat(window).isEqualTo(4L * PACKET);
    }
}
