package dev.ferry.server.net;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.AccountLimits;
import dev.ferry.core.account.Ban;
import dev.ferry.core.account.Bans;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class LimitsTest {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private Instant now = Instant.parse("2026-05-01T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final Book book = new Book();
    private final List<Refusal> dismissed = new ArrayList<>();

    private static final class Book implements Bans {
        final Map<String, Ban> kept = new LinkedHashMap<>();

        @Override
        public List<Ban> all() {
            return List.copyOf(kept.values());
        }

        @Override
        public void put(Ban ban) {
            kept.put(ban.network(), ban);
        }

        @Override
        public boolean remove(String network) {
            return kept.remove(network) != null;
        }
    }

    private Limits limits(LimitSettings settings, int most) {
        return new Limits(settings, most, book, clock);
    }

    private Limits limits() {
        return limits(LimitSettings.defaults(), 1000);
    }

    /// The defaults, with less of what tests would have to fill.
    private static LimitSettings small(int perAddress, int halfOpen, int halfOpenPerAddress) {
        return LimitSettings.defaults()
                .with(draft -> {
                    draft.sessionsPerAddress = OptionalInt.of(perAddress);
                    draft.halfOpen = halfOpen;
                    draft.halfOpenPerAddress = halfOpenPerAddress;
                    draft.banAfter = OptionalInt.of(3);
                    draft.banLongest = Duration.ofMinutes(30);
                    draft.neverBan = List.of();
                    draft.allow =
                            List.of(
                                    Network.parse("198.51.100.0/24"),
                                    Network.parse("2001:db8::/32"));
                    draft.deny = List.of(Network.parse("198.51.100.66"));
                });
    }

    private Limits.Answer enter(Limits limits, String address) {
        return limits.enter(InetAddress.ofLiteral(address), dismissed::add);
    }

    private Limits.Place place(Limits limits, String address) {
        return switch (enter(limits, address)) {
            case Limits.Answer.Admitted(Limits.Place place) -> place;
            case Limits.Answer.Refused(Refusal why) -> throw new AssertionError(why.words());
        };
    }

    private Refusal refusal(Limits limits, String address) {
        return switch (enter(limits, address)) {
            case Limits.Answer.Refused(Refusal why) -> why;
            case Limits.Answer.Admitted _ -> throw new AssertionError("admitted");
        };
    }

    private static Account account(String name, OptionalInt sessions) {
        AccountLimits none = AccountLimits.NONE;
        return Account.of("id-" + name, name, "/home", Permissions.everywhere(Action.all()))
                .withLimits(
                        new AccountLimits(
                                none.quotaBytes(),
                                none.quotaFiles(),
                                none.largestFile(),
                                none.rates(),
                                sessions,
                                List.of(),
                                List.of(),
                                Optional.empty()));
    }

    private static final Account ANNA = account("anna", OptionalInt.empty());

    @Test
    @DisplayName("before-login denial: half-open sessions")
    void theDefaultsAdmitTwoHundredHonestOnesBehindOneAddressWhileThreeHundredHangHalfOpen() {
        Limits limits = limits();
        for (int i = 0; i < 300; i++) place(limits, "192.0.2.1");
        assertThat(dismissed).hasSize(50).allMatch(Refusal.HalfOpen.class::isInstance);
        for (int i = 0; i < 200; i++) {
            assertThat(place(limits, "192.0.2.1").logIn(ANNA)).isEmpty();
        }
        assertThat(limits.sessions() - limits.halfOpen()).isEqualTo(200);
        for (int i = 0; i < 200; i++) place(limits, "192.0.2.1"); // all at once, none logged in yet
        assertThat(limits.sessions() - limits.halfOpen()).isEqualTo(200);
    }

    @Test
    void twoHundredThatConnectAtOnceAllGetToLogIn() {
        Limits limits = limits();
        var places = new ArrayList<Limits.Place>();
        for (int i = 0; i < 200; i++) places.add(place(limits, "192.0.2.1"));
        for (Limits.Place place : places) assertThat(place.logIn(ANNA)).isEmpty();
        assertThat(dismissed).isEmpty();
    }

    @Test
    void whoHoldsTheMostHalfOpenGivesWayToOthers() {
        Limits limits = limits(small(100, 10, 10), 1000);
        for (int i = 0; i < 9; i++) place(limits, "198.51.100.9");
        Limits.Place patient = place(limits, "198.51.100.1");
        for (int i = 0; i < 9; i++) place(limits, "198.51.100." + (100 + i));
        assertThat(dismissed).hasSize(9);
        assertThat(patient.logIn(ANNA)).isEmpty();
        assertThat(limits.sessions()).isEqualTo(10);
    }

    @Test
    void whoComesTogetherFromOneAddressIsNotPushedOutByAnAttackFromMany() {
        Limits limits = limits();
        for (int i = 0; i < 2000; i++) place(limits, "10.0." + i / 250 + "." + i % 250);
        assertThat(dismissed).hasSize(1500);
        var honest = new ArrayList<Limits.Place>();
        for (int i = 0; i < 100; i++) {
            honest.add(place(limits, "192.0.2.1"));
            for (int j = 0; j < 3; j++) place(limits, "10.1." + i + "." + j);
        }
        for (Limits.Place place : honest) assertThat(place.logIn(ANNA)).isEmpty();
        assertThat(limits.sessions() - limits.halfOpen()).isEqualTo(100);
        assertThat(limits.halfOpen()).isEqualTo(400);
    }

    @Test
    void whereTheServerIsFullWhoHasNotLoggedInGivesWay() {
        Limits limits = limits(small(100, 10, 10), 3);
        place(limits, "198.51.100.1").logIn(ANNA);
        Limits.Place slow = place(limits, "198.51.100.2");
        Limits.Place next = place(limits, "198.51.100.3");
        Limits.Place third = place(limits, "198.51.100.4");
        assertThat(dismissed)
                .singleElement()
                .extracting(Refusal::words)
                .isEqualTo(
                        "Too many sessions: the server has 3, the most at one time, and yours"
                                + " waited longest for a login");
        assertThat(slow.logIn(ANNA)).isEmpty(); // its session is on its way out
        assertThat(next.logIn(ANNA)).isEmpty();
        assertThat(third.logIn(ANNA)).isEmpty();
        assertThat(refusal(limits, "198.51.100.5")).isInstanceOf(Refusal.ServerFull.class);
        assertThat(limits.sessions()).isEqualTo(3);
        third.close();
        place(limits, "198.51.100.5");
        assertThat(dismissed).hasSize(1);
    }

    @Test
    void whoIsRefusedForItsAddressPushesNobodyOut() {
        Limits limits = limits(small(1, 10, 10), 2);
        place(limits, "198.51.100.1").logIn(ANNA);
        place(limits, "198.51.100.2");
        assertThat(refusal(limits, "198.51.100.1")).isInstanceOf(Refusal.AddressFull.class);
        assertThat(dismissed).isEmpty();
    }

    @Test
    void everyLimitSaysWhichItWas() {
        Limits limits = limits(small(2, 100, 100), 3);
        place(limits, "198.51.100.1").logIn(ANNA);
        place(limits, "198.51.100.1").logIn(ANNA);
        assertThat(refusal(limits, "198.51.100.1").words())
                .isEqualTo("Too many sessions: your address has 2, the most at one time");
        place(limits, "198.51.100.2").logIn(ANNA);
        assertThat(refusal(limits, "198.51.100.3").words())
                .isEqualTo("Too many sessions: the server has 3, the most at one time");
        assertThat(refusal(limits, "198.51.100.66").words()).contains("not served here");
        assertThat(refusal(limits, "203.0.113.1").words()).contains("not served here");
    }

    @Test
    void aPlaceThatIsLeftIsFree() {
        Limits limits = limits(small(1, 100, 100), 100);
        for (int i = 0; i < 3; i++) {
            Limits.Place place = place(limits, "198.51.100.1");
            assertThat(place.logIn(ANNA)).isEmpty();
            place.close();
            place.close(); // twice is once
        }
        assertThat(limits.sessions()).isZero();
        assertThat(limits.remembered()).isZero();
    }

    @Test
    void anAccountHasSoManySessionsAndNoMore() {
        Limits limits = limits();
        Account few = account("ole", OptionalInt.of(2));
        Limits.Place first = place(limits, "192.0.2.1");
        first.logIn(few);
        place(limits, "192.0.2.2").logIn(few);
        Limits.Place third = place(limits, "192.0.2.3");
        assertThat(third.logIn(few).map(Refusal::words))
                .contains("Too many sessions: your account has 2, the most at one time");
        first.logOut();
        assertThat(third.logIn(few)).isEmpty();
        assertThat(first.logIn(few)).isPresent();
        assertThat(first.logIn(ANNA)).isEmpty();
    }

    @Test
    void anIpv6NetworkCountsAsOneClient() {
        Limits limits = limits(small(1, 100, 100), 100);
        place(limits, "2001:db8::1");
        assertThat(refusal(limits, "2001:db8::ffff:2")).isInstanceOf(Refusal.AddressFull.class);
        place(limits, "2001:db8:0:1::1");
        place(limits, "198.51.100.1");
        assertThat(refusal(limits, "::ffff:198.51.100.1")).isInstanceOf(Refusal.AddressFull.class);
    }

    @Test
    void eachWrongPasswordCostsTwiceTheTimeUpToABound() {
        Limits limits = limits();
        InetAddress one = InetAddress.ofLiteral("192.0.2.1");
        for (long millis : new long[] {500, 1000, 2000, 4000, 8000, 8000, 8000}) {
            assertThat(limits.wrongPassword(one, PAUSE).pause()).hasMillis(millis);
        }
        InetAddress another = InetAddress.ofLiteral("192.0.2.2");
        assertThat(limits.wrongPassword(another, PAUSE).pause()).hasMillis(500);
        assertThat(limits.wrongPassword(another, Duration.ZERO).pause()).isZero();
        now = now.plus(Duration.ofMinutes(11));
        assertThat(limits.wrongPassword(one, PAUSE).pause()).hasMillis(500);
    }

    @Test
    void tooManyWrongPasswordsBanForLongerEachTimeUpToABound() {
        Limits limits = limits(small(10, 100, 100), 100);
        for (long minutes : new long[] {10, 20, 30, 30}) {
            ban(limits, "198.51.100.7");
            Ban ban = requireNonNull(book.kept.get("198.51.100.7/32"));
            assertThat(ban.until()).contains(now.plus(Duration.ofMinutes(minutes)));
            Refusal refusal = refusal(limits, "198.51.100.7");
            assertThat(refusal.words()).startsWith("Your address is banned until 2026-05-01T1");
            assertThat(enter(limits, "198.51.100.8")).isInstanceOf(Limits.Answer.Admitted.class);
            now = now.plus(Duration.ofMinutes(minutes));
            place(limits, "198.51.100.7").close();
        }
    }

    private static void ban(Limits limits, String address) {
        InetAddress from = InetAddress.ofLiteral(address);
        assertThat(limits.wrongPassword(from, PAUSE).ban()).isEmpty();
        assertThat(limits.wrongPassword(from, PAUSE).ban()).isEmpty();
        assertThat(limits.wrongPassword(from, PAUSE).ban()).isPresent();
    }

    @Test
    void aBanOutlivesTheServerAndItsRemovalIsSeen() {
        ban(limits(small(10, 100, 100), 100), "2001:db8::7");
        Limits again = limits(small(10, 100, 100), 100);
        assertThat(refusal(again, "2001:db8::99")).isInstanceOf(Refusal.Banned.class);
        assertThat(book.remove("2001:db8::/64")).isTrue();
        again.reload();
        place(again, "2001:db8::99");
        book.put(new Ban("198.51.100.0/25", now, Optional.empty(), "by hand", 0));
        again.reload();
        assertThat(refusal(again, "198.51.100.5").words())
                .isEqualTo("Your address is banned: by hand");
        place(again, "198.51.100.200");
    }

    @Test
    void whatIsNeverBannedIsDelayedAllTheSame() {
        Limits limits = limits();
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        Limits.Wrong last = limits.wrongPassword(loopback, PAUSE);
        for (int i = 0; i < 100; i++) {
            last = limits.wrongPassword(loopback, PAUSE);
            assertThat(last.ban()).isEmpty();
        }
        assertThat(last.pause()).hasSeconds(8);
        place(limits, "127.0.0.1");
    }

    @Test
    void anAttackFromMillionsOfAddressesTakesBoundedMemory() {
        Limits limits = limits();
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i};
            limits.wrongPassword(Network.fromBytes(bytes), PAUSE);
        }
        assertThat(limits.remembered()).isEqualTo(Attempts.MOST);
    }

    @Test
    void anAccountsListsDecideWhoMayUseIt() {
        InetAddress here = InetAddress.ofLiteral("10.1.2.3");
        assertThat(LimitSettings.objection(List.of(), List.of(), here)).isEmpty();
        assertThat(LimitSettings.objection(List.of("10.0.0.0/8"), List.of(), here)).isEmpty();
        assertThat(LimitSettings.objection(List.of("10.0.0.0/8"), List.of("10.1.0.0/16"), here))
                .contains("the account may not be used from 10.1.2.3");
        assertThat(LimitSettings.objection(List.of("fd00::/8"), List.of(), here)).isPresent();
    }

    @Test
    void aMessageNamesTheKeyThatWasWritten() {
        assertThatThrownBy(() -> small(1, 0, 1)).hasMessageStartingWith("limits.half-open: ");
    }
}
