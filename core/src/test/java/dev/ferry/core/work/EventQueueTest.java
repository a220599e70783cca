package dev.ferry.core.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.files.VirtualPath;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventQueueTest {

    private static final Event.Who WHO = new Event.Who("anna", "ftp-17", "127.0.0.1");

    private static final Duration LONG = Duration.ofSeconds(30);

    /// Keeps what it hears; held up as long as `gate` is closed.
    private static final class Ear implements EventQueue.Listener {
        final List<String> heard = new CopyOnWriteArrayList<>();
        final AtomicLong lost = new AtomicLong();
        final AtomicInteger batches = new AtomicInteger();
        final CountDownLatch taking = new CountDownLatch(1);
        final CountDownLatch gate;

        Ear(boolean open) {
            gate = new CountDownLatch(open ? 0 : 1);
        }

        @Override
        public void take(List<EventQueue.Told> told) {
            taking.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            batches.incrementAndGet();
            for (var one : told) heard.add(((Event.Deleted) one.event()).path().name());
        }

        @Override
        public void lost(long count) {
            lost.addAndGet(count);
        }
    }

    private static EventQueue queue(EventQueue.Listener ear, EventQueue.Manner manner) {
        return new EventQueue("test-queue", ear, manner, InstantSource.system());
    }

    private static Event event(int number) {
        return new Event.Deleted(WHO, VirtualPath.of("/" + number));
    }

    @Test
    void eachEventComesOnceInOrderAndManyAtATime() {
        var ear = new Ear(true);
        var expected = new ArrayList<String>();
        try (var queue = queue(ear, new EventQueue.Manner(64, Duration.ofMillis(5), LONG, false))) {
            for (int i = 0; i < 5_000; i++) {
                queue.tell(event(i));
                expected.add("" + i);
            }
        }
        assertThat(ear.heard).isEqualTo(expected);
        assertThat(ear.batches.get()).isLessThan(5_000);
        assertThat(ear.lost).hasValue(0);
    }

    @Test
    void whoHasNoPatienceLosesWhatIsTooMuchAndThatIsCounted() throws InterruptedException {
        var ear = new Ear(false);
        try (var queue =
                queue(ear, new EventQueue.Manner(4, Duration.ZERO, Duration.ZERO, false))) {
            queue.tell(event(0));
            ear.taking.await(); // taken, and held
            for (int i = 1; i < 10; i++) queue.tell(event(i));
            ear.gate.countDown();
        }
        assertThat(ear.heard).containsExactly("0", "1", "2", "3", "4");
        assertThat(ear.lost).hasValue(5);
    }

    @Test
    void whoHasPatienceWaitsUntilThereIsRoom() throws InterruptedException {
        var ear = new Ear(false);
        try (var queue = queue(ear, new EventQueue.Manner(2, Duration.ZERO, LONG, false))) {
            Thread teller =
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < 50; i++) queue.tell(event(i));
                            });
            await().until(() -> teller.getState() == Thread.State.TIMED_WAITING);
            ear.gate.countDown();
            teller.join();
        }
        assertThat(ear.heard).hasSize(50);
        assertThat(ear.lost).hasValue(0);
    }

    @Test
    void whoWantsItConfirmedGoesOnWhenTheListenerHasIt() {
        var ear = new Ear(true);
        try (var queue = queue(ear, new EventQueue.Manner(2, Duration.ZERO, LONG, true))) {
            for (int i = 0; i < 20; i++) {
                queue.tell(event(i));
                assertThat(ear.heard).hasSize(i + 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, OutOfMemoryError.class})
    void aListenerThatFailsHearsTheNextOnesAndHowManyItMissed(Class<? extends Throwable> why) {
        var heard = new CopyOnWriteArrayList<String>();
        EventQueue.Listener failing =
                new EventQueue.Listener() {
                    @Override
                    public void take(List<EventQueue.Told> told) {
                        for (var one : told) heard.add(((Event.Deleted) one.event()).path().name());
                        if (heard.size() > 1) return;
                        if (why == OutOfMemoryError.class) throw new OutOfMemoryError("planted");
                        throw new IllegalStateException("planted");
                    }

                    @Override
                    public void lost(long count) {
                        heard.add("missed " + count);
                    }
                };
        try (var queue = queue(failing, new EventQueue.Manner(9, Duration.ZERO, LONG, true))) {
            queue.tell(event(1));
            queue.tell(event(2));
        }
        assertThat(heard).containsExactly("1", "missed 1", "2");
    }
}
