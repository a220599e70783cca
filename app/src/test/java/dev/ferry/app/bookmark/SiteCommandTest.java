package dev.ferry.app.bookmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.Ran;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteCommandTest {

    @TempDir private Path here;
    private String home = "";
    private final InputStream input = System.in;

    @BeforeEach
    void start() {
        home = System.getProperty("user.home");
        System.setProperty("user.home", here.toString());
        System.setIn(new ByteArrayInputStream("pass\n".getBytes(StandardCharsets.UTF_8)));
    }

    @AfterEach
    void stop() {
        System.setProperty("user.home", home);
        System.setIn(input);
    }

    private static Ran site(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "site";
        System.arraycopy(words, 0, all, 1, words.length);
        return Ran.ferry(all);
    }

    @Test
    void sitesAreAddedListedAndRemoved() {
        assertThat(site("list")).isEqualTo(new Ran(0, "", ""));
        assertThat(site("add", "work", "ftp://anna@a.example/in"))
                .isEqualTo(new Ran(0, "work is ftp://anna@a.example/in; password: not kept\n", ""));
        site("add", "b", "ftps://b.example");
        assertThat(site("list").out())
                .isEqualTo(
                        """
                        b     ftps://b.example         password: not kept
                        work  ftp://anna@a.example/in  password: not kept
                        """);
        assertThat(site("remove", "work")).isEqualTo(new Ran(0, "work is forgotten\n", ""));
        assertThat(site("remove", "work").code()).isEqualTo(6);
        assertThat(site("list").out()).hasLineCount(1);
    }

    @Test
    void whatIsNoSiteIsRefused() {
        assertThat(site("add", "a b", "ftp://a").code()).isEqualTo(2);
        assertThat(site("add", "a", "ftp://x:secret@a").err()).contains("holds no password");
        assertThat(site("add", "a", "nonsense").code()).isEqualTo(2);
        assertThat(site("list").out()).isEmpty();
    }
}
