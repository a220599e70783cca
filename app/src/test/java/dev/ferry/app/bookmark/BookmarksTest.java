package dev.ferry.app.bookmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BookmarksTest {

    @TempDir private Path folder;

    @Test
    void namesAreKeptReplacedAndForgotten() throws IOException {
        Path file = folder.resolve("new/bookmarks");
        var bookmarks = new Bookmarks(file);
        assertThat(bookmarks.all()).isEmpty();
        bookmarks.add("work", "ftp://anna@a.example/x");
        bookmarks.add("büro-2", "ftps://b.example");
        bookmarks.add("work", "ftp://c.example");
        assertThat(new Bookmarks(file).all())
                .isEqualTo(Map.of("work", "ftp://c.example", "büro-2", "ftps://b.example"));
        assertThat(bookmarks.remove("work")).isTrue();
        assertThat(bookmarks.remove("work")).isFalse();
        assertThat(bookmarks.url("work")).isEmpty();
    }

    @Test
    void remarksStay() throws IOException {
        Path file = Files.writeString(folder.resolve("b"), "# mine\n\nwork  ftp://a.example\n");
        var bookmarks = new Bookmarks(file);
        bookmarks.add("home", "ftp://b.example");
        assertThat(file).hasContent("# mine\n\nwork  ftp://a.example\nhome ftp://b.example\n");
        assertThat(bookmarks.all()).hasSize(2);
    }
}
