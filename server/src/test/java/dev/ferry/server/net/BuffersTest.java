package dev.ferry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

final class BuffersTest {

    private static final int LARGE = 4096;
    private static final int SMALL = 512;
    private static final int MOST = 40;

    private final Buffers buffers = Buffers.direct(LARGE, SMALL, MOST);

    @Test
    void thoseWhoComeWhenTheLargeOnesAreInUseGetSmallOnes() {
        var taken = new ArrayList<ByteBuffer>();
        for (int i = 0; i < MOST; i++) taken.add(buffers.take());
        assertThat(taken).allMatch(it -> it.capacity() == LARGE);
        assertThat(taken.stream().map(System::identityHashCode).distinct()).hasSize(MOST);
        ByteBuffer small = buffers.take();
        assertThat(small.capacity()).isEqualTo(SMALL);
        buffers.giveBack(small);
        buffers.giveBack(taken.removeLast());
        assertThat(buffers.take().capacity()).isEqualTo(LARGE);
        assertThat(buffers.take().capacity()).isEqualTo(SMALL);
    }

    @Test
    void aBufferThatWasGivenBackIsUsedAgain() {
        ByteBuffer first = buffers.take();
        buffers.giveBack(first);
        assertThat(buffers.take()).isSameAs(first);
    }

    @Test
    void aBufferIsEmptyHoweverItWasGivenBack() {
        ByteBuffer large = buffers.take();
        buffers.giveBack(large.put((byte) 1).flip());
        assertThat(buffers.take()).isSameAs(large).matches(it -> it.remaining() == LARGE);
        for (int i = 1; i < MOST; i++) buffers.take();
        buffers.take().put((byte) 1).flip();
        assertThat(buffers.take().remaining()).isEqualTo(SMALL);
    }
}
