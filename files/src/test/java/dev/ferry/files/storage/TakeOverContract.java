package dev.ferry.files.storage;

import static dev.ferry.files.storage.ContractTools.at;
import static dev.ferry.files.storage.ContractTools.send;
import static dev.ferry.files.storage.PartialsContract.continued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.files.Capability;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Who goes on with an upload ends the older transfer of it, whose dead connection nobody may have
/// noticed yet.
interface TakeOverContract extends ContractTools {

    @Test
    default void continuingEndsTheOlderTransfer() throws Exception {
        requires(Capability.PARTIALS);
        var told = new AtomicInteger();
        Sink older = begin("/a.bin", STORE);
        older.onTakenOver(told::incrementAndGet);
        send(older, "01234");

        Sink newer = files().write(at("/a.bin"), continued(5), ANN, KEEP);
        assertThat(told).hasValue(0);
        send(older, "56");
        newer.begin();
        assertThat(told).hasValue(1);
        assertThatThrownBy(() -> send(older, "x")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> older.commit(Sink.LastCheck.NONE)).isInstanceOf(IOException.class);
        send(newer, "56");
        assertThat(older.closeKeeping()).isFalse();
        send(newer, "789");
        assertThat(newer.size()).isEqualTo(10);
        newer.commit(Sink.LastCheck.NONE);
        assertThat(newer.closeKeeping()).isFalse();

        assertThat(text("/a.bin")).isEqualTo("0123456789");
        assertThat(partials("/", ANN)).isEmpty();
        assertThat(told).hasValue(1);
    }

    @Test
    default void whatWasTakenOverAndCutAgainIsKept() throws Exception {
        requires(Capability.PARTIALS);
        Sink older = begin("/a.bin", STORE);
        send(older, "01234");
        Sink newer = begin("/a.bin", continued(3));
        send(newer, "xyz");
        older.discard();
        older.close();
        assertThat(newer.closeKeeping()).isTrue();
        assertThat(partialText("/a.bin", ANN)).isEqualTo("012xyz");
        assertThat(partials("/", ANN)).containsExactly("a.bin");
    }

    @Test
    default void aChainOfTransfersEndsOneAfterTheOther() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "0");
        Sink last = begin("/a.bin", continued(1));
        for (int i = 1; i < 10; i++) {
            send(last, String.valueOf(i));
            Sink next = begin("/a.bin", continued(i + 1));
            Sink ended = last;
            assertThatThrownBy(() -> send(ended, "x")).isInstanceOf(IOException.class);
            ended.close();
            last = next;
        }
        last.commit(Sink.LastCheck.NONE);
        last.close();
        assertThat(text("/a.bin")).isEqualTo("0123456789");
    }

    @Test
    default void takingOverLeavesTheTransfersOfOthers() throws Exception {
        requires(Capability.PARTIALS);
        var told = new AtomicInteger();
        try (Sink ben = begin("/a.bin", STORE, BEN, KEEP);
                Sink elsewhere = begin("/b.bin", STORE)) {
            ben.onTakenOver(told::incrementAndGet);
            elsewhere.onTakenOver(told::incrementAndGet);
            send(ben, "ben");
            send(elsewhere, "b");
            cut("/a.bin", ANN, "01");
            put("/a.bin", continued(2), "23");
            assertThat(text("/a.bin")).isEqualTo("0123");
            assertThat(told).hasValue(0);
            send(ben, "'s");
            ben.commit(Sink.LastCheck.NONE);
            elsewhere.commit(Sink.LastCheck.NONE);
        }
        assertThat(text("/a.bin")).isEqualTo("ben's");
        assertThat(text("/b.bin")).isEqualTo("b");
    }

    /// An account many people share keeps no partials, so none of them takes over another's upload.
    @Test
    default void anUploadOfWhichNothingIsKeptIsNotTakenOver() throws Exception {
        requires(Capability.PARTIALS);
        var told = new AtomicInteger();
        try (Sink older = begin("/a.bin", STORE, ANN, FORGET)) {
            older.onTakenOver(told::incrementAndGet);
            send(older, "older");
            try (Sink newer = begin("/a.bin", continued(0), ANN, FORGET)) {
                send(newer, "newer");
                newer.commit(Sink.LastCheck.NONE);
            }
            assertThat(text("/a.bin")).isEqualTo("newer");
            older.commit(Sink.LastCheck.NONE);
        }
        assertThat(told).hasValue(0);
        assertThat(text("/a.bin")).isEqualTo("older");
    }

    @Test
    default void whatWasFinishedMeanwhileIsNotContinued() throws Exception {
        requires(Capability.PARTIALS);
        Sink older = begin("/a.bin", STORE);
        send(older, "01234");
        try (Sink newer = files().write(at("/a.bin"), continued(5), ANN, KEEP)) {
            older.commit(Sink.LastCheck.NONE);
            older.close();
            assertThatThrownBy(newer::begin).isInstanceOf(IOException.class);
        }
        assertThat(text("/a.bin")).isEqualTo("01234");
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void whatWasDroppedMeanwhileIsNotContinued() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a.bin", ANN, "01234");
        try (Sink sink = files().write(at("/a.bin"), continued(5), ANN, KEEP)) {
            files().partials().drop(at("/a.bin"), ANN);
            assertThatThrownBy(sink::begin).isInstanceOf(IOException.class);
        }
        assertThat(names("/")).isEmpty();
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void droppingEndsARunningUpload() throws Exception {
        requires(Capability.PARTIALS);
        var told = new AtomicInteger();
        Sink sink = begin("/a.bin", STORE);
        sink.onTakenOver(told::incrementAndGet);
        send(sink, "01234");
        assertThat(files().partials().drop(at("/a.bin"), ANN)).isTrue();
        assertThat(told).hasValue(1);
        assertThatThrownBy(() -> send(sink, "x")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> sink.commit(Sink.LastCheck.NONE)).isInstanceOf(IOException.class);
        assertThat(sink.closeKeeping()).isFalse();
        assertThat(partials("/", ANN)).isEmpty();
        assertThat(names("/")).isEmpty();
    }

    @Test
    default void aFolderGoesWithItsOwnersRunningUploads() throws Exception {
        requires(Capability.PARTIALS);
        var told = new AtomicInteger();
        folder("/d");
        Sink sink = begin("/d/a.bin", STORE);
        sink.onTakenOver(told::incrementAndGet);
        send(sink, "01234");
        files().deleteFolder(at("/d"), ANN);
        assertThat(told).hasValue(1);
        assertThatThrownBy(
                        () -> {
                            send(sink, "x");
                            sink.commit(Sink.LastCheck.NONE);
                        })
                .isInstanceOf(IOException.class);
        assertThat(sink.closeKeeping()).isFalse();
        assertThat(names("/")).isEmpty();
        folder("/d");
        assertThat(names("/d")).isEmpty();
        assertThat(partials("/d", ANN)).isEmpty();
    }

    @Test
    default void anUploadWhoseFileCameAndWentDoesNotOutliveItsFolder() throws Exception {
        folder("/d");
        Sink sink = begin("/d/a.bin", STORE);
        send(sink, "01234");
        put("/d/a.bin", "another");
        files().delete(at("/d/a.bin"));
        files().deleteFolder(at("/d"), ANN);
        assertThatThrownBy(() -> sink.commit(Sink.LastCheck.NONE)).isInstanceOf(IOException.class);
        assertThat(sink.closeKeeping()).isFalse();
        assertThat(names("/")).isEmpty();
    }

    @Test
    default void aFolderStaysForAnothersRunningUpload() throws Exception {
        requires(Capability.PARTIALS);
        folder("/d");
        try (Sink sink = begin("/d/a.bin", STORE, BEN, KEEP)) {
            send(sink, "01234");
            assertThatThrownBy(() -> files().deleteFolder(at("/d"), ANN))
                    .isInstanceOf(DirectoryNotEmptyException.class);
            sink.commit(Sink.LastCheck.NONE);
        }
        assertThat(text("/d/a.bin")).isEqualTo("01234");
    }
}
