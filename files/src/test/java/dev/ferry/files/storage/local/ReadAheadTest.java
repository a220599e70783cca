package dev.ferry.files.storage.local;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadAheadTest {

    @Test
    void handsOverEachEntryOnceAndInOrder() throws IOException {
        var source = new Counting(1000, Integer.MAX_VALUE);
        try (ReadAhead ahead = ReadAhead.of(source)) {
            for (int i = 1; i <= 1000; i++) assertThat(name(ahead.next())).isEqualTo("e" + i);
            assertThat(ahead.next()).isNull();
            assertThat(ahead.next()).isNull();
        }
    }

    @Test
    void readsNoMoreThanSomeHundredEntriesAhead() throws Exception {
        var source = new Counting(1_000_000, Integer.MAX_VALUE);
        try (ReadAhead ahead = ReadAhead.of(source)) {
            assertThat(name(ahead.next())).isEqualTo("e1");
            int before;
            do { // until it waits
                before = source.given.get();
                Thread.sleep(20);
            } while (source.given.get() != before);
            assertThat(before).isLessThan(1000);
        }
        int given = source.given.get();
        Thread.sleep(20);
        assertThat(source.given.get()).describedAs("after close").isEqualTo(given);
    }

    @Test
    void tellsTroubleAfterWhatCameBeforeIt() throws IOException {
        try (ReadAhead ahead = ReadAhead.of(new Counting(1000, 100))) {
            for (int i = 1; i <= 100; i++) assertThat(name(ahead.next())).isEqualTo("e" + i);
            assertThatThrownBy(ahead::next).isInstanceOf(IOException.class).hasMessage("no more");
            assertThatThrownBy(ahead::next).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aLongFolderIsListedWhole(@TempDir Path root) throws IOException {
        for (int i = 0; i < 2000; i++) Files.createFile(root.resolve("f" + i));
        try (var storage = LocalStorage.open(root, settings(), InstantSource.system())) {
            var names = new ArrayList<String>();
            try (var listing = storage.list(VirtualPath.ROOT)) {
                for (Entry e = listing.next(); e != null; e = listing.next()) names.add(e.name());
            }
            assertThat(names).hasSize(2000);
            assertThat(new HashSet<>(names)).hasSize(2000);
            try (var listing = storage.list(VirtualPath.ROOT)) {
                for (int i = 0; i < 700; i++) assertThat(listing.next()).isNotNull();
                for (int i = 700; i < 2000; i++) assertThat(listing.nextName()).isNotNull();
                assertThat(listing.nextName()).isNull();
            }
            try (var listing = storage.list(VirtualPath.ROOT)) { // given up in the middle
                for (int i = 0; i < 700; i++) assertThat(listing.next()).isNotNull();
            }
        }
    }

    private static String name(@Nullable Entry entry) {
        return requireNonNull(entry).name();
    }

    private static LocalSettings settings() {
        return LocalSettings.defaults();
    }

    /// Hands out e1, e2, ... and ends, or fails after `trouble` of them.
    private static final class Counting implements ReadAhead.Source {
        private final AtomicInteger given = new AtomicInteger();
        private final int count;
        private final int trouble;

        Counting(int count, int trouble) {
            this.count = count;
            this.trouble = trouble;
        }

        @Override
        public @Nullable Entry next() throws IOException {
            if (given.get() == trouble) throw new IOException("no more");
            if (given.get() == count) return null;
            return new Entry(
                    "e" + given.incrementAndGet(),
                    new Entry.Kind.File(),
                    0,
                    Instant.EPOCH,
                    Optional.empty(),
                    0644,
                    0,
                    0,
                    1,
                    "1g1",
                    false);
        }
    }
}
