package dev.ferry.files.storage;

import static dev.ferry.files.storage.ContractTools.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.files.Capability;
import dev.ferry.files.Entry;
import dev.ferry.files.IllegalNameException;
import dev.ferry.files.VirtualPath;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A name is kept as it is, or refused.
interface NameContract extends ContractTools {

    /// What people, and those who mean harm, call their files.
    List<String> NAMES =
            List.of(
                    " leading space",
                    "trailing space ",
                    "two  spaces",
                    " ",
                    "trailing dot.",
                    "...",
                    ".hidden",
                    "-rf",
                    "--",
                    "it's",
                    "say \"hi\"",
                    "back\\slash",
                    "..\\..\\up",
                    "%2e%2e%2f",
                    "%",
                    "C:",
                    "con",
                    "~",
                    "$HOME `id`",
                    "a;b|c&d",
                    "*?[x]{y}",
                    "<img onerror=x>",
                    "a:b",
                    "a=b",
                    "ünïcödé",
                    "日本語のファイル",
                    "שלום",
                    "😀.txt",
                    "\uD840\uDC00 supplementary",
                    "\u202Egnp.exe",
                    "\u200Bzero width",
                    "\uFEFFmark",
                    "\uFFFD",
                    "\uFFFD0",
                    "\uFFFD41",
                    "\uFFFDxy",
                    "\uE000 private",
                    "\uFFFF");

    /// Names on a disk that cannot be said as they are: control characters, and bytes that are no
    /// UTF-8.
    List<String> ESCAPED =
            List.of(
                    "line\uFFFD0Abreak",
                    "\uFFFD0D\uFFFD0A226 ok",
                    "\uFFFD1B[31mred",
                    "\uFFFD7F",
                    "caf\uFFFDE9",
                    "\uFFFDFF",
                    "\uFFFDEF\uFFFDBF\uFFFDBD0A",
                    "\uFFFDC2\uFFFD85");

    @Test
    default void anyNameIsKeptAsItIs() throws Exception {
        for (String name : NAMES) requireKept(name);
        assertThat(names("/")).containsExactlyInAnyOrderElementsOf(NAMES);
    }

    @Test
    default void anEscapedNameIsKeptAsItIs() throws Exception {
        for (String name : ESCAPED) requireKept(name);
        assertThat(names("/")).containsExactlyInAnyOrderElementsOf(ESCAPED);
    }

    private void requireKept(String name) throws Exception {
        VirtualPath path = VirtualPath.ROOT.child(name);
        put(path.toString(), "content of " + name.length());
        Entry entry = files().stat(path);
        assertThat(entry.name()).isEqualTo(name);
        assertThat(names("/")).contains(name);
        assertThat(text(path.toString())).isEqualTo("content of " + name.length());
    }

    @Test
    default void anyNameIsGoodForFoldersRenamesPartialsAndDeletion() throws Exception {
        for (List<String> names : List.of(NAMES, ESCAPED)) {
            for (String name : names) {
                VirtualPath path = VirtualPath.ROOT.child(name);
                files().makeFolder(path, 0750);
                VirtualPath inside = path.child(name);
                put(inside.toString(), "x");
                files().rename(inside, path.child("other"), false);
                files().rename(path.child("other"), inside, false);
                assertThat(names(path.toString())).containsExactly(name);
                files().delete(inside);
                boolean kept = cut(inside.toString(), ANN, "part");
                if (files().capabilities().contains(Capability.PARTIALS)) {
                    assertThat(kept).isTrue();
                    assertThat(partials(path.toString(), ANN)).containsExactly(name);
                }
                files().deleteFolder(path, ANN);
            }
        }
        assertThat(names("/")).isEmpty();
    }

    @Test
    default void aRawControlCharacterLeadsToTheEscapedName() throws Exception {
        put("/line\nbreak", "x");
        assertThat(names("/")).containsExactly("line\uFFFD0Abreak");
        assertThat(text("/line\uFFFD0Abreak")).isEqualTo("x");
        assertThat(files().stat(at("/line\nbreak")).name()).isEqualTo("line\uFFFD0Abreak");
    }

    @Test
    default void aNameHas255BytesAtMost() throws Exception {
        for (String longest :
                List.of("n".repeat(255), "ü".repeat(127) + "n", "😀".repeat(63) + "nnn")) {
            requireKept(longest);
            String tooLong = longest + "n";
            assertThatThrownBy(() -> put("/" + tooLong, "x"))
                    .isInstanceOf(IllegalNameException.class);
            assertThatThrownBy(() -> folder("/" + tooLong))
                    .isInstanceOf(IllegalNameException.class);
            assertThatThrownBy(() -> files().rename(at("/" + longest), at("/" + tooLong), true))
                    .isInstanceOf(IllegalNameException.class);
            assertNotThere("/" + tooLong);
        }
        assertThat(names("/")).hasSize(3);
    }

    @Test
    default void anEscapeCountsAsTheByteItSays() throws Exception {
        requireKept("\uFFFDE9".repeat(255));
        assertThatThrownBy(() -> put("/" + "\uFFFDE9".repeat(256), "x"))
                .isInstanceOf(IllegalNameException.class);
    }

    @Test
    default void theLongestNameIsUploadedContinuedAndReplaced() throws Exception {
        String path = "/" + "ü".repeat(127) + "n";
        put(path, "old");
        put(path, "new");
        if (files().capabilities().contains(Capability.APPEND)) put(path, APPEND, "er");
        assertThat(text(path)).startsWith("new");
        files().delete(at(path));
        if (files().capabilities().contains(Capability.PARTIALS)) {
            cut(path, ANN, "01");
            put(path, PartialsContract.continued(2), "23");
            assertThat(text(path)).isEqualTo("0123");
        }
    }

    @Test
    default void aPathMayBeDeep() throws Exception {
        VirtualPath path = VirtualPath.ROOT;
        for (int i = 0; i < 60; i++) {
            path = path.child("folder-with-a-rather-long-name-" + i + "-" + "n".repeat(50));
            files().makeFolder(path, 0750);
        }
        put(path.child("a.txt").toString(), "deep");
        assertThat(text(path.child("a.txt").toString())).isEqualTo("deep");
        // Longer than the path of a system call may be: nobody but the storage can clean this up.
        files().delete(path.child("a.txt"));
        for (; !path.isRoot(); path = path.parent()) files().deleteFolder(path, ANN);
        assertThat(names("/")).isEmpty();
    }

    /// `U+FFFD C3`, `U+FFFD A9` would say the bytes of `é`, which is said `é` and no other way.
    @Test
    default void anotherSpellingOfANameSaysNoName() throws Exception {
        put("/é", "x");
        put("/plain\uFFFD", "y");
        List<String> aliases =
                List.of("\uFFFDC3\uFFFDA9", "plain\uFFFDEF\uFFFDBF\uFFFDBD", "\uD800", "\uDC00a");
        for (String alias : aliases) {
            String path = "/" + alias;
            assertNotThere(path);
            assertThatThrownBy(() -> put(path, "z")).isInstanceOf(IllegalNameException.class);
            assertThatThrownBy(() -> folder(path)).isInstanceOf(IllegalNameException.class);
            assertThatThrownBy(() -> files().rename(at("/é"), at(path), true))
                    .isInstanceOf(IllegalNameException.class);
            assertThatThrownBy(() -> files().delete(at(path)))
                    .isInstanceOfAny(IllegalNameException.class, NoSuchFileException.class);
        }
        assertThat(names("/")).containsExactlyInAnyOrder("é", "plain\uFFFD");
        assertThat(text("/é")).isEqualTo("x");
    }

    @Test
    default void aNameHoldsNoNul() throws Exception {
        put("/a", "x");
        assertThatThrownBy(() -> put("/a\0b", "y")).isInstanceOf(IllegalNameException.class);
        assertThatThrownBy(() -> folder("/d\0e")).isInstanceOf(IllegalNameException.class);
        assertNotThere("/a\0");
        assertThat(names("/")).containsExactly("a");
        assertThat(text("/a")).isEqualTo("x");
    }

    private void assertNotThere(String path) {
        assertThatThrownBy(() -> files().stat(at(path)))
                .isInstanceOfAny(IllegalNameException.class, NoSuchFileException.class);
        assertThatThrownBy(() -> files().read(at(path)))
                .isInstanceOfAny(IllegalNameException.class, NoSuchFileException.class);
    }

    @Test
    default void namesThatOnlyLookAlikeAreDifferentFiles() throws Exception {
        assumeTrue(tellsNamesApart(), "names that look alike are the same file here");
        List<String> alike = List.of("é", "e\u0301", "a", "A", "ſ", "s", "ﬁ", "fi", "İ", "i", "ı");
        for (String name : alike) put("/" + name, "I am " + (int) name.charAt(0) + name.length());
        for (String name : alike) {
            assertThat(text("/" + name)).isEqualTo("I am " + (int) name.charAt(0) + name.length());
        }
        assertThat(names("/")).containsExactlyInAnyOrderElementsOf(alike);
        files().delete(at("/A"));
        assertThat(exists("/a")).isTrue();
    }
}
