package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.it.Cell.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every way to upload, onto everything that may stand there, with everything that may go wrong:
/// the old file stays, a new name is not there, its account can go on, and nobody else notices.
///
/// Once with small files; with `-Dferry.full=true` twenty times with files of up to 20 MB. To look
/// into one: `-Dferry.cells=` with a part of its name, `-Dferry.times=` and `-Dferry.seed=`.
final class FaultMatrixIT {

    private static final boolean FULL = Boolean.getBoolean("ferry.full");
    private static final int TIMES = Integer.getInteger("ferry.times", FULL ? 20 : 1);
    private static final Pattern CELLS = Pattern.compile(System.getProperty("ferry.cells", ""));
    private static final int MOST = 20_000_000;

    /// Of attempts at one time: they hold their files in memory.
    private static final Semaphore BYTES = new Semaphore(MOST);

    private static final Map<Fault, AtomicInteger> DONE = new EnumMap<>(Fault.class);
    private static final long SEED = Long.getLong("ferry.seed", System.nanoTime() & 0xffffff);
    private static final long BEGAN = System.nanoTime();

    private static volatile boolean failed;

    @SuppressWarnings("NullAway.Init")
    private static FerryProcess ferry;

    @SuppressWarnings("NullAway.Init")
    private static Attempt.Place place;

    @BeforeAll
    static void start() {
        for (Fault fault : Fault.values()) DONE.put(fault, new AtomicInteger());
        ferry = FerryProcess.servePatiently();
        place = place(ferry);
    }

    static Attempt.Place place(FerryProcess ferry) {
        var anna = new Login("anna", "anna's secret");
        var bert = new Login("bert", "bert's secret");
        Path home = ferry.home("anna");
        ferry.addUser(anna.user(), anna.password());
        ferry.addUser(bert.user(), bert.password(), "--home", home.toString());
        return new Attempt.Place(ferry, anna, bert, home);
    }

    static Stream<Cell> cells() {
        return Stream.of(Fault.values())
                .filter(fault -> !fault.killsServer())
                .flatMap(fault -> Cell.of(fault).stream())
                .filter(cell -> CELLS.matcher(cell.toString()).find());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    @Execution(ExecutionMode.CONCURRENT)
    @DisplayName("upload called complete when cut: every way and every fault")
    void aFileIsWholeOrNotThere(Cell cell) throws Exception {
        for (int i = 0; i < TIMES; i++) {
            long seed = SEED * 31 + cell.toString().hashCode() * 1009L + i;
            int size = size(new Random(seed));
            BYTES.acquire(size);
            try {
                var attempt = new Attempt(cell, place, seed, size);
                attempt.run();
                attempt.remove();
            } catch (AssertionError | IOException e) {
                failed = true;
                throw new AssertionError("seed " + SEED + ", time " + i + ": " + e.getMessage(), e);
            } finally {
                BYTES.release(size);
            }
            count(cell);
        }
    }

    private static int size(Random random) {
        if (!FULL) return 250_000 + random.nextInt(100_000);
        double exponent = Math.log(1_000) + random.nextDouble() * Math.log(MOST / 1_000.0);
        return (int) Math.exp(exponent);
    }

    private static void count(Cell cell) {
        AtomicInteger done = DONE.get(cell.fault());
        if (done != null) done.incrementAndGet();
    }

    @AfterAll
    static void stop() throws IOException {
        try (FerryProcess _ = ferry) {
            int all = DONE.values().stream().mapToInt(AtomicInteger::get).sum();
            System.out.printf(
                    "fault matrix: %d cells passed in %d s, seed %d: %s%n",
                    all, (System.nanoTime() - BEGAN) / 1_000_000_000, SEED, DONE);
            if (!failed) requireNothingStaged();
        }
    }

    /// All came to an end, so nothing of ours is left on the disk but the lock.
    private static void requireNothingStaged() throws IOException {
        try (var left = Files.list(place.home().resolve(".ferry-stage"))) {
            assertThat(left.map(Path::getFileName).map(Path::toString))
                    .filteredOn(name -> !name.endsWith(".note"))
                    .containsExactly("lock");
        }
    }
}
