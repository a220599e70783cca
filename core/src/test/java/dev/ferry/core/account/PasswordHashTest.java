package dev.ferry.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

    private static final byte[] SALT = "sixteen bytes ok".getBytes(StandardCharsets.US_ASCII);

    @Test
    void theHashIsArgon2idAsOthersComputeIt() {
        // The reference implementation's own test: t=2, m=256 KiB, p=1.
        byte[] key =
                KeyDerivation.ARGON2ID.derive(
                        "password".getBytes(StandardCharsets.US_ASCII),
                        "somesalt".getBytes(StandardCharsets.US_ASCII),
                        new KeyDerivation.Cost(256, 2, 1),
                        32);

        assertThat(HexFormat.of().formatHex(key))
                .isEqualTo("9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe");
    }

    @Test
    void aHashNamesItsParametersAndFindsItsPasswordAgain() {
        var made =
                PasswordHash.make(
                        "pässword", SALT, KeyDerivation.Cost.OURS, KeyDerivation.ARGON2ID);

        assertThat(made.text())
                .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[^$=]{22}\\$[^$=]{43}");
        var kept = PasswordHash.parse(made.text());
        assertThat(kept.matches("pässword", KeyDerivation.ARGON2ID)).isTrue();
        assertThat(kept.matches("password", KeyDerivation.ARGON2ID)).isFalse();
        assertThat(kept.text()).isEqualTo(made.text());
    }

    @Test
    void aHashMadeWithOtherParametersIsCheckedWithThose() {
        // "password" and "somesalt" again, as its command line tool writes them.
        var cheap =
                PasswordHash.parse(
                        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ"
                                + "$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4");

        assertThat(cheap.matches("password", KeyDerivation.ARGON2ID)).isTrue();
        assertThat(cheap.matches("passwort", KeyDerivation.ARGON2ID)).isFalse();
    }

    @Test
    void noPasswordIsRightWhereThereIsNone() {
        assertThat(PasswordHash.ofNothing(SALT).matches("", KeyDerivation.ARGON2ID)).isFalse();
    }

    @Test
    void aHashDoesNotSayItself() {
        var made =
                PasswordHash.make(
                        "secret", SALT, new KeyDerivation.Cost(8, 1, 1), Fake.derivation());

        assertThat(made.toString()).isEqualTo("PasswordHash[hidden]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=999999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$",
            })
    void whatIsNoSuchHashIsRefusedWithoutQuotingIt(String text) {
        assertThatThrownBy(() -> PasswordHash.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("c29tZXNhbHQ", "secret");
    }
}
