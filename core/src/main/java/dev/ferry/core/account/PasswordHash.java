package dev.ferry.core.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Pattern;

/// A password as it is kept: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, where the parameters are
/// those it was made with. Says nothing of itself in [#toString()].
final class PasswordHash {

    private static final Pattern TEXT =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})"
                            + "\\$([A-Za-z0-9+/]{11,})\\$([A-Za-z0-9+/]{22,})");

    private final KeyDerivation.Cost cost;
    private final byte[] salt;
    private final byte[] key;

    private PasswordHash(KeyDerivation.Cost cost, byte[] salt, byte[] key) {
        this.cost = cost;
        this.salt = salt;
        this.key = key;
    }

    static PasswordHash make(
            String password, byte[] salt, KeyDerivation.Cost cost, KeyDerivation derivation) {
        return new PasswordHash(cost, salt, derivation.derive(bytes(password), salt, cost, 32));
    }

    /// One that no password is known for.
    static PasswordHash ofNothing(byte[] salt) {
        return new PasswordHash(KeyDerivation.Cost.OURS, salt, new byte[32]);
    }

    /// @throws IllegalArgumentException if `text` is not such a hash; the message does not quote it
    static PasswordHash parse(String text) {
        var parts = TEXT.matcher(text);
        if (!parts.matches()) throw new IllegalArgumentException("not an argon2id hash");
        var cost =
                new KeyDerivation.Cost(
                        Integer.parseInt(parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        Integer.parseInt(parts.group(3)));
        var decoder = Base64.getDecoder();
        return new PasswordHash(
                cost, decoder.decode(parts.group(4)), decoder.decode(parts.group(5)));
    }

    boolean matches(String password, KeyDerivation derivation) {
        return MessageDigest.isEqual(
                key, derivation.derive(bytes(password), salt, cost, key.length));
    }

    /// As it stands in the database.
    String text() {
        var encoder = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        cost.kibibytes(),
                        cost.passes(),
                        cost.lanes(),
                        encoder.encodeToString(salt),
                        encoder.encodeToString(key));
    }

    @Override
    public String toString() {
        return "PasswordHash[hidden]";
    }

    private static byte[] bytes(String password) {
        return password.getBytes(StandardCharsets.UTF_8);
    }
}
