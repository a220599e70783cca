package dev.ferry.app.bans;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.Ran;
import dev.ferry.core.account.AccountSettings;
import dev.ferry.core.account.Accounts;
import dev.ferry.core.account.Ban;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each command opens and closes a real data folder, as the program does.
class BansCommandTest {

    @TempDir private Path folder;

    @BeforeEach
    void anAccountMakesTheDataFolder() {
        assertThat(ferry("user", "add", "anna").code()).isZero();
    }

    @Test
    void aBanIsListedUntilItIsRemoved() throws Exception {
        assertThat(bans("list").out()).isEqualTo("nobody is banned\n");
        assertThat(bans("add", "203.0.113.7").out()).isEqualTo("banned 203.0.113.7 for ever\n");
        assertThat(bans("list").out())
                .hasLineCount(2)
                .containsPattern("203\\.0\\.113\\.7 .* for ever +banned by hand\n");
        assertThat(kept())
                .singleElement()
                .satisfies(ban -> {
                    assertThat(ban.network()).isEqualTo("203.0.113.7/32");
                    assertThat(ban.until()).isEmpty();
                    assertThat(ban.times()).isZero();
                });
        assertThat(bans("remove", "203.0.113.7").out())
                .isEqualTo("no longer banned: 203.0.113.7\n");
        assertThat(bans("list").out()).isEqualTo("nobody is banned\n");
    }

    @Test
    void aNetworkIsTakenAsItIsHoweverItIsWritten() throws Exception {
        bans("add", "2001:db8:bad:0:1::5/48", "--for", "7d", "--reason", "port\nscans");
        Ban ban = kept().getFirst();
        assertThat(ban.network()).isEqualTo("2001:db8:bad::/48");
        assertThat(Duration.between(ban.since(), ban.until().orElseThrow()))
                .isEqualTo(Duration.ofDays(7));
        assertThat(bans("list").out()).hasLineCount(2).contains("2001:db8:bad::/48 ");
        assertThat(bans("remove", "2001:db8:bad:0::/48").code()).isZero();
    }

    @Test
    void theSecondBanOfANetworkTakesThePlaceOfTheFirst() throws Exception {
        bans("add", "203.0.113.7");
        bans("add", "203.0.113.7", "--for", "1h", "--reason", "again");
        assertThat(kept())
                .singleElement()
                .satisfies(ban -> {
                    assertThat(ban.until()).isPresent();
                    assertThat(ban.why()).isEqualTo("again");
                });
    }

    @Test
    void bansOfTheServersOwnAreListedWhileTheyLast() throws Exception {
        Instant now = Instant.now();
        try (var accounts = accounts()) {
            var until = Optional.of(now.plusSeconds(3600));
            accounts.bans().put(new Ban("192.0.2.1/32", now, until, "20 wrong passwords", 1));
            Instant before = now.minusSeconds(60);
            accounts.bans().put(new Ban("192.0.2.2/32", before, Optional.of(now), "over", 1));
        }
        assertThat(bans("list").out()).contains("20 wrong passwords").doesNotContain("192.0.2.2");
        bans("add", "198.51.100.0/24");
        assertThat(bans("list", "--json").out())
                .contains("\"network\" : \"192.0.2.1\"", "\"byHand\" : false")
                .contains("\"network\" : \"198.51.100.0/24\"", "\"byHand\" : true")
                .doesNotContain("192.0.2.2");
    }

    @Test
    void whatCannotBeIsRefused() throws Exception {
        wrong("'here' is not a network", "add", "here");
        wrong("'10.0.0.0/33' is not a network", "add", "10.0.0.0/33");
        wrong("--for: 'long' is not a duration", "add", "192.0.2.1", "--for", "long");
        wrong("--for: no time at all", "add", "192.0.2.1", "--for", "0s");
        wrong("'here' is not a network", "remove", "here");
        var ran = bans("remove", "192.0.2.1");
        assertThat(ran.err()).startsWith("ferry: 192.0.2.1 is not banned; 'ferry bans list'");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(kept()).isEmpty();
    }

    private void wrong(String why, String... words) {
        var ran = bans(words);
        assertThat(ran.err()).startsWith("ferry: " + why).hasLineCount(1);
        assertThat(ran.code()).isEqualTo(2);
    }

    private Accounts accounts() throws Exception {
        return Accounts.open(
                folder.resolve("data"), AccountSettings.defaults(), InstantSource.system());
    }

    private List<Ban> kept() throws Exception {
        try (var accounts = accounts()) {
            return accounts.bans().all();
        }
    }

    private Ran bans(String... words) {
        return ferry(Stream.concat(Stream.of("bans"), Stream.of(words)).toArray(String[]::new));
    }

    private Ran ferry(String... words) {
        var data = Stream.of("--data", folder.resolve("data").toString());
        return Ran.ferry(Stream.concat(Stream.of(words), data).toArray(String[]::new));
    }
}
