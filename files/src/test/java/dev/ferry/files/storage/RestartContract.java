package dev.ferry.files.storage;

import static dev.ferry.files.storage.ContractTools.at;
import static dev.ferry.files.storage.ContractTools.send;
import static dev.ferry.files.storage.PartialsContract.continued;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.files.Capability;
import dev.ferry.files.Entry;
import dev.ferry.files.WriteMode;
import org.junit.jupiter.api.Test;

/// What a process that was killed leaves behind is in order when the next one starts.
interface RestartContract extends ContractTools {

    String LONG = "0123456789".repeat(100_000);

    @Test
    default void whatWasPublishedIsThereAfterARestart() throws Exception {
        folder("/d");
        put("/d/a.txt", "whole");
        restart();
        assertThat(text("/d/a.txt")).isEqualTo("whole");
        assertThat(names("/")).containsExactly("d");
        assertThat(names("/d")).containsExactly("a.txt");
    }

    @Test
    default void aPartialIsItsOwnersAfterARestart() throws Exception {
        requires(Capability.PARTIALS);
        folder("/d");
        String path = "/d/name with \uFFFD0A and 😀";
        cut(path, ANN, "01234");
        restart();
        Entry own = files().partials().find(at(path), ANN).orElseThrow();
        assertThat(own.size()).isEqualTo(5);
        assertThat(own.partial()).isTrue();
        assertThat(partials("/d", ANN)).containsExactly(at(path).name());
        assertThat(partials("/d", BEN)).isEmpty();
        assertThat(names("/d")).isEmpty();
        put(path, continued(5), "56789");
        assertThat(text(path)).isEqualTo("0123456789");
        assertThat(partials("/d", ANN)).isEmpty();
    }

    @Test
    default void aMovedPartialIsStillThereAfterARestart() throws Exception {
        requires(Capability.PARTIALS);
        folder("/d");
        cut("/d/a", ANN, "aaaa");
        cut("/b", ANN, "bb");
        files().rename(at("/d"), at("/x"), false);
        files().partials().rename(at("/b"), at("/x/c"), ANN);
        restart();
        assertThat(partials("/x", ANN)).containsExactlyInAnyOrder("a", "c");
        assertThat(partialText("/x/a", ANN)).isEqualTo("aaaa");
        assertThat(partialText("/x/c", ANN)).isEqualTo("bb");
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void aDroppedPartialStaysDroppedAfterARestart() throws Exception {
        requires(Capability.PARTIALS);
        cut("/a", ANN, "aaaa");
        files().partials().drop(at("/a"), ANN);
        cut("/b", ANN, "bb");
        put("/b", "whole");
        files().delete(at("/b"));
        restart();
        assertThat(partials("/", ANN)).isEmpty();
        assertThat(names("/")).isEmpty();
    }

    @Test
    default void anUploadThatRanIsAPartialAfterARestart() throws Exception {
        requires(Capability.PARTIALS);
        Sink sink = begin("/a.bin", STORE);
        send(sink, LONG);
        restart();
        assertThat(names("/")).isEmpty();
        Entry own = files().partials().find(at("/a.bin"), ANN).orElseThrow();
        assertThat(own.size()).isBetween(1L, (long) LONG.length());
        assertThat(partialText("/a.bin", ANN)).isEqualTo(LONG.substring(0, (int) own.size()));
        put("/a.bin", continued(own.size()), LONG.substring((int) own.size()) + "end");
        assertThat(text("/a.bin")).isEqualTo(LONG + "end");
    }

    @Test
    default void anUploadOfWhichNothingIsKeptIsGoneAfterARestart() throws Exception {
        Sink sink = begin("/a.bin", STORE, ANN, FORGET);
        send(sink, LONG);
        restart();
        assertThat(names("/")).isEmpty();
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void anOverwriteThatRanNeverWasAfterARestart() throws Exception {
        put("/a.bin", "old");
        Sink sink = begin("/a.bin", STORE);
        send(sink, LONG);
        restart();
        assertThat(text("/a.bin")).isEqualTo("old");
        assertThat(names("/")).containsExactly("a.bin");
        assertThat(partials("/", ANN)).isEmpty();
    }

    @Test
    default void anAppendThatRanNeverWasAfterARestart() throws Exception {
        requires(Capability.APPEND);
        put("/log", "old;");
        Sink sink = begin("/log", APPEND);
        send(sink, LONG);
        restart();
        assertThat(text("/log")).isEqualTo("old;");
        assertThat(names("/")).containsExactly("log");
        put("/log", APPEND, "new;");
        assertThat(text("/log")).isEqualTo("old;new;");
    }

    @Test
    default void aResumeInTheMiddleThatRanNeverWasAfterARestart() throws Exception {
        requires(Capability.APPEND);
        put("/a.bin", "0123456789");
        Sink sink = begin("/a.bin", new WriteMode.Resume(4));
        send(sink, LONG);
        restart();
        assertThat(text("/a.bin")).isEqualTo("0123456789");
        assertThat(names("/")).containsExactly("a.bin");
        assertThat(partials("/", ANN)).isEmpty();
    }
}
