package dev.ferry.server.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.account.AccountLimits;
import dev.ferry.core.work.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// How much and how fast, over SFTP.
final class SftpQuotaTest {

    private static AccountLimits limits(
            OptionalLong bytes,
            OptionalLong files,
            OptionalLong largest,
            AccountLimits.Rates rates) {
        return new AccountLimits(
                bytes,
                files,
                largest,
                rates,
                OptionalInt.empty(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    private static SftpHouse quota(OptionalLong bytes, OptionalLong files, OptionalLong largest) {
        return SftpHouse.open()
                .account(it ->
                        it.withLimits(limits(bytes, files, largest, AccountLimits.Rates.NONE)));
    }

    @Test
    void bytesBeyondTheQuotaAreRefusedAndTheFileIsNotThere() throws Exception {
        try (var house = quota(OptionalLong.of(10), OptionalLong.empty(), OptionalLong.empty());
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN /a write+create+truncate
                    < HANDLE 1
                    > WRITE 1 0 123456
                    < OK
                    > OPEN /b write+create+truncate
                    < HANDLE 2
                    > WRITE 2 0 12345
                    < FAILURE /b: not stored: your quota of 10 bytes leaves no room for it*
                    > WRITE 2 0 1
                    < FAILURE /b: not stored: your quota of 10 bytes*
                    > CLOSE 2
                    < FAILURE /b: not stored: your quota of 10 bytes*
                    > CLOSE 1
                    < OK
                    > OPEN /c write+create+truncate
                    < HANDLE 3
                    > WRITE 3 0 1234
                    < OK
                    > CLOSE 3
                    < OK
                    > OPEN /d write+create+truncate
                    < FAILURE /d: not stored: your quota of 10 bytes*
                    """);
            assertThat(house.content("/a")).contains("123456");
            assertThat(house.content("/b")).isEmpty();
            assertThat(house.partial("/b")).isEmpty();
            assertThat(house.content("/c")).contains("1234");
        }
    }

    @Test
    void whatCameTooEarlyCountsOnceItIsStored() throws Exception {
        try (var house = quota(OptionalLong.of(8), OptionalLong.empty(), OptionalLong.empty());
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN /a write+create+truncate
                    < HANDLE 1
                    > WRITE 1 5 56789
                    < OK
                    > WRITE 1 0 01234
                    < FAILURE /a: not stored: your quota of 8 bytes*
                    > CLOSE 1
                    < FAILURE *
                    """);
            assertThat(house.content("/a")).isEmpty();
        }
    }

    @Test
    void oneFileMoreThanTheQuotaIsRefusedWhenItIsOpened() throws Exception {
        try (var house = quota(OptionalLong.empty(), OptionalLong.of(1), OptionalLong.empty());
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN /a write+create+truncate
                    < HANDLE 1
                    > OPEN /b write+create+truncate
                    < FAILURE /b: not stored: your quota of 1 files is used up*
                    > CLOSE 1
                    < OK
                    > REMOVE /a
                    < OK
                    > OPEN /b write+create+truncate
                    < HANDLE 2
                    > CLOSE 2
                    < OK
                    """);
            assertThat(house.events).hasAtLeastOneElementOfType(Event.Refused.class);
        }
    }

    @Test
    void aFileBeyondTheLargestIsRefused() throws Exception {
        try (var house = quota(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(5));
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN /a write+create+truncate
                    < HANDLE 1
                    > WRITE 1 0 12345
                    < OK
                    > WRITE 1 5 6
                    < FAILURE /a: not stored: files of at most 5 bytes are taken
                    > CLOSE 1
                    < FAILURE *
                    """);
            assertThat(house.content("/a")).isEmpty();
        }
    }

    /// The time that the second of two pieces waits is a lower bound: a slow machine takes longer.
    @Test
    void filesMoveNoFasterThanTheirRates() throws Exception {
        var slow = OptionalLong.of(10_000);
        var none = OptionalLong.empty();
        for (var rates :
                List.of(
                        new AccountLimits.Rates(slow, none, none, none),
                        new AccountLimits.Rates(none, none, slow, none),
                        new AccountLimits.Rates(none, slow, none, none),
                        new AccountLimits.Rates(none, none, none, slow))) {
            boolean up = rates.up().isPresent() || rates.sessionUp().isPresent();
            String some = "x".repeat(5_000);
            try (var house = SftpHouse.open().file("/old", some);
                    var talk = Talk.with(house)) {
                house.account(it -> it.withLimits(limits(none, none, none, rates)));
                long began = System.nanoTime();
                if (up) {
                    talk.play("> OPEN /new write+create+truncate\n< HANDLE 1");
                    talk.play("> WRITE 1 0 " + some + "\n< OK\n> CLOSE 1\n< OK");
                } else {
                    talk.play("> OPEN /old read\n< HANDLE 1");
                    for (int at = 0; at < 5_000; ) {
                        talk.play("> READ 1 " + at + " 5000");
                        at += talk.answer().length() - "DATA ".length();
                    }
                }
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .as(rates.toString())
                        .isGreaterThan(Duration.ofMillis(200));
            }
        }
    }
}
