package dev.ferry.core.work;

import static dev.ferry.core.work.QuotaHouse.PLENTY;
import static dev.ferry.core.work.QuotaHouse.at;
import static dev.ferry.core.work.QuotaHouse.cut;
import static dev.ferry.core.work.QuotaHouse.doSomething;
import static dev.ferry.core.work.QuotaHouse.put;
import static dev.ferry.core.work.QuotaHouse.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.files.storage.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Homes that lie in each other: a file counts in each that it is in.
final class NestedHomesTest {

    @TempDir private Path root;

    @SuppressWarnings("NullAway.Init")
    private QuotaHouse house;

    @BeforeEach
    void open() {
        house = new QuotaHouse(root);
    }

    @AfterEach
    void close() throws IOException {
        house.close();
    }

    @Test
    void whatIsStoredInAnInnerHomeCountsInTheOuterOne() throws Exception {
        var outer = house.login("outer", ".", 100);
        var inner = house.login("inner", "teams/inner", -1);
        put(outer, "/a", 10);
        put(inner, "/b", 60);
        assertThat(used(outer)).isEqualTo(70);
        assertThatThrownBy(() -> put(outer, "/c", 31)).isInstanceOf(QuotaExceededException.class);
        put(inner, "/b", 20);
        assertThat(used(outer)).isEqualTo(30);
        inner.rename(at("/b"), at("/d"));
        assertThat(used(outer)).isEqualTo(30);
        inner.delete(at("/d"));
        assertThat(used(outer)).isEqualTo(10);
    }

    @Test
    void runningAndInterruptedUploadsOfAnInnerHomeCountToo() throws Exception {
        var outer = house.login("outer", ".", 100);
        var inner = house.login("inner", "inner", 80);
        try (Upload running = inner.upload(at("/r"), new UploadMode.Store())) {
            running.begin();
            running.write(ByteBuffer.allocate(50));
            assertThat(used(outer)).isEqualTo(50);
            assertThatThrownBy(() -> put(outer, "/c", 51))
                    .isInstanceOf(QuotaExceededException.class);
        }
        assertThat(used(outer)).isEqualTo(50);
        assertThat(used(inner)).isEqualTo(50);
        put(inner, "/r", new UploadMode.Resume(50), 30);
        assertThat(used(outer)).isEqualTo(80);
        assertThat(used(inner)).isEqualTo(80);
    }

    @Test
    void whoComesLaterFindsWhatRunsAndWhatWasLeftAlready() throws Exception {
        var inner = house.login("inner", "inner", -1);
        cut(inner, "/left", 7);
        try (Upload running = inner.upload(at("/r"), new UploadMode.Store())) {
            running.begin();
            running.write(ByteBuffer.allocate(50));
            var outer = house.login("outer", ".", 100);
            assertThat(used(outer)).isEqualTo(57);
            running.commit(Sink.LastCheck.NONE);
            assertThat(used(outer)).isEqualTo(57);
        }
    }

    @Test
    void interruptedUploadsOfAHomeNobodyHasBeenToCountAndAreNotCountedTwice() throws Exception {
        cut(house.login("inner", "teams/inner", -1), "/left", 40);
        house.restart();
        var outer = house.login("outer", ".", 100);
        assertThat(used(outer)).isEqualTo(40);
        var inner = house.login("inner", "teams/inner", -1);
        assertThat(used(outer)).isEqualTo(40);
        inner.delete(at("/left"));
        assertThat(used(outer)).isZero();
    }

    @Test
    void whatTheOuterOnePutsIntoAnInnerHomeCountsThere() throws Exception {
        var outer = house.login("outer", ".", -1);
        var inner = house.login("inner", "inner", 100);
        put(outer, "/inner/x", 60);
        assertThat(used(inner)).isEqualTo(60);
        assertThatThrownBy(() -> put(inner, "/y", 41)).isInstanceOf(QuotaExceededException.class);
        put(outer, "/z", 30);
        outer.rename(at("/z"), at("/inner/z"));
        assertThat(used(inner)).isEqualTo(90);
        outer.rename(at("/inner/x"), at("/x"));
        assertThat(used(inner)).isEqualTo(30);
        outer.delete(at("/inner/z"));
        assertThat(used(inner)).isZero();
    }

    @Test
    void aFolderThatLeavesAnInnerHomeTakesWhatIsInItAlong() throws Exception {
        var outer = house.login("outer", ".", 1000);
        var inner = house.login("inner", "inner", 1000);
        inner.makeFolder(at("/f"));
        put(inner, "/f/a", 60);
        put(inner, "/b", 5);
        assertThat(used(inner)).isEqualTo(65);
        outer.rename(at("/inner/f"), at("/f"));
        assertThat(used(inner)).isEqualTo(5);
        assertThat(used(outer)).isEqualTo(65);
        outer.rename(at("/f"), at("/inner/g"));
        assertThat(used(inner)).isEqualTo(65);
        assertThat(used(outer)).isEqualTo(65);
    }

    @Test
    void aLinkToAHomeIsThatHome() throws Exception {
        Files.createDirectories(root.resolve("real/inner"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("real"));
        var outer = house.login("outer", "link", 100);
        var inner = house.login("inner", "real/inner", -1);
        put(inner, "/a", 60);
        assertThat(used(outer)).isEqualTo(60);
        put(house.login("same", "real", -1), "/b", 5);
        assertThat(used(outer)).isEqualTo(65);
    }

    @Test
    void aHomeBesideWithTheSameBeginningIsNoneInside() throws Exception {
        var outer = house.login("outer", "team", 100);
        put(house.login("other", "team-two", -1), "/a", 60);
        assertThat(used(outer)).isZero();
    }

    @Test
    void aFileThatIsReachedThroughALinkIsOneFile() throws Exception {
        Files.createDirectories(root.resolve("deep/er"));
        Files.createSymbolicLink(root.resolve("short"), Path.of("deep/er"));
        Files.createSymbolicLink(root.resolve("one"), Path.of("deep/er/file"));
        var files = house.login("ann", ".", PLENTY);
        var inner = house.login("inner", "deep", PLENTY);
        put(files, "/short/file", 60);
        assertThat(used(inner)).isEqualTo(60);
        put(files, "/one", 20);
        assertThat(used(inner)).isEqualTo(20);
        files.delete(at("/short/file"));
        assertThat(used(inner)).isZero();
        assertThat(used(files)).isZero();
    }

    @Test
    void manySessionsInHomesInEachOtherLeaveEachCountAsTheDiskIs() throws Exception {
        for (String folder : List.of("a", "a/b", "a/b/c")) {
            Files.createDirectories(root.resolve(folder));
        }
        var failed = new CopyOnWriteArrayList<Throwable>();
        for (int round = 0; round < 6; round++) {
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 6; t++) {
                var random = new Random(100L * round + t);
                var files =
                        switch (t % 3) {
                            case 0 -> house.login("a", "a", 60_000);
                            case 1 -> house.login("b", "a/b", 40_000);
                            default -> house.login("c", "a/b/c", t == 5 ? -1 : 20_000);
                        };
                List<String> folders =
                        switch (t % 3) {
                            case 0 -> List.of("", "/b", "/b/c");
                            case 1 -> List.of("", "/c");
                            default -> List.of("");
                        };
                threads.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    try {
                                        for (int i = 0; i < 30; i++) {
                                            String folder =
                                                    folders.get(random.nextInt(folders.size()));
                                            doSomething(files, folder, random);
                                        }
                                    } catch (RuntimeException | Error e) {
                                        failed.add(e);
                                    }
                                }));
            }
            for (Thread thread : threads) thread.join();
            assertThat(failed).isEmpty();
            for (String home : List.of("a", "a/b", "a/b/c")) {
                String name = home.substring(home.length() - 1);
                assertThat(used(house.login(name, home, PLENTY)))
                        .as("round " + round + ", " + home)
                        .isEqualTo(house.onDisk(home));
            }
        }
    }
}
