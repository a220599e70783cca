package dev.ferry.files.storage;

import static dev.ferry.files.storage.ContractTools.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.files.Capability;
import dev.ferry.files.Entry;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/// Another name for the same thing, at once.
interface RenameContract extends ContractTools {

    @Test
    default void aFileGetsAnotherName() throws Exception {
        folder("/d");
        put("/a.txt", "x");
        Entry before = files().stat(at("/a.txt"));
        files().rename(at("/a.txt"), at("/d/b.txt"), false);
        assertThat(names("/")).containsExactly("d");
        assertThat(names("/d")).containsExactly("b.txt");
        Entry after = files().stat(at("/d/b.txt"));
        assertThat(after.mode()).isEqualTo(before.mode());
        assertThat(after.modified()).isEqualTo(before.modified());
        assertThat(text("/d/b.txt")).isEqualTo("x");
    }

    @Test
    default void aFolderTakesAllBelowItAlong() throws Exception {
        folder("/d");
        folder("/d/e");
        folder("/other");
        put("/d/e/a.txt", "deep");
        files().rename(at("/d"), at("/other/x"), false);
        assertThat(exists("/d")).isFalse();
        assertThat(text("/other/x/e/a.txt")).isEqualTo("deep");
        folder("/d");
        assertThat(names("/d")).isEmpty();
    }

    @Test
    default void aFileReplacesAFileOnlyWhereItMay() throws Exception {
        put("/a.txt", "a");
        put("/b.txt", "b");
        assertThatThrownBy(() -> files().rename(at("/a.txt"), at("/b.txt"), false))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("/b.txt");
        assertThat(text("/a.txt")).isEqualTo("a");
        assertThat(text("/b.txt")).isEqualTo("b");
        try (OpenFile reader = files().read(at("/b.txt"))) {
            files().rename(at("/a.txt"), at("/b.txt"), true);
            assertThat(ContractTools.text(reader)).isEqualTo("b");
        }
        assertThat(names("/")).containsExactly("b.txt");
        assertThat(text("/b.txt")).isEqualTo("a");
    }

    @Test
    default void aRenamedFileKeepsItsOwnMode() throws Exception {
        requires(Capability.SET_MODE);
        put("/a.txt", "a");
        put("/b.txt", "b");
        files().setMode(at("/a.txt"), 0604);
        files().rename(at("/a.txt"), at("/b.txt"), true);
        assertThat(files().stat(at("/b.txt")).mode()).isEqualTo(0604);
    }

    @Test
    default void aFolderIsNeverReplaced() throws Exception {
        folder("/empty");
        folder("/full");
        put("/full/inside", "x");
        put("/file", "y");
        for (boolean replace : new boolean[] {false, true}) {
            for (String from : new String[] {"/full", "/file"}) {
                assertThatThrownBy(() -> files().rename(at(from), at("/empty"), replace))
                        .isInstanceOf(FileAlreadyExistsException.class);
            }
            assertThatThrownBy(() -> files().rename(at("/empty"), at("/full"), replace))
                    .isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(names("/")).containsExactlyInAnyOrder("empty", "full", "file");
        assertThat(names("/empty")).isEmpty();
        assertThat(text("/full/inside")).isEqualTo("x");
        assertThat(text("/file")).isEqualTo("y");
    }

    @Test
    default void aFolderReplacesNoFile() throws Exception {
        folder("/d");
        put("/file", "y");
        for (boolean replace : new boolean[] {false, true}) {
            assertThatThrownBy(() -> files().rename(at("/d"), at("/file"), replace))
                    .isInstanceOf(FileSystemException.class);
        }
        assertThat(files().stat(at("/d")).isFolder()).isTrue();
        assertThat(text("/file")).isEqualTo("y");
    }

    @Test
    default void aFolderIsNotMovedIntoItself() throws Exception {
        folder("/d");
        folder("/d/e");
        put("/d/e/a.txt", "x");
        for (String to : new String[] {"/d/x", "/d/e/x"}) {
            assertThatThrownBy(() -> files().rename(at("/d"), at(to), false))
                    .isInstanceOf(FileSystemException.class);
        }
        assertThat(text("/d/e/a.txt")).isEqualTo("x");
        assertThat(names("/d/e")).containsExactly("a.txt");
    }

    @Test
    default void onlyWhatIsThereIsRenamedToWhereItCanBe() throws Exception {
        put("/a.txt", "a");
        for (boolean replace : new boolean[] {false, true}) {
            assertThatThrownBy(() -> files().rename(at("/none"), at("/b.txt"), replace))
                    .isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> files().rename(at("/none"), at("/none"), replace))
                    .isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> files().rename(at("/a.txt"), at("/none/b"), replace))
                    .isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> files().rename(at("/a.txt"), at("/a.txt/b"), replace))
                    .isInstanceOfAny(NotDirectoryException.class, NoSuchFileException.class);
        }
        assertThat(names("/")).containsExactly("a.txt");
        assertThat(text("/a.txt")).isEqualTo("a");
    }

    @Test
    default void theNameItHasAlreadyChangesNothing() throws Exception {
        put("/a.txt", "a");
        folder("/d");
        for (boolean replace : new boolean[] {false, true}) {
            files().rename(at("/a.txt"), at("/a.txt"), replace);
            files().rename(at("/d"), at("/d"), replace);
        }
        assertThat(text("/a.txt")).isEqualTo("a");
        assertThat(names("/")).containsExactlyInAnyOrder("a.txt", "d");
    }

    @Test
    default void theRootIsNotRenamedNorReplaced() throws Exception {
        put("/a.txt", "a");
        folder("/d");
        assertThatThrownBy(() -> files().rename(at("/"), at("/x"), true))
                .isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> files().rename(at("/a.txt"), at("/"), true))
                .isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> files().rename(at("/d"), at("/"), true))
                .isInstanceOf(FileSystemException.class);
        assertThat(names("/")).containsExactlyInAnyOrder("a.txt", "d");
    }

    @Test
    default void aReaderKeepsAFileThatIsRenamed() throws Exception {
        put("/a.txt", "still here");
        try (OpenFile reader = files().read(at("/a.txt"))) {
            files().rename(at("/a.txt"), at("/b.txt"), false);
            put("/a.txt", "another");
            assertThat(ContractTools.text(reader)).isEqualTo("still here");
        }
        assertThat(text("/b.txt")).isEqualTo("still here");
    }

    @Test
    default void ofManyWhoWantANameOneGetsIt() throws Exception {
        for (int round = 0; round < Math.max(5, rounds() / 40); round++) {
            String target = "/target" + round;
            List<Callable<Boolean>> renames = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String from = "/from" + i;
                if (!exists(from)) put(from, "x");
                renames.add(() -> {
                    try {
                        files().rename(at(from), at(target), false);
                        return true;
                    } catch (FileAlreadyExistsException _) {
                        return false;
                    }
                });
            }
            assertThat(ContractTools.together(renames)).containsOnlyOnce(true);
            assertThat(names("/")).hasSize(3 + round + 1);
        }
    }
}
