package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

final class UploadBuffersTest {

    @Test
    void thoseWhoComeWhenTheLargeOnesAreInUseGetSmallOnes() {
        var buffers = new UploadBuffers();
        var taken = new ArrayList<ByteBuffer>();
        for (int i = 0; i < UploadBuffers.MOST; i++) taken.add(buffers.take());
        assertThat(taken).allMatch(it -> it.capacity() == UploadBuffers.LARGE);
        assertThat(taken.stream().map(System::identityHashCode).distinct())
                .hasSize(UploadBuffers.MOST);
        ByteBuffer small = buffers.take();
        assertThat(small.capacity()).isEqualTo(UploadBuffers.SMALL);
        buffers.giveBack(small);
        buffers.giveBack(taken.removeLast());
        assertThat(buffers.take().capacity()).isEqualTo(UploadBuffers.LARGE);
        assertThat(buffers.take().capacity()).isEqualTo(UploadBuffers.SMALL);
    }

    @Test
    void aBufferThatWasGivenBackIsUsedAgain() {
        var buffers = new UploadBuffers();
        ByteBuffer first = buffers.take();
        buffers.giveBack(first);
        assertThat(buffers.take()).isSameAs(first);
    }
}
