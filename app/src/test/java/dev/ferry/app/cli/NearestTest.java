package dev.ferry.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

    @Test
    void aLetterLeftOutPutInMistakenOrSwappedIsOneSlip() {
        assertThat(Nearest.slips("port", "prt")).isEqualTo(1);
        assertThat(Nearest.slips("port", "poort")).isEqualTo(1);
        assertThat(Nearest.slips("port", "pory")).isEqualTo(1);
        assertThat(Nearest.slips("port", "prot")).isEqualTo(1);
        assertThat(Nearest.slips("port", "port")).isZero();
        assertThat(Nearest.slips("", "port")).isEqualTo(4);
    }

    @Test
    void theNearestWordIsOffered() {
        assertThat(Nearest.to("pasive", List.of("active", "passive"))).contains("passive");
    }

    @Test
    void aWordLikeNoneIsNotGuessedAt() {
        assertThat(Nearest.to("xyzzy", List.of("active", "passive"))).isEmpty();
        assertThat(Nearest.to("port", List.of())).isEmpty();
    }
}
