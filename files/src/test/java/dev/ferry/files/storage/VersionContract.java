package dev.ferry.files.storage;

import static dev.ferry.files.storage.ContractTools.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.files.Capability;
import dev.ferry.files.Version;
import dev.ferry.files.WriteMode;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/// Versions: equal for equal bytes, whatever the name, and never for others.
interface VersionContract extends ContractTools {

    @Test
    default void aFileThatIsLeftAloneKeepsItsVersion() throws Exception {
        folder("/d");
        put("/d/a", "x");
        Version first = files().version(at("/d/a"));
        assertThat(text("/d/a")).isEqualTo("x");
        files().rename(at("/d"), at("/e"), false);
        assertThat(files().version(at("/e/a")).same(first)).isTrue();
        try (var open = files().read(at("/e/a"))) {
            assertThat(open.version().same(first)).isTrue();
        }
        assertThat(settled("/e/a").same(first)).isTrue();
    }

    @Test
    default void aRenamedFileKeepsItsBytes() throws Exception {
        put("/a", "x");
        Version before = settled("/a");
        files().rename(at("/a"), at("/b"), false);
        assertThat(before.keptBy(files().version(at("/b")))).isTrue();
        if (files().capabilities().contains(Capability.SET_MODE)) {
            files().setMode(at("/b"), 0600);
            assertThat(before.keptBy(files().version(at("/b")))).isTrue();
        }
    }

    @Test
    default void everyUploadIsAnotherVersion() throws Exception {
        var seen = new HashSet<String>();
        for (int i = 0; i < 50; i++) {
            put("/a", "x" + i % 10);
            Version now = files().version(at("/a"));
            assertThat(seen.add(now.file() + now.state())).isTrue();
        }
    }

    @Test
    default void anAppendedFileIsAnotherVersion() throws Exception {
        requires(Capability.APPEND);
        put("/a", "x");
        Version before = files().version(at("/a"));
        try (var open = files().read(at("/a"))) {
            put("/a", APPEND, "y");
            assertThat(files().version(at("/a")).same(before)).isFalse();
            // What was opened is not all of the file any more.
            Version bounded = open.version();
            assertThat(bounded.same(before) || !bounded.settled()).isTrue();
        }
        Version appended = files().version(at("/a"));
        put("/a", new WriteMode.Resume(1), "z");
        assertThat(files().version(at("/a")).same(appended)).isFalse();
    }

    /// What a sink says it published is what is there; it may also say nothing.
    @Test
    default void anUploadKnowsWhatItBecame() throws Exception {
        try (Sink sink = begin("/a", STORE)) {
            ContractTools.send(sink, "x");
            assertThat(sink.version()).isEmpty();
            sink.commit(Sink.LastCheck.NONE);
            sink.version()
                    .ifPresent(version -> {
                        assertThat(version.settled()).isTrue();
                        try {
                            assertThat(files().version(at("/a")).same(version)).isTrue();
                        } catch (java.io.IOException e) {
                            throw new AssertionError(e);
                        }
                    });
            put("/a", "y");
            assertThat(sink.version().filter(it -> isThere("/a", it))).isEmpty();
        }
    }

    /// The version of a file that is left alone settles, if not at once.
    private Version settled(String path) throws Exception {
        Version version = files().version(at(path));
        for (int i = 0; i < 1_000 && !version.settled(); i++) {
            Thread.sleep(5);
            version = files().version(at(path));
        }
        assertThat(version.settled()).isTrue();
        return version;
    }

    private boolean isThere(String path, Version version) {
        try {
            return files().version(at(path)).same(version);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    default void onlyFilesHaveVersions() throws Exception {
        folder("/d");
        assertThatThrownBy(() -> files().version(at("/none")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files().version(at("/d"))).isInstanceOf(java.io.IOException.class);
    }
}
