package dev.ferry.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PasswordsTest {

    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicBoolean onVirtualThread = new AtomicBoolean();

    /// Counts who is inside, and lets nobody out before the gate opens.
    private byte[] gated(byte[] password, byte[] salt, KeyDerivation.Cost cost, int length) {
        if (Thread.currentThread().isVirtual()) onVirtualThread.set(true);
        int inside = running.incrementAndGet();
        most.accumulateAndGet(inside, Math::max);
        try {
            gate.await();
            return Fake.derivation().derive(password, salt, cost, length);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            running.decrementAndGet();
        }
    }

    @Test
    void noMoreThanSoManyAreComputedAtOnceAndNoneOnAVirtualThread() throws Exception {
        try (var passwords = new Passwords(2, this::gated);
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < 6; i++) {
                answers.add(
                        clients.submit(
                                () -> passwords.matches("x", Optional.empty(), () -> false)));
            }
            await().until(() -> running.get() == 2 && passwords.waiting() == 4);
            gate.countDown();
            for (var answer : answers) assertThat(answer.get()).isFalse();
        }
        assertThat(most).hasValue(2);
        assertThat(onVirtualThread).isFalse();
    }

    @Test
    void whoeverGoesAwayWhileItIsComputedHoldsThePlaceUntilItIs() throws Exception {
        try (var passwords = new Passwords(1, this::gated)) {
            var impatient =
                    Thread.ofVirtual()
                            .start(() ->
                                    assertThatThrownBy(() ->
                                                    passwords.matches(
                                                            "x", Optional.empty(), () -> false))
                                            .isInstanceOf(InterruptedException.class));
            await().until(() -> running.get() == 1);
            impatient.interrupt();
            impatient.join();

            var next = Thread.ofVirtual().start(() -> passwords.hash("y"));
            await().until(() -> passwords.waiting() == 1);
            gate.countDown();
            next.join();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void aPlaceIsGivenBackWhereTheWorkFails() throws Exception {
        KeyDerivation failing =
                (_, _, _, _) -> {
                    throw new IllegalStateException("out of order");
                };
        try (var passwords = new Passwords(1, failing)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> passwords.hash("x")).hasMessage("out of order");
                assertThatThrownBy(() -> passwords.matches("x", Optional.empty(), () -> false))
                        .hasMessage("out of order");
            }
        }
    }
}
