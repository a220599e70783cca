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
    @TempDir private Path elsewhere;

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
        try (PartFile part = claimed("f");
                var again = new PartFile(folder.resolve("f"))) {
            part.begin("1");
            assertThatExceptionOfType(Failure.LocalTrouble.class).isThrownBy(again::claim);
            assertThat(isLockedForOthers(part.path())).isTrue();
        }
    }

    @Test
    void whatAnotherProgramHasTakenIsNotPublished() throws Exception {
        try (PartFile part = claimed("f")) {
            part.begin("1");
            write(part, "ours");
            // By the system's rules this lets go of the lock.
            Files.newByteChannel(part.path()).close();
            assertThat(isLockedForOthers(part.path())).isFalse();
            Files.delete(part.path());
            Files.writeString(part.path(), "theirs");
            assertThatExceptionOfType(Failure.LocalTrouble.class)
                    .isThrownBy(() -> part.publish(Optional.empty()))
                    .withMessageContaining("another transfer");
        }
        assertThat(folder.resolve("f")).doesNotExist();
        assertThat(folder.resolve("f.ferry-part")).hasContent("theirs");
    }

    /// What a program of its own sees.
    private boolean isLockedForOthers(Path file) throws Exception {
        Path source =
                Files.writeString(
                        elsewhere.resolve("Look.java"),
                        """
                        import java.nio.channels.FileChannel;
                        import java.nio.file.*;
                        void main(String[] args) throws Exception {
                            try (var it = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
                                System.out.print(it.tryLock() == null ? "locked" : "free");
                            }
                        }
                        """);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process look =
                new ProcessBuilder(java, source.toString(), file.toString())
                        .redirectErrorStream(true)
                        .start();
        var said = new String(look.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(look.waitFor()).as(said).isZero();
        assertThat(said).isIn("locked", "free");
        return said.equals("locked");
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
