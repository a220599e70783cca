package dev.ferry.core.account;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What tells one certificate from all others: its SHA-256.
///
/// @param hex 64 digits, in lower case
public record Fingerprint(String hex) {

    private static final String PREFIX = "SHA256:";
    private static final Pattern SUM = Pattern.compile("[0-9a-f]{64}");

    /// As OpenSSL, browsers and we write it: with or without colons and a word for the function.
    private static final Pattern WRITTEN =
            Pattern.compile(
                    "(?:sha-?256(?: fingerprint)?[:=])?((?:[0-9a-f]{2}:?){31}[0-9a-f]{2})",
                    Pattern.CASE_INSENSITIVE);

    public Fingerprint {
        if (!SUM.matcher(hex).matches()) {
            throw new IllegalArgumentException("'" + hex + "' is no SHA-256");
        }
    }

    public static Fingerprint of(X509Certificate certificate) {
        try {
            var sum = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return new Fingerprint(HexFormat.of().formatHex(sum));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no SHA-256", e);
        }
    }

    /// The one that `text` says; empty where it says none.
    public static Optional<Fingerprint> parse(String text) {
        var written = WRITTEN.matcher(text.strip());
        if (!written.matches()) return Optional.empty();
        String hex = written.group(1).replace(":", "").toLowerCase(Locale.ROOT);
        return Optional.of(new Fingerprint(hex));
    }

    /// As clients show it: `SHA256:4F:1A:...`.
    @Override
    public String toString() {
        return PREFIX + HexFormat.ofDelimiter(":").withUpperCase().formatHex(bytes());
    }

    private byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}
