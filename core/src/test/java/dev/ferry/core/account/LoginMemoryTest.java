package dev.ferry.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginMemoryTest {

    private final Fake.Clock clock = new Fake.Clock();
    private final LoginMemory memory = new LoginMemory(Duration.ofSeconds(60), clock);

    @Test
    void thePasswordThatWasRightIsKnownAndNoOther() {
        memory.remember(account("1", 1), "right");

        assertThat(memory.knows(account("1", 1), "right")).isTrue();
        assertThat(memory.knows(account("1", 1), "wrong")).isFalse();
        assertThat(memory.knows(account("2", 1), "right")).isFalse();
    }

    @Test
    void aChangedAccountIsNotKnown() {
        memory.remember(account("1", 1), "right");

        assertThat(memory.knows(account("1", 2), "right")).isFalse();
    }

    @Test
    void itIsForgottenWhenTheTimeIsOverHoweverOftenItWasUsed() {
        memory.remember(account("1", 1), "right");

        clock.pass(Duration.ofSeconds(59));
        assertThat(memory.knows(account("1", 1), "right")).isTrue();
        clock.pass(Duration.ofSeconds(1));
        assertThat(memory.knows(account("1", 1), "right")).isFalse();
        assertThat(memory.size()).isZero();
    }

    @Test
    void whatIsForgottenIsNotKnown() {
        memory.remember(account("1", 1), "right");
        memory.forget("1");

        assertThat(memory.knows(account("1", 1), "right")).isFalse();
    }

    @Test
    void noTimeMeansNoMemory() {
        var none = new LoginMemory(Duration.ZERO, clock);
        none.remember(account("1", 1), "right");

        assertThat(none.knows(account("1", 1), "right")).isFalse();
        assertThat(none.size()).isZero();
    }

    @Test
    void itHoldsSoManyAndForgetsTheOldest() {
        for (int i = 0; i <= LoginMemory.MOST; i++) memory.remember(account("" + i, 1), "right");

        assertThat(memory.size()).isEqualTo(LoginMemory.MOST);
        assertThat(memory.knows(account("0", 1), "right")).isFalse();
        assertThat(memory.knows(account("1", 1), "right")).isTrue();
        assertThat(memory.knows(account("" + LoginMemory.MOST, 1), "right")).isTrue();
    }

    private static Account account(String id, long version) {
        return Account.of(id, "anna", "/home/anna", Permissions.everywhere(Action.all()))
                .withVersion(version);
    }
}
