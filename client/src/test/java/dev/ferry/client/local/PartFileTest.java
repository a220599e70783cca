package dev.ferry.client.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PartFileTest {

    @TempDir private Path folder;

    private PartFile claimed(String name) throws Failure {
        var part = new PartFile(folder.resolve(name));
        part.claim();
        return part;
    }

    private static void write(PartFile part, String text) throws Failure {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        part.write(bytes, 0, bytes.length, 0);
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    @Test
    void oneTransferHasAPartUntilItLetsGo() throws IOException {
        try (var second = new PartFile(folder.resolve("f"))) {
            try (PartFile first = claimed("f")) {
                first.begin("1");
                write(first, "abc");
                assertThatExceptionOfType(Failure.LocalTrouble.class)
                        .isThrownBy(second::claim)
                        .withMessageContaining("another transfer is writing f.ferry-part");
            }
            second.claim();
            assertThat(second.length()).isEqualTo(3);
            assertThat(second.version()).contains("1");
        }
    }

    @Test
    void anotherProgramDoesNotGetItEither() throws Exception {
        String lock =
                """
                import fcntl, sys
                fcntl.lockf(open(sys.argv[1], 'r+b'), fcntl.LOCK_EX | fcntl.LOCK_NB)
                """;
        try (PartFile part = claimed("f")) {
            part.begin("1");
            var other = new ProcessBuilder("python3", "-c", lock, part.path().toString());
            Process process = other.redirectErrorStream(true).start();
            byte[] said = process.getInputStream().readAllBytes();
            assertThat(process.waitFor()).isNotZero();
            assertThat(new String(said, StandardCharsets.UTF_8))
                    .contains("temporarily unavailable");
        }
    }

    @Test
    void aPartThatBeginsAnewIsANewFile() throws IOException {
        Path left = Files.writeString(folder.resolve("f.ferry-part"), "old");
        Path keeper = Files.createLink(folder.resolve("keeper"), left);
        try (PartFile part = claimed("f")) {
            assertThat(part.length()).isEqualTo(3);
            part.begin("2");
            write(part, "new");
            part.publish(Optional.empty());
        }
        assertThat(folder.resolve("f")).hasContent("new");
        assertThat(keeper).hasContent("old");
        assertThat(key(keeper)).isNotEqualTo(key(folder.resolve("f")));
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("f", "keeper");
    }

    @Test
    void nothingIsNoPartAndAnEmptyFileIsAFile() throws IOException {
        try (PartFile part = claimed("f")) {
            part.begin("1");
        }
        assertThat(folder.toFile().list()).isEmpty();
        try (PartFile part = claimed("f")) {
            part.begin();
            part.publish(Optional.empty());
        }
        assertThat(folder.toFile().list()).containsExactly("f");
    }

    @Test
    void aLinkIsNoPart() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Files.createSymbolicLink(folder.resolve("f.ferry-part"), secret);
        assertThatExceptionOfType(Failure.LocalTrouble.class)
                .isThrownBy(() -> claimed("f"))
                .withMessageContaining("f: cannot be written");
        assertThat(secret).hasContent("secret");
    }
}
