package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.it.Attempt.Running;
import dev.ferry.it.Cell.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The row of the fault matrix in which the server dies (kill -9), with an upload of every kind
/// going on at that moment, and comes back.
final class ServerKilledIT {

    private static final int TIMES =
            Integer.getInteger("ferry.times", Boolean.getBoolean("ferry.full") ? 20 : 2);
    private static final long SEED = Long.getLong("ferry.seed", System.nanoTime() & 0xffffff);
    private static final int LONGEST_PAUSE_MILLIS = 60;

    private final Random random = new Random(SEED);

    @SuppressWarnings("NullAway.Init")
    private FerryProcess ferry;

    @SuppressWarnings("NullAway.Init")
    private Attempt.Place place;

    @BeforeEach
    void start() {
        ferry = FerryProcess.servePausing("0s"); // killed while publishing, not before
        place = FaultMatrixIT.place(ferry);
    }

    @AfterEach
    void stop() {
        ferry.close();
    }

    /// An upload of some kind, and everything that is open for it.
    private record Upload(Attempt attempt, Watcher watcher, Running running) {}

    private List<Upload> begin(Fault fault) throws IOException {
        var uploads = new ArrayList<Upload>();
        for (Cell cell : Cell.of(fault)) {
            var attempt =
                    new Attempt(cell, place, random.nextLong(), 100_000 + random.nextInt(200_000));
            attempt.prepare();
            var watcher = Watcher.ofDisk(attempt.watched());
            uploads.add(new Upload(attempt, watcher, attempt.begin()));
        }
        return uploads;
    }

    @Test
    void uploadsThatWereRunningLeaveTheOldFileOrAPartialToResume() throws IOException {
        int done = 0;
        for (int i = 0; i < TIMES; i++) {
            List<Upload> uploads = begin(Fault.SERVER_KILLED);
            ferry.kill();
            for (Upload upload : uploads) {
                upload.running().close();
                upload.attempt().requireUntouchedOnDisk();
            }
            ferry.start();
            for (Upload upload : uploads) {
                upload.attempt().finishAfterCut(upload.watcher());
                upload.watcher().close();
                upload.attempt().remove();
                done++;
            }
        }
        System.out.printf(
                "fault matrix: %d cells passed, server killed in the middle, seed %d%n",
                done, SEED);
    }

    @Test
    @DisplayName("upload called complete when cut: server killed")
    void uploadsThatWereBeingPublishedAreTheOldOrTheNewFileAndWhatWasConfirmedIsTheNew()
            throws Exception {
        int published = 0;
        int confirmed = 0;
        int cut = 0;
        for (int i = 0; i < TIMES; i++) {
            List<Upload> uploads = begin(Fault.SERVER_KILLED_AT_THE_END);
            for (Upload upload : uploads) upload.watcher().allowNew();
            Thread ends =
                    Thread.ofPlatform()
                            .start(() -> uploads.forEach(upload -> finish(upload.running())));
            Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
            ferry.kill();
            ends.join();
            var told = new ArrayList<Boolean>();
            for (Upload upload : uploads) told.add(wasConfirmed(upload.running()));
            ferry.start();
            for (int at = 0; at < uploads.size(); at++) {
                Attempt attempt = uploads.get(at).attempt();
                boolean isNew = attempt.isPublished();
                if (told.get(at)) {
                    confirmed++;
                    assertThat(isNew).as("226 was said of " + attempt).isTrue();
                }
                if (isNew) {
                    published++;
                    attempt.requireComplete();
                } else {
                    cut++;
                    attempt.finishAfterCut(uploads.get(at).watcher());
                }
                uploads.get(at).watcher().close();
                attempt.remove();
            }
        }
        System.out.printf(
                "fault matrix: %d cells passed, server killed at the end:"
                        + " %d published, %d of them confirmed, %d cut%n",
                published + cut, published, confirmed, cut);
    }

    private static void finish(Running running) {
        try {
            running.fin();
            Thread.sleep(1);
        } catch (IOException _) {
            // the server is gone by now
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static boolean wasConfirmed(Running running) throws IOException {
        try (running) {
            return running.client().reply().code() == 226;
        } catch (IOException _) {
            return false;
        }
    }
}
