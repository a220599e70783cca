package dev.ferry.client.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PartWriterTest {

    private static final int SIZE = 1_000;

    @TempDir private Path folder;

    private static PartWriter behind(PartFile part) {
        return PartWriter.behind(part, () -> ByteBuffer.allocateDirect(SIZE));
    }

    @Test
    void whatWasHandedOverIsInTheFileWhenItIsClosed() throws IOException {
        byte[] all = new byte[100 * SIZE];
        new Random(3).nextBytes(all);
        try (var part = new PartFile(folder.resolve("file"))) {
            part.claim();
            part.begin();
            try (PartWriter writer = behind(part)) {
                for (int at = 0; at < all.length; at += SIZE) {
                    writer.write(writer.empty().put(all, at, SIZE).flip(), at);
                }
            }
            part.publish(Optional.empty());
        }
        assertThat(folder.resolve("file")).hasBinaryContent(all);
    }

    @Test
    void whoeverHandsOverHearsThatTheFileCannotBeWritten() {
        // Nobody has begun it.
        try (var part = new PartFile(folder.resolve("none/file"))) {
            assertThatExceptionOfType(Failure.LocalTrouble.class)
                    .isThrownBy(() -> fill(behind(part)))
                    .withMessageContaining("none/file");
        }
    }

    private static void fill(PartWriter to) throws IOException {
        try (PartWriter writer = to) {
            // Far more than it has buffers for.
            for (int i = 0; i < 100; i++) writer.write(writer.empty().put((byte) 1).flip(), i);
        }
    }

    @Test
    void theLastBytesFailToo() {
        var part = new PartFile(folder.resolve("none/file"));
        PartWriter writer = behind(part);
        assertThatExceptionOfType(Failure.LocalTrouble.class)
                .isThrownBy(() -> {
                    writer.write(writer.empty().put((byte) 1).flip(), 0);
                    writer.close();
                });
        part.close();
    }

    @Test
    void anInterruptionLosesNothingOfWhatHasCome() throws IOException {
        Path target = folder.resolve("file");
        try (var part = new PartFile(target)) {
            part.claim();
            part.begin();
            PartWriter writer = behind(part);
            writer.write(writer.empty().put(new byte[SIZE]).flip(), 0);
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(Failure.Interrupted.class).isThrownBy(writer::empty);
            writer.close();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Files.size(part.path())).isEqualTo(SIZE);
        }
    }
}
