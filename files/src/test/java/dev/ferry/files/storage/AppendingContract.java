package dev.ferry.files.storage;

import static dev.ferry.files.storage.ContractTools.at;
import static dev.ferry.files.storage.ContractTools.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.ferry.files.Capability;
import dev.ferry.files.FileBusyException;
import dev.ferry.files.FileChangedException;
import dev.ferry.files.OffsetPastEndException;
import dev.ferry.files.WriteMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// What is added to a whole file is added whole, or not.
interface AppendingContract extends ContractTools {

    @Test
    default void whatIsAppendedFollowsWhatWasThere() throws Exception {
        requires(Capability.APPEND);
        put("/log", "old;");
        put("/log", APPEND, "new;");
        put("/log", APPEND, "newest;");
        assertThat(text("/log")).isEqualTo("old;new;newest;");
        assertThat(files().stat(at("/log")).size()).isEqualTo(15);
    }

    @Test
    default void anAppendIsSeenByNobodyUntilItIsCommitted() throws Exception {
        requires(Capability.APPEND);
        put("/log", "old;");
        try (Sink sink = begin("/log", APPEND)) {
            send(sink, "new;");
            assertThat(text("/log")).isEqualTo("old;");
            assertThat(files().stat(at("/log")).size()).isEqualTo(4);
            assertThat(names("/")).containsExactly("log");
            assertThat(partials("/", ANN)).isEmpty();
            assertThat(sink.size()).isEqualTo(8);
            sink.commit(Sink.LastCheck.NONE);
            assertThat(sink.size()).isEqualTo(8);
        }
        assertThat(text("/log")).isEqualTo("old;new;");
    }

    @Test
    default void anAppendThatIsNotCommittedNeverWas() throws Exception {
        requires(Capability.APPEND);
        put("/log", "old;");
        Sink sink = begin("/log", APPEND);
        send(sink, "new;");
        assertThat(sink.closeKeeping()).isFalse();
        assertThat(text("/log")).isEqualTo("old;");
        assertThat(partials("/", ANN)).isEmpty();
        assertThat(names("/")).containsExactly("log");
    }

    @Test
    default void anAppendWhoseLastCheckSaysNoNeverWas() throws Exception {
        requires(Capability.APPEND);
        put("/log", "old;");
        var no = new FileBusyException(at("/log"), "too short");
        try (Sink sink = begin("/log", APPEND)) {
            send(sink, "new;");
            assertThatThrownBy(() ->
                            sink.commit(() -> {
                                throw no;
                            }))
                    .isSameAs(no);
            assertThat(text("/log")).isEqualTo("old;");
        }
        assertThat(text("/log")).isEqualTo("old;");
        put("/log", APPEND, "next;");
        assertThat(text("/log")).isEqualTo("old;next;");
    }

    @Test
    default void whoBeginsToAddWhileWhatAnotherAddedIsTakenBackIsNotRefused() throws Exception {
        requires(Capability.APPEND);
        for (var mode : List.of(APPEND, new WriteMode.Resume(4), new WriteMode.Resume(2))) {
            put("/log", "old;");
            var begun = new CompletableFuture<Sink>();
            try (Sink sink = begin("/log", APPEND)) {
                send(sink, "new;");
                assertThatThrownBy(() ->
                                sink.commit(() -> {
                                    Thread.startVirtualThread(() -> beginInto(begun, mode));
                                    awaitAMoment(begun);
                                    throw new FileBusyException(at("/log"), "too short");
                                }))
                        .isInstanceOf(FileBusyException.class);
            }
            try (Sink next = begun.get(10, TimeUnit.SECONDS)) {
                send(next, "next;");
                next.commit(Sink.LastCheck.NONE);
            }
            String kept =
                    mode instanceof WriteMode.Resume(long offset) && offset == 2 ? "ol" : "old;";
            assertThat(text("/log")).as("%s", mode).isEqualTo(kept + "next;");
        }
    }

    private void beginInto(CompletableFuture<Sink> begun, WriteMode mode) {
        try {
            begun.complete(begin("/log", mode, BEN, KEEP));
        } catch (IOException | RuntimeException e) {
            begun.completeExceptionally(e);
        }
    }

    private static void awaitAMoment(CompletableFuture<Sink> begun) {
        try {
            begun.get(100, TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            // it waits until this is over
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    default void whatIsTakenBackHasChangedNothingForWhoHasBegunToAdd() throws Exception {
        requires(Capability.APPEND);
        put("/log", "old;");
        try (Sink next = begin("/log", new WriteMode.Resume(2), BEN, KEEP)) {
            send(next, "next;");
            try (Sink sink = begin("/log", APPEND)) {
                send(sink, "new;");
                assertThatThrownBy(() ->
                                sink.commit(() -> {
                                    throw new FileBusyException(at("/log"), "too short");
                                }))
                        .isInstanceOf(FileBusyException.class);
            }
            next.commit(Sink.LastCheck.NONE);
        }
        assertThat(text("/log")).isEqualTo("olnext;");
    }

    @Test
    default void aReaderOpenedBeforeAnAppendIsBoundedToTheOldLength() throws Exception {
        requires(Capability.APPEND);
        put("/log", "old;");
        try (OpenFile reader = files().read(at("/log"))) {
            put("/log", APPEND, "new;");
            assertThat(reader.entry().size()).isEqualTo(4);
            assertThat(ContractTools.text(reader)).isEqualTo("old;");
            assertThat(reader.read(ByteBuffer.allocate(9), 0)).isEqualTo(4);
            assertThat(reader.read(ByteBuffer.allocate(9), 4)).isEqualTo(-1);
            var out = new ByteArrayOutputStream();
            assertThat(reader.transferTo(2, 100, Channels.newChannel(out))).isEqualTo(2);
            assertThat(reader.transferTo(4, 100, Channels.newChannel(out))).isZero();
            assertThat(out).hasToString("d;");
        }
    }

    @Test
    default void twoAppendsAtOnceAreBothWhole() throws Exception {
        requires(Capability.APPEND);
        put("/log", "old;");
        try (Sink first = begin("/log", APPEND, ANN, KEEP);
                Sink second = begin("/log", APPEND, BEN, KEEP)) {
            send(first, "fi");
            send(second, "sec");
            send(first, "rst;");
            send(second, "ond;");
            second.commit(Sink.LastCheck.NONE);
            assertThat(text("/log")).isEqualTo("old;second;");
            first.commit(Sink.LastCheck.NONE);
        }
        assertThat(text("/log")).isEqualTo("old;second;first;");
    }

    @Test
    default void manyAppendsAtOnceAreAllWhole() throws Exception {
        requires(Capability.APPEND);
        put("/log", "");
        List<Callable<Integer>> writers = new ArrayList<>();
        int each = Math.max(5, rounds() / 40);
        for (char letter : "abcd".toCharArray()) {
            writers.add(() -> {
                for (int i = 0; i < each; i++) {
                    try (Sink sink = begin("/log", APPEND, "owner-" + letter, KEEP)) {
                        send(sink, "<");
                        send(sink, String.valueOf(letter).repeat(20));
                        send(sink, ">");
                        sink.commit(Sink.LastCheck.NONE);
                    }
                }
                return each;
            });
        }
        ContractTools.together(writers);
        String log = text("/log");
        assertThat(log).matches("(<a{20}>|<b{20}>|<c{20}>|<d{20}>)*+");
        assertThat(log).hasSize(22 * 4 * each);
        assertThat(log.replaceAll("[^a]", "")).hasSize(20 * each);
    }

    @Test
    default void anAppendToAFileReplacedMeanwhileIsDropped() throws Exception {
        requires(Capability.APPEND);
        put("/log", "old;");
        try (Sink sink = begin("/log", APPEND)) {
            send(sink, "more;");
            put("/log", "another;");
            assertThatThrownBy(() -> sink.commit(Sink.LastCheck.NONE))
                    .isInstanceOf(FileChangedException.class)
                    .hasMessageContaining("/log");
        }
        assertThat(text("/log")).isEqualTo("another;");
    }

    /// It may count as done before the other's, or not at all: the file is the other's either way.
    @Test
    default void aFileThatReplacesAnotherDuringTheLastCheckOfAnAppendIsNotAddedTo()
            throws Exception {
        requires(Capability.APPEND);
        put("/log", "old;");
        try (Sink sink = begin("/log", APPEND)) {
            send(sink, "more;");
            try {
                sink.commit(() -> put("/log", "another;"));
            } catch (FileChangedException _) {
                // not at all
            }
            assertThat(text("/log")).isEqualTo("another;");
        }
        assertThat(text("/log")).isEqualTo("another;");
    }

    @Test
    default void anAppendToAFileDeletedMeanwhileDoesNotBringItBack() throws Exception {
        requires(Capability.APPEND);
        put("/log", "old;");
        try (Sink sink = begin("/log", APPEND)) {
            send(sink, "more;");
            files().delete(at("/log"));
            assertThatThrownBy(() -> sink.commit(Sink.LastCheck.NONE))
                    .isInstanceOfAny(FileChangedException.class, NoSuchFileException.class);
        }
        assertThat(names("/")).isEmpty();
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void anAppendToAFileRenamedMeanwhileIsWholeOrNotThere() throws Exception {
        requires(Capability.APPEND);
        put("/log", "old;");
        boolean joined = true;
        try (Sink sink = begin("/log", APPEND)) {
            send(sink, "more;");
            files().rename(at("/log"), at("/log.1"), false);
            try {
                sink.commit(Sink.LastCheck.NONE);
            } catch (FileSystemException _) {
                joined = false;
            }
        }
        assertThat(names("/")).containsExactly("log.1");
        assertThat(text("/log.1")).isEqualTo(joined ? "old;more;" : "old;");
    }

    @Test
    default void onlyAFileThatIsThereCanBeAddedTo() throws Exception {
        requires(Capability.APPEND);
        folder("/d");
        assertThatThrownBy(() -> put("/none", APPEND, "x")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> put("/none", new WriteMode.Resume(0), "x"))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> put("/d", APPEND, "x")).isInstanceOf(FileSystemException.class);
        assertThat(names("/")).containsExactly("d");
    }

    @Test
    default void anEmptyAppendLeavesTheFileAsItIs() throws Exception {
        requires(Capability.APPEND);
        put("/log", "old;");
        put("/log", APPEND, "");
        assertThat(text("/log")).isEqualTo("old;");
    }

    @Test
    default void aFileThatIsAddedToKeepsItsMode() throws Exception {
        requires(Capability.APPEND);
        requires(Capability.SET_MODE);
        put("/log", "0123");
        files().setMode(at("/log"), 0604);
        put("/log", APPEND, "4");
        assertThat(files().stat(at("/log")).mode()).isEqualTo(0604);
        put("/log", new WriteMode.Resume(2), "x");
        assertThat(files().stat(at("/log")).mode()).isEqualTo(0604);
    }

    @Test
    default void aResumeAtTheEndAddsToTheFile() throws Exception {
        requires(Capability.APPEND);
        put("/a.bin", "0123");
        try (Sink sink = begin("/a.bin", new WriteMode.Resume(4))) {
            send(sink, "456");
            assertThat(sink.size()).isEqualTo(7);
            assertThat(text("/a.bin")).isEqualTo("0123");
            sink.commit(Sink.LastCheck.NONE);
        }
        assertThat(text("/a.bin")).isEqualTo("0123456");
    }

    @Test
    default void aResumeInTheMiddleKeepsTheBeginningAndReplacesTheRest() throws Exception {
        requires(Capability.APPEND);
        put("/a.bin", "0123456789");
        try (OpenFile reader = files().read(at("/a.bin"))) {
            try (Sink sink = begin("/a.bin", new WriteMode.Resume(4))) {
                send(sink, "xyz");
                assertThat(sink.size()).isEqualTo(7);
                assertThat(text("/a.bin")).isEqualTo("0123456789");
                sink.commit(Sink.LastCheck.NONE);
            }
            assertThat(text("/a.bin")).isEqualTo("0123xyz");
            assertThat(ContractTools.text(reader)).isEqualTo("0123456789");
        }
    }

    @Test
    default void aResumeInTheMiddleThatIsCutLeavesTheFile() throws Exception {
        requires(Capability.APPEND);
        put("/a.bin", "0123456789");
        Sink sink = begin("/a.bin", new WriteMode.Resume(4));
        send(sink, "xyz");
        assertThat(sink.closeKeeping()).isFalse();
        assertThat(text("/a.bin")).isEqualTo("0123456789");
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void aResumeFromZeroIsAWholeNewFile() throws Exception {
        requires(Capability.APPEND);
        put("/a.bin", "0123456789");
        put("/a.bin", new WriteMode.Resume(0), "xy");
        assertThat(text("/a.bin")).isEqualTo("xy");
    }

    @Test
    default void aResumePastTheEndIsRefusedBeforeAnythingIsTouched() throws Exception {
        requires(Capability.APPEND);
        put("/a.bin", "0123");
        assertThatThrownBy(() -> files().write(at("/a.bin"), new WriteMode.Resume(5), ANN, KEEP))
                .isInstanceOf(OffsetPastEndException.class)
                .hasMessageContaining("/a.bin");
        assertThat(text("/a.bin")).isEqualTo("0123");
    }

    @Test
    default void aResumeOfAFileReplacedMeanwhileIsDropped() throws Exception {
        requires(Capability.APPEND);
        for (long offset : new long[] {2, 4}) {
            put("/a.bin", "0123");
            try (Sink sink = begin("/a.bin", new WriteMode.Resume(offset))) {
                send(sink, "more");
                put("/a.bin", "abcd");
                assertThatThrownBy(() -> sink.commit(Sink.LastCheck.NONE))
                        .isInstanceOf(FileChangedException.class);
            }
            assertThat(text("/a.bin")).isEqualTo("abcd");
        }
    }

    /// The bytes belong at the offset the client named, and somebody else's stand there now.
    @Test
    default void aResumeOfAFileAddedToMeanwhileIsDropped() throws Exception {
        requires(Capability.APPEND);
        for (long offset : new long[] {2, 4}) {
            put("/a.bin", "0123");
            try (Sink sink = begin("/a.bin", new WriteMode.Resume(offset))) {
                send(sink, "more");
                put("/a.bin", APPEND, "abcd");
                assertThatThrownBy(() -> sink.commit(Sink.LastCheck.NONE))
                        .isInstanceOf(FileChangedException.class);
            }
            assertThat(text("/a.bin")).isEqualTo("0123abcd");
        }
    }

    @Test
    default void withoutTheCapabilityNothingIsAddedToAFile() throws Exception {
        assumeFalse(files().capabilities().contains(Capability.APPEND), "it has the capability");
        put("/log", "old;");
        for (WriteMode mode : new WriteMode[] {APPEND, new WriteMode.Resume(4)}) {
            assertThatThrownBy(() -> files().write(at("/log"), mode, ANN, KEEP))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
        assertThat(text("/log")).isEqualTo("old;");
    }

    @Test
    default void aClosedAppendTakesNothingMore() throws Exception {
        requires(Capability.APPEND);
        put("/log", "old;");
        Sink sink = begin("/log", APPEND);
        send(sink, "new;");
        sink.close();
        assertThatThrownBy(() -> send(sink, "y")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> sink.commit(Sink.LastCheck.NONE)).isInstanceOf(IOException.class);
        assertThat(text("/log")).isEqualTo("old;");
    }
}
