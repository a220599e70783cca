package dev.ferry.core.work;

import static dev.ferry.core.work.QuotaHouse.PLENTY;
import static dev.ferry.core.work.QuotaHouse.at;
import static dev.ferry.core.work.QuotaHouse.doSomething;
import static dev.ferry.core.work.QuotaHouse.put;
import static dev.ferry.core.work.QuotaHouse.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Homes that are counted again while their clients go on.
final class RecountTest {

    private static final Duration EVERY = Duration.ofHours(6);

    @TempDir private Path root;

    private volatile Instant now = Instant.parse("2026-05-01T12:00:00Z");

    @SuppressWarnings("NullAway.Init")
    private QuotaHouse house;

    @BeforeEach
    void open() {
        house = new QuotaHouse(root, () -> now, Optional.of(EVERY));
    }

    @AfterEach
    void close() throws IOException {
        house.close();
    }

    @Test
    void aLoginBeginsToCountAndWaitsForNothing() throws Exception {
        Files.write(root.resolve("there"), new byte[30]);
        house.login("ann", ".", 100);
        house.awaitCount("ann", 1);
        assertThat(house.standing("ann").bytes()).isEqualTo(30);
        house.login("eva", ".", -1);
        assertThat(house.standing("ann").finished()).isEqualTo(1);
    }

    @Test
    void whatOtherProgramsDidIsSeenByACountThatIsAskedFor() throws Exception {
        var ann = house.login("ann", ".", 100);
        put(ann, "/a", 10);
        Files.write(root.resolve("beside"), new byte[50]);
        assertThat(used(ann)).isEqualTo(10);
        house.recount("ann");
        assertThat(used(ann)).isEqualTo(60);
        assertThatThrownBy(() -> put(ann, "/b", 41)).isInstanceOf(QuotaExceededException.class);
    }

    @Test
    void aHomeInUseIsCountedAgainAfterItsTimeAndNotBefore() throws Exception {
        var ann = house.login("ann", ".", 100);
        assertThat(used(ann)).isZero();
        house.awaitRest("ann");
        Files.write(root.resolve("beside"), new byte[50]);
        now = now.plus(EVERY);
        assertThat(used(ann)).isZero();
        assertThat(house.standing("ann").counting()).isFalse();
        now = now.plusSeconds(1);
        put(ann, "/a", 1); // does not wait for it
        house.awaitCount("ann", 2);
        assertThat(used(ann)).isEqualTo(51);
    }

    @Test
    void whoIsRefusedThoughRoomWasMadeBesideUsGetsItSoon() throws Exception {
        var ann = house.login("ann", ".", 100);
        put(ann, "/a", 90);
        house.awaitRest("ann");
        Files.delete(root.resolve("a"));
        assertThatThrownBy(() -> put(ann, "/b", 50)).isInstanceOf(QuotaExceededException.class);
        assertThat(house.standing("ann").counting()).isFalse(); // counted just now
        now = now.plus(Duration.ofMinutes(2));
        assertThatThrownBy(() -> put(ann, "/b", 50)).isInstanceOf(QuotaExceededException.class);
        house.awaitCount("ann", 2);
        put(ann, "/b", 50);
        assertThat(used(ann)).isEqualTo(50);
    }

    @Test
    void aFolderThatNobodyMayReadDoesNotKeepTheRestFromBeingCounted() throws Exception {
        Files.write(root.resolve("a"), new byte[5]);
        Path closed = Files.createDirectory(root.resolve("closed"));
        Files.write(closed.resolve("b"), new byte[7]);
        var ann = house.login("ann", ".", 100);
        assertThat(closed.toFile().setReadable(false)).isTrue();
        try {
            // Root reads it all the same.
            assertThat(used(ann)).isIn(5L, 12L);
            put(ann, "/c", 10);
        } finally {
            assertThat(closed.toFile().setReadable(true)).isTrue();
        }
    }

    /// Everything is changed while counts run one after the other; each leaves what is right.
    @Test
    void countsThatAreOvertakenByEveryKindOfChangeAreRight() throws Exception {
        for (int i = 0; i < 8; i++) {
            Files.createDirectories(root.resolve("d" + i + "/e/f"));
            for (int j = 0; j < 30; j++) {
                Files.write(root.resolve("d" + i + "/e/still" + j), new byte[100 + j]);
            }
        }
        house.login("ann", ".", PLENTY);
        var over = new AtomicBoolean();
        var failed = new CopyOnWriteArrayList<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 5; t++) {
            int number = t;
            var files = house.login("ann", ".", PLENTY);
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    var random = new Random(number);
                                    while (!over.get()) {
                                        if (number == 0) moveFolders(files, random);
                                        else changeFiles(files, random);
                                    }
                                } catch (RuntimeException | Error e) {
                                    failed.add(e);
                                }
                            }));
        }
        for (int i = 0; i < 25; i++) house.recount("ann");
        over.set(true);
        for (Thread thread : threads) thread.join();
        assertThat(failed).isEmpty();
        assertThat(house.standing("ann").bytes()).isEqualTo(house.onDisk("."));
        long kept = house.standing("ann").bytes();
        house.recount("ann"); // with nobody there it is the same
        assertThat(house.standing("ann").bytes()).isEqualTo(kept);
    }

    private static void changeFiles(Workspace files, Random random) {
        String folder = "/d" + random.nextInt(8) + "/e";
        doSomething(files, random.nextBoolean() ? folder : folder + "/f", random);
        try {
            files.rename(
                    at(folder + "/f" + random.nextInt(12)),
                    at("/d" + random.nextInt(8) + "/e/f" + random.nextInt(12)));
        } catch (IOException _) {
            // not there, or a folder is in the way
        }
    }

    private static void moveFolders(Workspace files, Random random) {
        String from = "/d" + random.nextInt(8);
        String to = "/d" + random.nextInt(8);
        try {
            switch (random.nextInt(3)) {
                case 0 -> files.rename(at(from + "/e"), at(to + "/e"));
                case 1 -> files.rename(at(from), at(to + "/g"));
                default -> files.makeFolder(at(from));
            }
        } catch (IOException _) {
            // not there, or there already
        }
    }
}
