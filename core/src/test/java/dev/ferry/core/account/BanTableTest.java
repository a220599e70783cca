package dev.ferry.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BanTableTest {

    @TempDir private Path data;

    private final Fake.Clock clock = new Fake.Clock();

    @SuppressWarnings("NullAway.Init")
    private Accounts accounts;

    @BeforeEach
    void open() throws AccountException {
        accounts = Accounts.open(data, AccountSettings.defaults(), clock, Fake.derivation());
    }

    @AfterEach
    void close() {
        accounts.close();
    }

    private Ban ban(String network, Duration length, int times) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new Ban(network, now, Optional.of(now.plus(length)), "why of " + network, times);
    }

    private List<String> networks() throws Exception {
        return accounts.bans().all().stream().map(Ban::network).toList();
    }

    @Test
    void bansComeBackAsTheyWereAlsoToWhoOpensLater() throws Exception {
        Ban brief = ban("203.0.113.7/32", Duration.ofMinutes(10), 3);
        Ban forEver =
                new Ban(
                        "2001:db8::/48",
                        clock.instant(),
                        Optional.empty(),
                        "it's \"odd\"; -- %",
                        0);
        accounts.bans().put(brief);
        clock.pass(Duration.ofSeconds(1));
        accounts.bans().put(forEver);
        assertThat(accounts.bans().all()).containsExactly(forEver, brief);
        close();
        open();
        assertThat(accounts.bans().all()).containsExactly(forEver, brief);
    }

    @Test
    void aNetworkHasOneBanTheLast() throws Exception {
        accounts.bans().put(ban("203.0.113.7/32", Duration.ofMinutes(10), 1));
        Ban second = ban("203.0.113.7/32", Duration.ofMinutes(20), 2);
        accounts.bans().put(second);
        assertThat(accounts.bans().all()).containsExactly(second);
    }

    @Test
    void whoIsRemovedIsGoneAndWhoWasNotThereIsTold() throws Exception {
        accounts.bans().put(ban("203.0.113.7/32", Duration.ofMinutes(10), 1));
        accounts.bans().put(ban("203.0.113.0/24", Duration.ofMinutes(10), 0));
        assertThat(accounts.bans().remove("203.0.113.7/32")).isTrue();
        assertThat(accounts.bans().remove("203.0.113.7/32")).isFalse();
        assertThat(networks()).containsExactly("203.0.113.0/24");
    }

    @Test
    void aBanIsRememberedForAWeekAfterItsEnd() throws Exception {
        accounts.bans().put(ban("203.0.113.7/32", Duration.ofMinutes(10), 1));
        clock.pass(Duration.ofDays(7));
        assertThat(networks()).containsExactly("203.0.113.7/32");
        clock.pass(Duration.ofMinutes(10));
        assertThat(networks()).isEmpty();
        assertThat(rows()).isEqualTo(1);
        accounts.bans().put(ban("203.0.113.8/32", Duration.ofMinutes(10), 1));
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void whatWasBannedByHandStaysHoweverManyTheServerBans() throws Exception {
        accounts.bans().put(ban("198.51.100.0/24", Duration.ofMinutes(1), 0));
        fill(BanTable.MOST);
        accounts.bans().put(ban("203.0.113.7/32", Duration.ofDays(1), 1));
        assertThat(rows()).isEqualTo(BanTable.MOST + 1);
        assertThat(networks())
                .contains("198.51.100.0/24", "203.0.113.7/32", "n" + BanTable.MOST)
                .doesNotContain("n1"); // the one that would have ended first
    }

    /// Bans that end one after the other.
    private void fill(int count) throws SQLException {
        long now = clock.instant().toEpochMilli();
        try (Connection db = Database.source(data.resolve("ferry.db")).getConnection();
                var insert =
                        db.prepareStatement(
                                "with recursive n (i) as"
                                        + " (select 1 union all select i + 1 from n where i < ?)"
                                        + " insert into ban (network, since, until, why, times)"
                                        + " select 'n' || i, ?, ? + i, 'guesses', 1 from n")) {
            insert.setInt(1, count);
            insert.setLong(2, now);
            insert.setLong(3, now);
            insert.executeUpdate();
        }
    }

    private int rows() throws SQLException {
        try (Connection db = Database.source(data.resolve("ferry.db")).getConnection();
                var query = db.createStatement();
                var found = query.executeQuery("select count(*) from ban")) {
            return found.next() ? found.getInt(1) : -1;
        }
    }
}
