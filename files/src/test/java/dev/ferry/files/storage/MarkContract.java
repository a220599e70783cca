package dev.ferry.files.storage;

import static dev.ferry.files.storage.ContractTools.at;
import static dev.ferry.files.storage.ContractTools.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.files.Capability;
import dev.ferry.files.UnknownMarkException;
import dev.ferry.files.WriteMode;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// An upload is kept from a mark on, whatever becomes of it, and its owner goes on with it from
/// there: also one that is to replace a file.
interface MarkContract extends ContractTools {

    private static WriteMode from(WriteMode.Mark mark) {
        return new WriteMode.FromMark(mark, true);
    }

    /// Sends the two, with a mark between them, and is cut.
    private WriteMode.Mark cutBehindMark(String path, String before, String after)
            throws IOException {
        try (Sink sink = begin(path, STORE)) {
            send(sink, before);
            WriteMode.Mark mark = sink.mark().orElseThrow();
            send(sink, after);
            assertThat(sink.closeKeeping()).isTrue();
            return mark;
        }
    }

    @Test
    default void anOverwriteGoesOnFromAMarkAndTheOldFileStaysUntilThen() throws Exception {
        requires(Capability.PARTIALS);
        put("/a.bin", "old");
        WriteMode.Mark mark = cutBehindMark("/a.bin", "01234", "lost");
        assertThat(mark.bytes()).isEqualTo(5);
        assertThat(mark.stage()).matches("[!-~]+");
        assertThat(text("/a.bin")).isEqualTo("old");
        assertThat(names("/")).containsExactly("a.bin");
        assertThat(partials("/", ANN)).isEmpty();
        put("/a.bin", from(mark), "56789");
        assertThat(text("/a.bin")).isEqualTo("0123456789");
        assertThatThrownBy(() -> begin("/a.bin", from(mark)))
                .isInstanceOf(UnknownMarkException.class);
    }

    @Test
    default void aNewNameGoesOnFromAMark() throws Exception {
        requires(Capability.PARTIALS);
        WriteMode.Mark mark = cutBehindMark("/a.bin", "01234", "lost");
        assertThat(partialText("/a.bin", ANN)).isEqualTo("01234lost");
        put("/a.bin", from(mark), "56789");
        assertThat(text("/a.bin")).isEqualTo("0123456789");
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void eachMarkOfAnUploadThatWasCutOftenLeadsSomewhere() throws Exception {
        requires(Capability.PARTIALS);
        for (String path : new String[] {"/new", "/old"}) {
            if (path.equals("/old")) put(path, "old");
            WriteMode.Mark first = cutBehindMark(path, "012", "x");
            WriteMode.Mark second;
            try (Sink sink = begin(path, from(first))) {
                assertThat(sink.size()).isEqualTo(3);
                send(sink, "345");
                second = sink.mark().orElseThrow();
                send(sink, "y");
            }
            assertThat(second.bytes()).isEqualTo(6);
            try (Sink sink = begin(path, from(second))) {
                send(sink, "zzz");
            }
            put(path, from(first), "3456789");
            assertThat(text(path)).isEqualTo("0123456789");
        }
    }

    @Test
    default void whoGoesOnFromAMarkEndsTheOlderTransfer() throws Exception {
        requires(Capability.PARTIALS);
        put("/a.bin", "old");
        var told = new AtomicInteger();
        Sink older = begin("/a.bin", STORE);
        older.onTakenOver(told::incrementAndGet);
        send(older, "01234");
        WriteMode.Mark mark = older.mark().orElseThrow();
        Sink newer = begin("/a.bin", from(mark));
        assertThat(told).hasValue(1);
        assertThatThrownBy(() -> send(older, "x")).isInstanceOf(IOException.class);
        assertThatThrownBy(older::mark).isInstanceOf(IOException.class);
        assertThat(older.closeKeeping()).isFalse();
        send(newer, "56789");
        newer.commit(Sink.LastCheck.NONE);
        newer.close();
        assertThat(text("/a.bin")).isEqualTo("0123456789");
    }

    @Test
    default void aMarkIsItsOwnersAndOfItsName() throws Exception {
        requires(Capability.PARTIALS);
        put("/a.bin", "old");
        put("/b.bin", "old");
        WriteMode.Mark mark = cutBehindMark("/a.bin", "01234", "");
        assertThatThrownBy(() -> begin("/a.bin", from(mark), BEN, KEEP))
                .isInstanceOf(UnknownMarkException.class);
        assertThatThrownBy(() -> begin("/b.bin", from(mark)))
                .isInstanceOf(UnknownMarkException.class);
        assertThatThrownBy(() -> begin("/c.bin", from(mark)))
                .isInstanceOf(UnknownMarkException.class);
        for (WriteMode.Mark other :
                new WriteMode.Mark[] {
                    new WriteMode.Mark(mark.stage(), 6),
                    new WriteMode.Mark(mark.stage() + "0", 5),
                    new WriteMode.Mark("../a", 1)
                }) {
            assertThatThrownBy(() -> begin("/a.bin", from(other)))
                    .isInstanceOf(UnknownMarkException.class);
        }
        put("/a.bin", from(mark), "");
        assertThat(text("/a.bin")).isEqualTo("01234");
    }

    @Test
    default void somebodysFileOfThatNameEndsAMark() throws Exception {
        requires(Capability.PARTIALS);
        put("/a.bin", "old");
        WriteMode.Mark over = cutBehindMark("/a.bin", "01234", "");
        WriteMode.Mark fresh = cutBehindMark("/b.bin", "01234", "");
        put("/a.bin", "another");
        put("/b.bin", "another");
        assertThatThrownBy(() -> begin("/a.bin", from(over)))
                .isInstanceOf(UnknownMarkException.class);
        assertThatThrownBy(() -> begin("/b.bin", from(fresh)))
                .isInstanceOf(UnknownMarkException.class);
        assertThat(text("/a.bin")).isEqualTo("another");
    }

    @Test
    default void whatIsDiscardedHasNoMarks() throws Exception {
        requires(Capability.PARTIALS);
        put("/a.bin", "old");
        WriteMode.Mark mark;
        try (Sink sink = begin("/a.bin", STORE)) {
            send(sink, "01234");
            mark = sink.mark().orElseThrow();
            sink.discard();
            assertThat(sink.closeKeeping()).isFalse();
        }
        assertThatThrownBy(() -> begin("/a.bin", from(mark)))
                .isInstanceOf(UnknownMarkException.class);
    }

    @Test
    default void whereNothingIsKeptThereAreNoMarks() throws Exception {
        put("/a.bin", "old");
        for (String path : new String[] {"/a.bin", "/new"}) {
            try (Sink sink = begin(path, STORE, ANN, FORGET)) {
                send(sink, "01234");
                assertThat(sink.mark()).isEmpty();
            }
        }
        assertThat(names("/")).containsExactly("a.bin");
    }

    @Test
    default void anAdditionToAFileHasNoMarks() throws Exception {
        requires(Capability.APPEND);
        put("/a.bin", "old");
        try (Sink sink = begin("/a.bin", APPEND)) {
            send(sink, "new");
            assertThat(sink.mark()).isEmpty();
            sink.commit(Sink.LastCheck.NONE);
        }
        assertThat(text("/a.bin")).isEqualTo("oldnew");
    }

    @Test
    default void aFolderIsNotKeptByMarksInIt() throws Exception {
        requires(Capability.PARTIALS);
        folder("/d");
        put("/d/a.bin", "old");
        WriteMode.Mark mark = cutBehindMark("/d/a.bin", "01234", "");
        files().delete(at("/d/a.bin"));
        assertThat(partials("/d", ANN)).isEmpty();
        files().deleteFolder(at("/d"), BEN);
        folder("/d");
        assertThatThrownBy(() -> begin("/d/a.bin", from(mark)))
                .isInstanceOf(UnknownMarkException.class);
    }

    @Test
    default void marksFollowTheirFolder() throws Exception {
        requires(Capability.PARTIALS);
        folder("/d");
        put("/d/a.bin", "old");
        WriteMode.Mark mark = cutBehindMark("/d/a.bin", "01234", "");
        files().rename(at("/d"), at("/e"), false);
        put("/e/a.bin", from(mark), "56789");
        assertThat(text("/e/a.bin")).isEqualTo("0123456789");
    }

    @Test
    default void anOverwriteGoesOnFromAMarkAfterARestart() throws Exception {
        requires(Capability.PARTIALS);
        put("/a.bin", "old");
        Sink sink = begin("/a.bin", STORE);
        send(sink, "01234");
        WriteMode.Mark mark = sink.mark().orElseThrow();
        send(sink, "lost");
        restart();
        assertThat(text("/a.bin")).isEqualTo("old");
        assertThat(names("/")).containsExactly("a.bin");
        assertThat(partials("/", ANN)).isEmpty();
        put("/a.bin", from(mark), "56789");
        assertThat(text("/a.bin")).isEqualTo("0123456789");
    }

    @Test
    default void aNewNameGoesOnFromAMarkAfterARestart() throws Exception {
        requires(Capability.PARTIALS);
        Sink sink = begin("/a.bin", STORE);
        send(sink, "01234");
        WriteMode.Mark mark = sink.mark().orElseThrow();
        send(sink, "lost");
        restart();
        assertThat(partials("/", ANN)).containsExactly("a.bin");
        put("/a.bin", from(mark), "56789");
        assertThat(text("/a.bin")).isEqualTo("0123456789");
    }
}
