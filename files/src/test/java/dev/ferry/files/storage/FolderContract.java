package dev.ferry.files.storage;

import static dev.ferry.files.storage.ContractTools.at;
import static dev.ferry.files.storage.ContractTools.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.files.Capability;
import dev.ferry.files.Entry;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

/// Folders are made and removed one at a time, and only empty ones go.
interface FolderContract extends ContractTools {

    @Test
    default void theRootIsAnEmptyFolderAtFirst() throws Exception {
        assertThat(files().stat(at("/")).isFolder()).isTrue();
        assertThat(names("/")).isEmpty();
    }

    @Test
    default void aFolderIsMadeAndHoldsFiles() throws Exception {
        folder("/d");
        folder("/d/e");
        put("/d/e/a.txt", "deep");
        Entry made = files().stat(at("/d"));
        assertThat(made.name()).isEqualTo("d");
        assertThat(made.kind()).isEqualTo(new Entry.Kind.Folder());
        assertThat(names("/")).containsExactly("d");
        assertThat(names("/d")).containsExactly("e");
        assertThat(text("/d/e/a.txt")).isEqualTo("deep");
    }

    @Test
    default void aNewFolderHasTheModeItWasToHave() throws Exception {
        requires(Capability.SET_MODE);
        for (int mode : new int[] {0750, 0700, 0777, 0705}) {
            String path = "/d" + mode;
            files().makeFolder(at(path), mode);
            assertThat(files().stat(at(path)).mode()).isEqualTo(mode);
        }
    }

    @Test
    default void aFolderNeedsAParent() throws Exception {
        put("/file", "x");
        assertThatThrownBy(() -> folder("/none/d")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> folder("/file/d"))
                .isInstanceOfAny(NotDirectoryException.class, NoSuchFileException.class);
        assertThat(names("/")).containsExactly("file");
    }

    @Test
    default void aFolderTakesNobodysPlace() throws Exception {
        put("/file", "x");
        folder("/d");
        put("/d/inside", "y");
        folder("/empty");
        for (String path : new String[] {"/file", "/d", "/empty"}) {
            assertThatThrownBy(() -> folder(path))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining(path);
        }
        assertThatThrownBy(() -> folder("/")).isInstanceOf(FileSystemException.class);
        assertThat(text("/file")).isEqualTo("x");
        assertThat(text("/d/inside")).isEqualTo("y");
    }

    @Test
    default void anEmptyFolderIsRemoved() throws Exception {
        folder("/d");
        files().deleteFolder(at("/d"), ANN);
        assertThat(exists("/d")).isFalse();
        assertThat(names("/")).isEmpty();
    }

    @Test
    default void aFolderThatHoldsSomethingStays() throws Exception {
        folder("/d");
        put("/d/a.txt", "x");
        folder("/f");
        folder("/f/g");
        for (String path : new String[] {"/d", "/f"}) {
            assertThatThrownBy(() -> files().deleteFolder(at(path), ANN))
                    .isInstanceOf(DirectoryNotEmptyException.class)
                    .hasMessageContaining(path);
        }
        assertThat(text("/d/a.txt")).isEqualTo("x");
        assertThat(exists("/f/g")).isTrue();
    }

    @Test
    default void onlyAFolderIsRemovedAsOne() throws Exception {
        put("/file", "x");
        assertThatThrownBy(() -> files().deleteFolder(at("/none"), ANN))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files().deleteFolder(at("/file"), ANN))
                .isInstanceOf(NotDirectoryException.class);
        assertThat(text("/file")).isEqualTo("x");
    }

    @Test
    default void theRootStays() throws Exception {
        assertThatThrownBy(() -> files().deleteFolder(at("/"), ANN))
                .isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> files().delete(at("/"))).isInstanceOf(FileSystemException.class);
        put("/a.txt", "x");
        assertThat(text("/a.txt")).isEqualTo("x");
    }

    @Test
    default void aFileIsDeleted() throws Exception {
        put("/a.txt", "x");
        put("/b.txt", "y");
        files().delete(at("/a.txt"));
        assertThat(names("/")).containsExactly("b.txt");
        assertThatThrownBy(() -> files().delete(at("/a.txt")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("/a.txt");
    }

    @Test
    default void anEmptyFolderIsNotDeletedAsAFile() throws Exception {
        folder("/d");
        assertThatThrownBy(() -> files().delete(at("/d"))).isInstanceOf(FileSystemException.class);
        assertThat(files().stat(at("/d")).isFolder()).isTrue();
    }

    @Test
    default void aReaderKeepsAFileThatIsDeleted() throws Exception {
        put("/a.txt", "still here");
        try (OpenFile reader = files().read(at("/a.txt"))) {
            files().delete(at("/a.txt"));
            assertThat(ContractTools.text(reader)).isEqualTo("still here");
            put("/a.txt", "another");
            assertThat(ContractTools.text(reader)).isEqualTo("still here");
        }
    }

    @Test
    default void onlyAFileIsRead() throws Exception {
        folder("/d");
        put("/file", "x");
        assertThatThrownBy(() -> files().read(at("/d"))).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> files().read(at("/"))).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> files().read(at("/none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files().read(at("/file/x")))
                .isInstanceOfAny(NotDirectoryException.class, NoSuchFileException.class);
    }

    @Test
    default void whatIsNotThereHasNoEntry() throws Exception {
        put("/file", "x");
        for (String path : new String[] {"/none", "/none/a", "/a/b/c"}) {
            assertThatThrownBy(() -> files().stat(at(path)))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("/");
        }
        assertThatThrownBy(() -> files().stat(at("/file/a")))
                .isInstanceOfAny(NotDirectoryException.class, NoSuchFileException.class);
    }

    @Test
    default void anUploadIntoAFolderThatVanishedFailsAndLeavesNothing() throws Exception {
        folder("/d");
        Sink sink = begin("/d/a.txt", STORE, ANN, FORGET);
        send(sink, "012");
        files().deleteFolder(at("/d"), ANN);
        assertThatThrownBy(
                        () -> {
                            send(sink, "345");
                            sink.commit(Sink.LastCheck.NONE);
                        })
                .isInstanceOf(IOException.class);
        assertThat(sink.closeKeeping()).isFalse();
        assertThat(names("/")).isEmpty();
        assertThatThrownBy(() -> files().stat(at("/d"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    default void anUploadThatBeginsAfterItsFolderVanishedFails() throws Exception {
        folder("/d");
        try (Sink sink = files().write(at("/d/a.txt"), STORE, ANN, KEEP)) {
            files().deleteFolder(at("/d"), ANN);
            assertThatThrownBy(
                            () -> {
                                sink.begin();
                                send(sink, "x");
                                sink.commit(Sink.LastCheck.NONE);
                            })
                    .isInstanceOf(IOException.class);
        }
        assertThat(names("/")).isEmpty();
    }
}
