package dev.ferry.app.bookmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.client.SiteAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                .containsExactly(
                        new Bookmark("büro-2", "ftps://b.example", Kept.NOT),
                        new Bookmark("work", "ftp://c.example", Kept.NOT));
        assertThat(bookmarks.remove("work")).isTrue();
        assertThat(bookmarks.remove("work")).isFalse();
        assertThat(bookmarks.find("work")).isEmpty();
    }

    @Test
    void remarksStay() throws IOException {
        Path file = Files.writeString(folder.resolve("b"), "# mine\n\nwork  ftp://a.example\n");
        var bookmarks = new Bookmarks(file);
        bookmarks.add("home", "ftp://b.example");
        assertThat(file).hasContent("# mine\n\nwork  ftp://a.example\nhome ftp://b.example\n");
        assertThat(bookmarks.all()).hasSize(2);
    }

    @Test
    void aPasswordIsOfASiteWhateverItsNames() throws IOException {
        var bookmarks = new Bookmarks(folder.resolve("b"));
        bookmarks.add("one", "ftp://anna@a.example/x", Kept.FILE);
        bookmarks.add("two", "ftp://anna@a.example/y");
        assertThat(bookmarks.kept(SiteAddress.parse("ftp://anna@a.example/z")))
                .isEqualTo(Kept.FILE);
        assertThat(bookmarks.kept(SiteAddress.parse("ftp://bert@a.example"))).isEqualTo(Kept.NOT);
        assertThat(bookmarks.kept(SiteAddress.parse("ftps://anna@a.example"))).isEqualTo(Kept.NOT);
        bookmarks.add("three", "ftp://anna@a.example", Kept.KEYCHAIN);
        assertThat(bookmarks.all()).extracting(Bookmark::kept).containsOnly(Kept.KEYCHAIN);
    }
}
