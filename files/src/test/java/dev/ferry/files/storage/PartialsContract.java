package dev.ferry.files.storage;

import static dev.ferry.files.storage.ContractTools.at;
import static dev.ferry.files.storage.ContractTools.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.ferry.files.Capability;
import dev.ferry.files.Entry;
import dev.ferry.files.FileBusyException;
import dev.ferry.files.OffsetPastEndException;
import dev.ferry.files.WriteMode;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

/// An interrupted upload of a new name is its owner's to go on with, and nobody else's to see.
interface PartialsContract extends ContractTools {

    static WriteMode continued(long offset) {
        return new WriteMode.Continue(offset, true);
    }

    @Test
    default void aCutUploadOfANewNameIsFoundByItsOwnerAlone() throws Exception {
        requires(Capability.PARTIALS);
        assertThat(cut("/a.bin", ANN, "01234")).isTrue();
        Entry own = files().partials().find(at("/a.bin"), ANN).orElseThrow();
        assertThat(own.name()).isEqualTo("a.bin");
        assertThat(own.size()).isEqualTo(5);
        assertThat(own.isFile()).isTrue();
        assertThat(own.partial()).isTrue();
        assertThat(files().partials().in(at("/"), ANN)).containsExactly(own);
        assertThat(partialText("/a.bin", ANN)).isEqualTo("01234");

        assertThat(files().partials().find(at("/a.bin"), BEN)).isEmpty();
        assertThat(partials("/", BEN)).isEmpty();
        assertThatThrownBy(() -> files().partials().read(at("/a.bin"), BEN))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    default void aPartialIsNoFile() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "01234");
        assertThat(exists("/a.bin")).isFalse();
        assertThat(names("/")).isEmpty();
        assertThatThrownBy(() -> files().read(at("/a.bin")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files().delete(at("/a.bin")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files().rename(at("/a.bin"), at("/b.bin"), true))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(partials("/", ANN)).containsExactly("a.bin");
    }

    @Test
    default void aPartialIsFoundInItsOwnFolderOnly() throws Exception {
        requires(Capability.PARTIALS);
        folder("/d");
        folder("/d/e");
        cut("/top", ANN, "1");
        cut("/d/middle", ANN, "22");
        cut("/d/e/deep", ANN, "333");
        assertThat(partials("/", ANN)).containsExactly("top");
        assertThat(partials("/d", ANN)).containsExactly("middle");
        assertThat(partials("/d/e", ANN)).containsExactly("deep");
        assertThat(partialText("/d/e/deep", ANN)).isEqualTo("333");
    }

    @Test
    default void wherePartialsAreLookedForInVainThereAreNone() throws Exception {
        put("/file", "x");
        for (String path : new String[] {"/none", "/none/a", "/file", "/file/a", "/"}) {
            assertThat(files().partials().find(at(path), ANN)).isEmpty();
            assertThat(files().partials().drop(at(path), ANN)).isFalse();
            assertThatThrownBy(() -> files().partials().read(at(path), ANN))
                    .isInstanceOf(NoSuchFileException.class);
        }
        assertThat(text("/file")).isEqualTo("x");
    }

    @Test
    default void twoOwnersHaveOnePartialEach() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "ann's");
        cut("/a.bin", BEN, "that of ben");
        assertThat(partialText("/a.bin", ANN)).isEqualTo("ann's");
        assertThat(partialText("/a.bin", BEN)).isEqualTo("that of ben");
        assertThat(partials("/", ANN)).containsExactly("a.bin");
    }

    @Test
    default void anOwnerIsAnyWord() throws Exception {
        requires(Capability.PARTIALS);
        String[] owners = {"../../x", "a b/c", "Ännchen 😀", "ann\n", "a".repeat(300), "ANN", "%"};
        for (String owner : owners) cut("/a.bin", owner, "of " + owner.length());
        for (String owner : owners) {
            assertThat(partialText("/a.bin", owner)).isEqualTo("of " + owner.length());
        }
        assertThat(files().partials().find(at("/a.bin"), ANN)).isEmpty();
        assertThat(names("/")).isEmpty();
    }

    @Test
    default void withoutAByteNothingIsKept() throws Exception {
        assertThat(cut("/a.bin", ANN, "")).isFalse();
        assertThat(files().partials().find(at("/a.bin"), ANN)).isEmpty();
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void whereNothingIsToBeKeptNothingIs() throws Exception {
        Sink sink = begin("/a.bin", STORE, ANN, FORGET);
        send(sink, "01234");
        assertThat(sink.closeKeeping()).isFalse();
        assertThat(partials("/", ANN)).isEmpty();
        assertThat(files().partials().find(at("/a.bin"), ANN)).isEmpty();
    }

    @Test
    default void whatIsDiscardedIsNotKept() throws Exception {
        Sink sink = begin("/a.bin", STORE);
        send(sink, "01234");
        sink.discard();
        assertThat(sink.closeKeeping()).isFalse();
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void closingAgainDoesNotLoseThePartial() throws Exception {
        requires(Capability.PARTIALS);
        Sink sink = begin("/a.bin", STORE);
        send(sink, "01234");
        assertThat(sink.closeKeeping()).isTrue();
        sink.close();
        sink.discard();
        sink.close();
        assertThat(partialText("/a.bin", ANN)).isEqualTo("01234");
    }

    @Test
    default void aCutOverwriteKeepsTheOldFileAndNothingElse() throws Exception {
        put("/a.bin", "old");
        assertThat(cut("/a.bin", ANN, "new, and longer")).isFalse();
        assertThat(text("/a.bin")).isEqualTo("old");
        assertThat(partials("/", ANN)).isEmpty();
        assertThat(files().partials().find(at("/a.bin"), ANN)).isEmpty();
    }

    @Test
    default void aRunningUploadIsItsOwnersPartialAsFarAsItCame() throws Exception {
        requires(Capability.PARTIALS);
        try (Sink sink = begin("/a.bin", STORE)) {
            send(sink, "012");
            Entry early = files().partials().find(at("/a.bin"), ANN).orElseThrow();
            assertThat(early.size()).isEqualTo(3);
            assertThat(early.partial()).isTrue();
            send(sink, "345");
            assertThat(files().partials().find(at("/a.bin"), ANN).orElseThrow().size())
                    .isEqualTo(6);
            assertThat(partials("/", ANN)).containsExactly("a.bin");
            assertThat(partialText("/a.bin", ANN)).isEqualTo("012345");
            assertThat(partials("/", BEN)).isEmpty();
            sink.commit(Sink.LastCheck.NONE);
        }
        assertThat(partials("/", ANN)).isEmpty();
        assertThat(text("/a.bin")).isEqualTo("012345");
    }

    @Test
    default void whoReadsAPartialIsBoundedToWhatHadArrived() throws Exception {
        requires(Capability.PARTIALS);
        try (Sink sink = begin("/a.bin", STORE)) {
            send(sink, "012");
            try (OpenFile reader = files().partials().read(at("/a.bin"), ANN)) {
                send(sink, "345");
                assertThat(reader.entry().size()).isEqualTo(3);
                assertThat(reader.entry().partial()).isTrue();
                assertThat(ContractTools.text(reader)).isEqualTo("012");
            }
            sink.discard();
        }
    }

    @Test
    default void aNameCutTwiceIsOnePartial() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "first");
        cut("/a.bin", ANN, "second, longer");
        assertThat(partials("/", ANN)).containsExactly("a.bin");
        Entry found = files().partials().find(at("/a.bin"), ANN).orElseThrow();
        assertThat(partialText("/a.bin", ANN))
                .isIn("first", "second, longer")
                .hasSize((int) found.size());
        assertThat(files().partials().drop(at("/a.bin"), ANN)).isTrue();
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void twoRunningUploadsOfOneNameAreListedOnce() throws Exception {
        requires(Capability.PARTIALS);
        try (Sink first = begin("/a.bin", STORE);
                Sink second = begin("/a.bin", STORE)) {
            send(first, "first");
            send(second, "second");
            assertThat(partials("/", ANN)).containsExactly("a.bin");
            assertThat(first.closeKeeping()).isTrue();
            assertThat(second.closeKeeping()).isTrue();
        }
        assertThat(partials("/", ANN)).containsExactly("a.bin");
    }

    @Test
    default void anUploadIsContinuedAndPublished() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "01234");
        try (Sink sink = begin("/a.bin", continued(5))) {
            assertThat(sink.size()).isEqualTo(5);
            send(sink, "56789");
            assertThat(sink.size()).isEqualTo(10);
            assertThat(exists("/a.bin")).isFalse();
            sink.commit(Sink.LastCheck.NONE);
        }
        assertThat(text("/a.bin")).isEqualTo("0123456789");
        assertThat(files().stat(at("/a.bin")).partial()).isFalse();
        assertThat(files().partials().find(at("/a.bin"), ANN)).isEmpty();
        assertThat(partials("/", ANN)).isEmpty();
        files().delete(at("/a.bin"));
        assertThat(files().partials().find(at("/a.bin"), ANN)).isEmpty();
    }

    @Test
    default void aContinuedUploadHasTheModeItWasToHave() throws Exception {
        requires(Capability.PARTIALS);
        requires(Capability.SET_MODE);
        cut("/a.bin", ANN, "01234");
        put("/a.bin", continued(5), "5");
        assertThat(files().stat(at("/a.bin")).mode()).isEqualTo(MODE);
    }

    @Test
    default void anUploadContinuedAndCutAgainIsKeptAgain() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "01");
        assertThat(cut("/a.bin", continued(2), ANN, "23")).isTrue();
        assertThat(cut("/a.bin", continued(4), ANN, "45")).isTrue();
        assertThat(partialText("/a.bin", ANN)).isEqualTo("012345");
        assertThat(cut("/a.bin", continued(6), ANN, "")).isTrue();
        assertThat(partialText("/a.bin", ANN)).isEqualTo("012345");
        put("/a.bin", continued(6), "67");
        assertThat(text("/a.bin")).isEqualTo("01234567");
    }

    @Test
    default void aPartialIsCutToItsOffsetOnlyWhenTheBytesAreAboutToCome() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "0123456789");
        files().write(at("/a.bin"), continued(4), ANN, KEEP).close();
        assertThat(partialText("/a.bin", ANN)).isEqualTo("0123456789");

        try (Sink sink = files().write(at("/a.bin"), continued(4), ANN, KEEP)) {
            assertThat(partialText("/a.bin", ANN)).isEqualTo("0123456789");
            sink.begin();
            assertThat(partialText("/a.bin", ANN)).isEqualTo("0123");
            send(sink, "xy");
            sink.commit(Sink.LastCheck.NONE);
        }
        assertThat(text("/a.bin")).isEqualTo("0123xy");
    }

    @Test
    default void aContinuationThatSendsNothingKeepsWhatItKept() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "0123456789");
        assertThat(cut("/a.bin", continued(4), ANN, "")).isTrue();
        assertThat(partialText("/a.bin", ANN)).isEqualTo("0123");
    }

    @Test
    default void aContinuationThatIsDiscardedKeepsNothing() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "01234");
        Sink sink = begin("/a.bin", continued(5));
        send(sink, "5");
        sink.discard();
        assertThat(sink.closeKeeping()).isFalse();
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void aContinuationPastTheEndIsRefusedBeforeAnythingIsTouched() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "01234");
        assertThatThrownBy(() -> files().write(at("/a.bin"), continued(6), ANN, KEEP))
                .isInstanceOf(OffsetPastEndException.class);
        assertThatThrownBy(() -> files().write(at("/b.bin"), continued(1), ANN, KEEP))
                .isInstanceOf(OffsetPastEndException.class);
        assertThat(partialText("/a.bin", ANN)).isEqualTo("01234");
    }

    @Test
    default void nobodyContinuesWhatAnotherBegan() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "01234");
        assertThatThrownBy(() -> files().write(at("/a.bin"), continued(5), BEN, KEEP))
                .isInstanceOf(OffsetPastEndException.class);
        try (Sink sink = begin("/a.bin", continued(0), BEN, KEEP)) {
            send(sink, "ben's");
            assertThat(partialText("/a.bin", ANN)).isEqualTo("01234");
            sink.commit(Sink.LastCheck.NONE);
        }
        assertThat(text("/a.bin")).isEqualTo("ben's");
    }

    @Test
    default void aContinuationFromZeroNeedsNoPartial() throws Exception {
        requires(Capability.PARTIALS);
        put("/a.bin", continued(0), "all");
        assertThat(text("/a.bin")).isEqualTo("all");
        assertThat(cut("/b.bin", continued(0), ANN, "half")).isTrue();
        assertThat(partialText("/b.bin", ANN)).isEqualTo("half");
    }

    @Test
    default void aContinuationWithoutLeaveToReplaceDoesNot() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "01234");
        try (Sink sink = begin("/a.bin", new WriteMode.Continue(5, false))) {
            send(sink, "56789");
            put("/a.bin", "another");
            assertThatThrownBy(() -> sink.commit(Sink.LastCheck.NONE))
                    .isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(text("/a.bin")).isEqualTo("another");
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void whoeverPublishesANameEndsThePartialsOfIt() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "01234");
        cut("/a.bin", BEN, "abc");
        put("/a.bin", "whole");
        assertThat(files().partials().find(at("/a.bin"), ANN)).isEmpty();
        assertThat(partials("/", BEN)).isEmpty();
        assertThatThrownBy(() -> files().partials().read(at("/a.bin"), ANN))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(text("/a.bin")).isEqualTo("whole");
    }

    @Test
    default void aPartialDoesNotComeBackWhenTheFileThatTookItsNameGoes() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "01234");
        put("/a.bin", "whole");
        files().delete(at("/a.bin"));
        assertThat(files().partials().find(at("/a.bin"), ANN)).isEmpty();
        assertThat(partials("/", ANN)).isEmpty();
        assertThatThrownBy(() -> files().write(at("/a.bin"), continued(5), ANN, KEEP))
                .isInstanceOf(OffsetPastEndException.class);
    }

    @Test
    default void aNameTakenByRenamingIsNoPartialAnyMore() throws Exception {
        requires(Capability.PARTIALS);
        put("/b.bin", "whole");
        cut("/a.bin", ANN, "01234");
        files().rename(at("/b.bin"), at("/a.bin"), false);
        assertThat(files().partials().find(at("/a.bin"), ANN)).isEmpty();
        assertThat(partials("/", ANN)).isEmpty();
        assertThat(text("/a.bin")).isEqualTo("whole");
    }

    @Test
    default void aNameTakenByAFolderIsNoPartialAnyMore() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a", ANN, "01234");
        folder("/a");
        assertThat(files().partials().find(at("/a"), ANN)).isEmpty();
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void aRunningUploadOutlivesAnothersPublicationOfItsName() throws Exception {
        try (Sink sink = begin("/a.bin", STORE)) {
            send(sink, "ann, ");
            try (Sink other = begin("/a.bin", STORE, BEN, KEEP)) {
                send(other, "ben");
                other.commit(Sink.LastCheck.NONE);
            }
            assertThat(files().partials().find(at("/a.bin"), ANN)).isEmpty();
            assertThat(partials("/", ANN)).isEmpty();
            assertThat(files().partials().drop(at("/a.bin"), ANN)).isFalse();
            send(sink, "later");
            sink.commit(Sink.LastCheck.NONE);
        }
        assertThat(text("/a.bin")).isEqualTo("ann, later");
    }

    @Test
    default void anUploadCutAfterItsNameWasTakenKeepsNothing() throws Exception {
        Sink sink = begin("/a.bin", STORE);
        send(sink, "ann");
        put("/a.bin", "ben");
        assertThat(sink.closeKeeping()).isFalse();
        assertThat(text("/a.bin")).isEqualTo("ben");
        files().delete(at("/a.bin"));
        assertThat(files().partials().find(at("/a.bin"), ANN)).isEmpty();
    }

    @Test
    default void aPartialIsDroppedByItsOwnerAlone() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "01234");
        assertThat(files().partials().drop(at("/a.bin"), BEN)).isFalse();
        assertThat(partialText("/a.bin", ANN)).isEqualTo("01234");
        assertThat(files().partials().drop(at("/a.bin"), ANN)).isTrue();
        assertThat(files().partials().find(at("/a.bin"), ANN)).isEmpty();
        assertThat(partials("/", ANN)).isEmpty();
        assertThat(files().partials().drop(at("/a.bin"), ANN)).isFalse();
    }

    @Test
    default void whoReadsAPartialKeepsItWhenItIsDropped() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "01234");
        try (OpenFile reader = files().partials().read(at("/a.bin"), ANN)) {
            files().partials().drop(at("/a.bin"), ANN);
            assertThat(ContractTools.text(reader)).isEqualTo("01234");
        }
    }

    @Test
    default void aPartialGetsAnotherName() throws Exception {
        requires(Capability.PARTIALS);
        folder("/d");
        cut("/a.bin", ANN, "01234");
        cut("/a.bin", BEN, "ben's");
        files().partials().rename(at("/a.bin"), at("/d/b.bin"), ANN);
        assertThat(files().partials().find(at("/a.bin"), ANN)).isEmpty();
        assertThat(partials("/d", ANN)).containsExactly("b.bin");
        assertThat(files().partials().find(at("/d/b.bin"), ANN).orElseThrow().name())
                .isEqualTo("b.bin");
        assertThat(partialText("/a.bin", BEN)).isEqualTo("ben's");
        put("/d/b.bin", continued(5), "56789");
        assertThat(text("/d/b.bin")).isEqualTo("0123456789");
    }

    @Test
    default void onlyAPartialThatIsThereCanBeRenamed() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "01234");
        assertThatThrownBy(() -> files().partials().rename(at("/a.bin"), at("/b.bin"), BEN))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files().partials().rename(at("/c.bin"), at("/b.bin"), ANN))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files().partials().rename(at("/a.bin"), at("/none/b"), ANN))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(partialText("/a.bin", ANN)).isEqualTo("01234");
    }

    @Test
    default void aPartialDoesNotTakeTheNameOfAFile() throws Exception {
        requires(Capability.PARTIALS);
        put("/b.bin", "whole");
        cut("/a.bin", ANN, "01234");
        assertThatThrownBy(() -> files().partials().rename(at("/a.bin"), at("/b.bin"), ANN))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(partialText("/a.bin", ANN)).isEqualTo("01234");
        assertThat(text("/b.bin")).isEqualTo("whole");
    }

    @Test
    default void aRunningUploadIsNotRenamed() throws Exception {
        requires(Capability.PARTIALS);
        try (Sink sink = begin("/a.bin", STORE)) {
            send(sink, "012");
            assertThatThrownBy(() -> files().partials().rename(at("/a.bin"), at("/b.bin"), ANN))
                    .isInstanceOf(FileBusyException.class);
            send(sink, "345");
            sink.commit(Sink.LastCheck.NONE);
        }
        assertThat(text("/a.bin")).isEqualTo("012345");
        assertThat(names("/")).containsExactly("a.bin");
    }

    @Test
    default void aFolderGoesWithItsOwnersPartials() throws Exception {
        requires(Capability.PARTIALS);
        folder("/d");
        cut("/d/a.bin", ANN, "01234");
        files().deleteFolder(at("/d"), ANN);
        assertThat(exists("/d")).isFalse();
        folder("/d");
        assertThat(partials("/d", ANN)).isEmpty();
        assertThat(files().partials().find(at("/d/a.bin"), ANN)).isEmpty();
    }

    @Test
    default void aFolderStaysForAnothersPartials() throws Exception {
        requires(Capability.PARTIALS);
        folder("/d");
        cut("/d/a.bin", ANN, "01234");
        cut("/d/b.bin", BEN, "ben's");
        assertThatThrownBy(() -> files().deleteFolder(at("/d"), ANN))
                .isInstanceOf(DirectoryNotEmptyException.class)
                .hasMessageContaining("/d");
        assertThat(partialText("/d/a.bin", ANN)).isEqualTo("01234");
        assertThat(partialText("/d/b.bin", BEN)).isEqualTo("ben's");
    }

    @Test
    default void aRenamedFolderTakesItsPartialsWithIt() throws Exception {
        requires(Capability.PARTIALS);
        folder("/d");
        folder("/d/e");
        cut("/d/e/a.bin", ANN, "01234");
        cut("/d/b.bin", ANN, "b");
        files().rename(at("/d"), at("/x"), false);
        assertThat(partials("/x", ANN)).containsExactly("b.bin");
        assertThat(partialText("/x/e/a.bin", ANN)).isEqualTo("01234");
        assertThat(files().partials().find(at("/d/e/a.bin"), ANN)).isEmpty();
        put("/x/e/a.bin", continued(5), "56789");
        assertThat(text("/x/e/a.bin")).isEqualTo("0123456789");
    }

    /// `/d` and `/d-two` share letters, not names.
    @Test
    default void renamingAFolderLeavesThePartialsOfItsNeighbours() throws Exception {
        requires(Capability.PARTIALS);
        folder("/d");
        folder("/d-two");
        cut("/d-two/a.bin", ANN, "01234");
        files().rename(at("/d"), at("/x"), false);
        assertThat(partialText("/d-two/a.bin", ANN)).isEqualTo("01234");
        files().deleteFolder(at("/x"), ANN);
        assertThat(partialText("/d-two/a.bin", ANN)).isEqualTo("01234");
    }

    @Test
    default void anUploadIntoAFolderRenamedMeanwhileIsWholeThereOrNowhere() throws Exception {
        folder("/d");
        boolean committed = true;
        try (Sink sink = begin("/d/a.bin", STORE, ANN, FORGET)) {
            send(sink, "012");
            files().rename(at("/d"), at("/x"), false);
            try {
                send(sink, "345");
                sink.commit(Sink.LastCheck.NONE);
            } catch (FileSystemException _) {
                committed = false;
            }
        }
        assertThat(names("/")).containsExactly("x");
        if (committed) assertThat(text("/x/a.bin")).isEqualTo("012345");
        else assertThat(names("/x")).isEmpty();
    }

    @Test
    default void withoutTheCapabilityNothingIsKept() throws Exception {
        assumeFalse(files().capabilities().contains(Capability.PARTIALS), "it has the capability");
        assertThat(cut("/a.bin", ANN, "01234")).isFalse();
        assertThat(partials("/", ANN)).isEmpty();
        assertThatThrownBy(() -> files().write(at("/a.bin"), continued(0), ANN, KEEP))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
