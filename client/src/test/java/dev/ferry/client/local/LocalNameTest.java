package dev.ferry.client.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Item;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Any name that a disk of Linux holds has one text, and the text leads back to it.
@EnabledOnOs(OS.LINUX)
class LocalNameTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "a\uFFFD09b, a%09b",
        "caf\uFFFDE9, caf%E9",
        "caf\uFFFD.E9, caf%EF%BF%BD.E9",
        "a\uFFFDEF\uFFFDBF\uFFFDBD09b, a%EF%BF%BD09b",
        "%41 b, %2541%20b",
    })
    void bytesAreWhatTheTextSays(String text, String bytes) throws IOException {
        Path path = folder.resolve(LocalName.path(text));
        Files.writeString(path, "x");
        assertThat(path.toUri().getRawPath()).endsWith("/" + bytes);
        assertThat(LocalName.text(path)).isEqualTo(text);
        var disk = LocalRemote.whole();
        VirtualPath here = disk.virtual(folder);
        try (Stream<Item> items = disk.list(here)) {
            assertThat(items.map(Item::path)).containsExactly(here.child(text));
        }
        assertThat(disk.local(here.child(text))).isEqualTo(path);
        assertThat(disk.virtual(path)).isEqualTo(here.child(text));
    }

    @Test
    void foldersHaveNamesToo() throws IOException {
        Path made = Files.createDirectory(folder.resolve(LocalName.path("d\uFFFDE9")));
        assertThat(LocalName.text(made)).isEqualTo("d\uFFFDE9");
        assertThat(LocalName.text(Path.of("/"))).isEmpty();
    }

    /// A part of one file is not that of another.
    @Test
    void partsOfNamesThatAreNoTextAreTheirOwn() {
        Path one = folder.resolve(LocalName.path("caf\uFFFDE8"));
        Path two = folder.resolve(LocalName.path("caf\uFFFDE9"));
        try (var first = new PartFile(one);
                var second = new PartFile(two)) {
            assertThat(first.path()).isNotEqualTo(second.path());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\uFFFDC3\uFFFDA9", "a\uFFFD00"})
    void whatIsNoTextOfANameIsRefused(String text) {
        assertThatThrownBy(() -> LocalName.path(text)).isInstanceOf(InvalidPathException.class);
        assertThatThrownBy(() -> LocalRemote.whole().local(VirtualPath.ROOT.child(text)))
                .isInstanceOf(Failure.Usage.class);
    }
}
