package dev.ferry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.server.net.CommandMeter.Verdict;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class CommandMeterTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void twoSecondsWorthMayComeAtOnceAndTheRestComesAtTheRate() {
        var meter = new CommandMeter(OptionalInt.of(10), Duration.ofSeconds(60));
        long now = 5 * SECOND;
        for (int i = 0; i < 20; i++) assertThat(meter.next(now)).isEqualTo(new Verdict.Go());
        for (int i = 0; i < 100; i++) {
            if (!(meter.next(now) instanceof Verdict.Slow(Duration pause))) {
                throw new AssertionError("not slowed");
            }
            assertThat(pause).isEqualTo(Duration.ofMillis(100));
            now += pause.toNanos();
        }
    }

    @Test
    void whoWouldNotWaitIsEnded() {
        var meter = new CommandMeter(OptionalInt.of(10), Duration.ofSeconds(3));
        long now = 0;
        int commands = 0;
        while (true) {
            commands++;
            switch (meter.next(now)) {
                case Verdict.Go() -> {}
                case Verdict.Slow(Duration pause) -> now += pause.toNanos();
                case Verdict.Over(Refusal why) -> {
                    assertThat(why.words()).contains("10 a second");
                    assertThat(commands).isBetween(45, 55);
                    return;
                }
            }
        }
    }

    @Test
    void aRestIsForgiven() {
        var meter = new CommandMeter(OptionalInt.of(10), Duration.ofSeconds(1));
        long now = 0;
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 25; i++) {
                if (meter.next(now) instanceof Verdict.Slow(Duration pause)) now += pause.toNanos();
            }
            now += 2 * SECOND;
        }
    }

    @Test
    void withoutARateNothingWaits() {
        var meter = new CommandMeter(OptionalInt.empty(), Duration.ofSeconds(1));
        for (int i = 0; i < 100_000; i++) {
            assertThat(meter.next(0) instanceof Verdict.Go).isTrue();
        }
    }
}
