package dev.ferry.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final String COLONS = "01:23:45:67:89:AB:CD:EF";

    @Test
    void isReadAsOthersWriteIt() {
        String colons = String.join(":", COLONS, COLONS, COLONS, COLONS);
        for (String text :
                List.of(
                        HEX,
                        HEX.toUpperCase(java.util.Locale.ROOT),
                        "SHA256:" + HEX,
                        "sha256:" + colons,
                        "SHA-256:" + colons,
                        "sha256 Fingerprint=" + colons,
                        " SHA256 Fingerprint=" + colons + "\n")) {
            assertThat(Fingerprint.parse(text)).as(text).contains(new Fingerprint(HEX));
        }
        assertThat(new Fingerprint(HEX)).hasToString("SHA256:" + colons);
    }

    @Test
    void isNothingElse() {
        for (String text :
                List.of("", "SHA256:", HEX + "0", HEX.substring(1), "SHA1:" + HEX, "anna.pem")) {
            assertThat(Fingerprint.parse(text)).as(text).isEmpty();
        }
        assertThatThrownBy(() -> new Fingerprint("AB"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
