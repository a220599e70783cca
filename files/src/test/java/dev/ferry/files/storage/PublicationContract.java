package dev.ferry.files.storage;

import static dev.ferry.files.storage.ContractTools.at;
import static dev.ferry.files.storage.ContractTools.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.files.Capability;
import dev.ferry.files.Entry;
import dev.ferry.files.FileBusyException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

/// A file is whole under its name, or not there.
interface PublicationContract extends ContractTools {

    @Test
    default void anUploadIsSeenByNobodyUntilItIsCommitted() throws Exception {
        try (Sink sink = begin("/a.txt", STORE)) {
            send(sink, "all of it");
            assertThat(exists("/a.txt")).isFalse();
            assertThat(names("/")).isEmpty();
            assertThatThrownBy(() -> files().read(at("/a.txt")))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("/a.txt");
            assertThat(files().partials().find(at("/a.txt"), BEN)).isEmpty();
            assertThat(partials("/", BEN)).isEmpty();
            sink.commit(Sink.LastCheck.NONE);
        }
        assertThat(names("/")).containsExactly("a.txt");
        assertThat(text("/a.txt")).isEqualTo("all of it");
    }

    @Test
    default void aCommittedFileIsThereBeforeItsSinkIsClosed() throws Exception {
        Sink sink = begin("/a.txt", STORE);
        send(sink, "whole");
        sink.commit(Sink.LastCheck.NONE);
        assertThat(text("/a.txt")).isEqualTo("whole");
        assertThat(sink.closeKeeping()).isFalse();
        assertThat(text("/a.txt")).isEqualTo("whole");
    }

    @Test
    default void whatStatListAndReadSayOfAFileAgrees() throws Exception {
        put("/a.txt", "12345");
        Entry entry = files().stat(at("/a.txt"));
        assertThat(entry.name()).isEqualTo("a.txt");
        assertThat(entry.kind()).isEqualTo(new Entry.Kind.File());
        assertThat(entry.size()).isEqualTo(5);
        assertThat(entry.partial()).isFalse();
        assertThat(list("/")).containsExactly(entry);
        try (OpenFile file = files().read(at("/a.txt"))) {
            assertThat(file.entry()).isEqualTo(entry);
        }
    }

    @Test
    default void aFileMayBeEmpty() throws Exception {
        put("/empty", "");
        assertThat(files().stat(at("/empty")).size()).isZero();
        assertThat(text("/empty")).isEmpty();
    }

    @Test
    default void bytesArriveAsTheyAre() throws Exception {
        byte[] sent = new byte[3_000_017];
        for (int i = 0; i < sent.length; i++) sent[i] = (byte) (i * 31 + (i >> 8));
        try (Sink sink = begin("/a.bin", STORE)) {
            for (int from = 0; from < sent.length; from += 70_001) {
                var piece = ByteBuffer.wrap(sent, from, Math.min(70_001, sent.length - from));
                while (piece.hasRemaining()) sink.write(piece);
            }
            sink.commit(Sink.LastCheck.NONE);
            assertThat(sink.size()).isEqualTo(sent.length);
        }
        try (OpenFile file = files().read(at("/a.bin"))) {
            assertThat(ContractTools.content(file)).isEqualTo(sent);
        }
    }

    @Test
    default void aWriteTakesAllThatRemainsInADirectBuffer() throws Exception {
        try (Sink sink = begin("/a.txt", STORE)) {
            ByteBuffer direct = ByteBuffer.allocateDirect(10);
            direct.put(ContractTools.bytes("0123456789")).flip().position(4);
            assertThat(sink.write(direct)).isEqualTo(6);
            assertThat(direct.hasRemaining()).isFalse();
            sink.commit(Sink.LastCheck.NONE);
        }
        assertThat(text("/a.txt")).isEqualTo("456789");
    }

    @Test
    default void aReaderReadsAtAnyPosition() throws Exception {
        put("/a.txt", "0123456789");
        try (OpenFile file = files().read(at("/a.txt"))) {
            var four = ByteBuffer.allocate(4);
            assertThat(file.read(four, 3)).isEqualTo(4);
            assertThat(new String(four.array(), java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("3456");
            assertThat(file.read(four.clear(), 8)).isEqualTo(2);
            assertThat(file.read(four.clear(), 10)).isEqualTo(-1);
            assertThat(file.read(four.clear(), 5_000_000_000L)).isEqualTo(-1);
            var out = new ByteArrayOutputStream();
            assertThat(file.transferTo(4, 3, Channels.newChannel(out))).isEqualTo(3);
            assertThat(file.transferTo(8, 100, Channels.newChannel(out))).isEqualTo(2);
            assertThat(file.transferTo(10, 100, Channels.newChannel(out))).isZero();
            assertThat(out).hasToString("45689");
        }
    }

    @Test
    default void aClosedReaderReadsNoMore() throws Exception {
        put("/a.txt", "0123456789");
        OpenFile file = files().read(at("/a.txt"));
        file.close();
        file.close();
        assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1), 0))
                .isInstanceOf(IOException.class);
    }

    @Test
    default void anUploadThatIsClosedWithoutCommitLeavesTheOldFile() throws Exception {
        put("/a.txt", "old");
        try (OpenFile reader = files().read(at("/a.txt"))) {
            try (Sink sink = begin("/a.txt", STORE)) {
                send(sink, "something new");
                assertThat(text("/a.txt")).isEqualTo("old");
            }
            assertThat(ContractTools.text(reader)).isEqualTo("old");
        }
        assertThat(text("/a.txt")).isEqualTo("old");
        assertThat(list("/")).hasSize(1);
    }

    @Test
    default void nothingIsTouchedBeforeBegin() throws Exception {
        put("/a.txt", "old");
        files().write(at("/a.txt"), STORE, ANN, KEEP).close();
        assertThat(text("/a.txt")).isEqualTo("old");
        files().write(at("/b.txt"), STORE, ANN, KEEP).close();
        assertThat(names("/")).containsExactly("a.txt");
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void aReaderKeepsTheVersionHeOpened() throws Exception {
        put("/a.txt", "the first version");
        try (OpenFile reader = files().read(at("/a.txt"))) {
            put("/a.txt", "the second");
            assertThat(ContractTools.text(reader)).isEqualTo("the first version");
            assertThat(reader.entry().size()).isEqualTo(17);
        }
        assertThat(text("/a.txt")).isEqualTo("the second");
    }

    @Test
    default void theLastCheckSeesTheOldFileAndNotTheNew() throws Exception {
        put("/a.txt", "old");
        try (Sink sink = begin("/a.txt", STORE)) {
            send(sink, "new");
            sink.commit(() -> assertThat(text("/a.txt")).isEqualTo("old"));
        }
        assertThat(text("/a.txt")).isEqualTo("new");
    }

    @Test
    default void aLastCheckThatSaysNoLeavesTheOldFile() throws Exception {
        put("/a.txt", "old");
        var no = new FileBusyException(at("/a.txt"), "the control connection is gone");
        Sink sink = begin("/a.txt", STORE);
        send(sink, "new");
        assertThatThrownBy(() ->
                        sink.commit(() -> {
                            throw no;
                        }))
                .isSameAs(no);
        assertThat(text("/a.txt")).isEqualTo("old");
        assertThat(sink.closeKeeping()).isFalse();
        assertThat(text("/a.txt")).isEqualTo("old");
        assertThat(names("/")).containsExactly("a.txt");
    }

    @Test
    default void aLastCheckThatSaysNoLeavesANewNameFree() throws Exception {
        var no = new FileBusyException(at("/a.txt"), "too short");
        Sink sink = begin("/a.txt", STORE);
        send(sink, "new");
        assertThatThrownBy(() ->
                        sink.commit(() -> {
                            throw no;
                        }))
                .isSameAs(no);
        assertThat(exists("/a.txt")).isFalse();
        boolean kept = sink.closeKeeping();
        assertThat(kept).isEqualTo(files().capabilities().contains(Capability.PARTIALS));
        assertThat(exists("/a.txt")).isFalse();
    }

    @Test
    default void withoutLeaveToReplaceANameThatWasTakenMeanwhileStays() throws Exception {
        try (Sink late = begin("/a.txt", STORE_NEW)) {
            send(late, "late");
            put("/a.txt", STORE_NEW, "early");
            assertThatThrownBy(() -> late.commit(Sink.LastCheck.NONE))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining("/a.txt");
            assertThat(late.closeKeeping()).isFalse();
        }
        assertThat(text("/a.txt")).isEqualTo("early");
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void withoutLeaveToReplaceANameTakenDuringTheLastCheckStays() throws Exception {
        try (Sink late = begin("/a.txt", STORE_NEW)) {
            send(late, "late");
            assertThatThrownBy(() -> late.commit(() -> put("/a.txt", "early")))
                    .isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(text("/a.txt")).isEqualTo("early");
    }

    @Test
    default void withoutLeaveToReplaceAFileThatWasThereBeforeStays() throws Exception {
        put("/a.txt", "old");
        assertThatThrownBy(() -> put("/a.txt", STORE_NEW, "new"))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(text("/a.txt")).isEqualTo("old");
    }

    @Test
    default void ofTwoWritersTheLastToCommitIsTheFile() throws Exception {
        try (Sink first = begin("/a.txt", STORE, ANN, KEEP);
                Sink second = begin("/a.txt", STORE, BEN, KEEP)) {
            send(second, "sec");
            send(first, "first, and longer");
            send(second, "ond");
            second.commit(Sink.LastCheck.NONE);
            assertThat(text("/a.txt")).isEqualTo("second");
            first.commit(Sink.LastCheck.NONE);
        }
        assertThat(text("/a.txt")).isEqualTo("first, and longer");
        assertThat(list("/")).hasSize(1);
    }

    @Test
    default void twoPlainUploadsOfOneOwnerDoNotMeet() throws Exception {
        try (Sink first = begin("/a.txt", STORE);
                Sink second = begin("/a.txt", STORE)) {
            send(first, "first");
            send(second, "sec");
            first.commit(Sink.LastCheck.NONE);
            send(second, "ond");
            second.commit(Sink.LastCheck.NONE);
        }
        assertThat(text("/a.txt")).isEqualTo("second");
    }

    @Test
    default void aNewFileHasTheModeItWasToHave() throws Exception {
        requires(Capability.SET_MODE);
        for (int mode : new int[] {0640, 0600, 0666, 0751, 0444}) {
            String path = "/m" + mode;
            try (Sink sink = begin(path, STORE, ANN, new NewFile(mode, true))) {
                send(sink, "x");
                sink.commit(Sink.LastCheck.NONE);
            }
            assertThat(files().stat(at(path)).mode()).isEqualTo(mode);
        }
    }

    @Test
    default void aFileThatReplacesAnotherKeepsItsMode() throws Exception {
        requires(Capability.SET_MODE);
        put("/a.txt", "old");
        files().setMode(at("/a.txt"), 0604);
        put("/a.txt", "new");
        assertThat(text("/a.txt")).isEqualTo("new");
        assertThat(files().stat(at("/a.txt")).mode()).isEqualTo(0604);
    }

    @Test
    default void anUploadNeedsTheFolderItGoesInto() throws Exception {
        put("/file", "x");
        assertThatThrownBy(() -> put("/none/a.txt", "x")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> put("/file/a.txt", "x"))
                .isInstanceOfAny(NotDirectoryException.class, NoSuchFileException.class);
        assertThat(names("/")).containsExactly("file");
    }

    @Test
    default void noFileTakesThePlaceOfAFolder() throws Exception {
        folder("/d");
        put("/d/inside", "x");
        assertThatThrownBy(() -> put("/d", "x")).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> put("/", "x")).isInstanceOf(FileSystemException.class);
        assertThat(files().stat(at("/d")).isFolder()).isTrue();
        assertThat(text("/d/inside")).isEqualTo("x");
    }

    @Test
    default void aFolderMadeMeanwhileIsNotReplaced() throws Exception {
        try (Sink sink = begin("/d", STORE)) {
            send(sink, "x");
            folder("/d");
            assertThatThrownBy(() -> sink.commit(Sink.LastCheck.NONE))
                    .isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(files().stat(at("/d")).isFolder()).isTrue();
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void aClosedSinkTakesNothingMore() throws Exception {
        Sink sink = begin("/a.txt", STORE, ANN, FORGET);
        send(sink, "x");
        assertThat(sink.isOpen()).isTrue();
        sink.close();
        assertThat(sink.isOpen()).isFalse();
        assertThatThrownBy(() -> send(sink, "y")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> sink.commit(Sink.LastCheck.NONE)).isInstanceOf(IOException.class);
        sink.close();
        assertThat(names("/")).isEmpty();
    }

    @Test
    default void deletingTheOldFileDuringAnUploadDoesNotDisturbIt() throws Exception {
        put("/a.txt", "old");
        try (Sink sink = begin("/a.txt", STORE)) {
            send(sink, "n");
            files().delete(at("/a.txt"));
            assertThat(exists("/a.txt")).isFalse();
            send(sink, "ew");
            sink.commit(Sink.LastCheck.NONE);
        }
        assertThat(text("/a.txt")).isEqualTo("new");
    }

    @Test
    default void renamingTheOldFileDuringAnUploadKeepsBoth() throws Exception {
        put("/a.txt", "old");
        try (Sink sink = begin("/a.txt", STORE)) {
            send(sink, "new");
            files().rename(at("/a.txt"), at("/b.txt"), false);
            sink.commit(Sink.LastCheck.NONE);
        }
        assertThat(text("/a.txt")).isEqualTo("new");
        assertThat(text("/b.txt")).isEqualTo("old");
    }
}
