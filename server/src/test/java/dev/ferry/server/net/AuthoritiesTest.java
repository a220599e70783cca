package dev.ferry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.account.Fingerprint;
import dev.ferry.core.account.ShownCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whose word counts for a client's certificate, and for which names.
class AuthoritiesTest {

    private final Instant now = Instant.now();
    private static final Mint.Coin OURS = Mint.authority("Our Authority");
    private static final Mint.Coin THEIRS = Mint.authority("Our Authority"); // the name alone

    private ShownCertificate worth(Mint.Coin shown, Mint.Coin... authorities) {
        return worth(now, shown, authorities);
    }

    private static ShownCertificate worth(Instant now, Mint.Coin shown, Mint.Coin... authorities) {
        var all = List.of(authorities).stream().map(Mint.Coin::certificate).toList();
        return new Authorities(all).worth(shown.chain(), now);
    }

    @Test
    void theCommonNameCounts() {
        Mint.Coin anna = Mint.of("CN=anna,O=Ferry").by(OURS).make();
        ShownCertificate worth = worth(anna, OURS);
        assertThat(worth.names()).containsExactly("anna");
        assertThat(worth.doubt()).isEmpty();
        assertThat(worth.fingerprint()).isEqualTo(Fingerprint.of(anna.certificate()));
    }

    @Test
    void mailAddressesCountToo() {
        var anna = Mint.of("CN=Anna Example").mail("anna@example.org").by(OURS).make();
        assertThat(worth(anna, OURS).names())
                .containsExactlyInAnyOrder("Anna Example", "anna@example.org");
    }

    @Test
    void ofSeveralCommonNamesNoneCounts() {
        for (String subject : List.of("CN=anna,CN=bob", "CN=anna+CN=bob,O=Ferry")) {
            var two = Mint.of(subject).by(OURS).make();
            assertThat(worth(two, OURS).names()).as(subject).isEmpty();
        }
        var joined = Mint.of("CN=anna+OU=Crew,O=Ferry").by(OURS).make();
        assertThat(worth(joined, OURS).names()).containsExactly("anna");
    }

    @Test
    void whoIsVouchedForByNobodyHereHasNoName() {
        var theirs = Mint.of("CN=anna").by(THEIRS).make();
        assertThat(worth(theirs, OURS).names()).isEmpty();
        assertThat(worth(theirs, OURS).doubt()).contains("not vouched for");
        assertThat(worth(theirs).doubt()).contains("no authority");
        var own = Mint.of("CN=anna").make();
        assertThat(worth(own, OURS).names()).isEmpty();
    }

    @Test
    void anAuthorityInBetweenIsSentAlongAndMustBeOne() {
        Mint.Coin root = Mint.authority("Root");
        Mint.Coin between = Mint.of("CN=Between").authority().by(root).make();
        var chained = Mint.of("CN=anna").by(below(root, between)).make();
        assertThat(chained.chain()).hasSize(3);
        assertThat(worth(chained, root).names()).containsExactly("anna");
        assertThat(worth(chained, between).names()).containsExactly("anna");

        Mint.Coin client = Mint.of("CN=mallory").by(root).make();
        var forged = Mint.of("CN=anna").by(below(root, client)).make();
        assertThat(worth(forged, root).names()).isEmpty();
    }

    /// What it signs is sent with both.
    private static Mint.Coin below(Mint.Coin root, Mint.Coin between) {
        return new Mint.Coin(between.pair(), List.of(between.certificate(), root.certificate()));
    }

    @Test
    void aCertificateForServersIsNoneForClients() {
        assertThat(worth(Mint.of("CN=anna").forServers().by(OURS).make(), OURS).doubt())
                .contains("not one for clients");
        assertThat(worth(Mint.of("CN=anna").forClients().by(OURS).make(), OURS).names())
                .containsExactly("anna");
    }

    @Test
    void nothingCountsOutsideItsTime() {
        var anna = Mint.of("CN=anna").by(OURS).make();
        Instant later = now.plus(Duration.ofDays(2));
        assertThat(worth(later, anna, OURS).names()).isEmpty();
        assertThat(worth(anna, OURS).untimely(later)).isPresent();
        assertThat(worth(anna, OURS).untimely(now)).isEmpty();
        assertThat(worth(anna, OURS).untimely(now.minus(Duration.ofDays(2)))).isPresent();
        Mint.Coin old = Mint.of("CN=Old").authority().until(now.minusSeconds(60)).make();
        var young = Mint.of("CN=anna").by(old).make();
        assertThat(worth(young, old).names()).isEmpty();
    }
}
