package dev.ferry.client.net;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// The SHA-256 of a certificate or host key, as `SHA256:` and base64 without padding, which is how
/// OpenSSH writes it.
public record Fingerprint(String text) {

    private static final String PREFIX = "SHA256:";
    private static final int LENGTH = 32;

    /// What `text` says: `SHA256:` followed by base64 as of OpenSSH, or by 64 hexadecimal digits
    /// with or without colons, as of openssl; empty where it is none.
    public static Optional<Fingerprint> parse(String text) {
        if (!text.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) return Optional.empty();
        String bare = text.substring(PREFIX.length());
        String hex = bare.replace(":", "").toLowerCase(Locale.ROOT);
        try {
            byte[] sum =
                    hex.length() == 2 * LENGTH
                            ? HexFormat.of().parseHex(hex)
                            : Base64.getDecoder().decode(bare.replaceAll("=+$", ""));
            return sum.length == LENGTH ? Optional.of(of(sum)) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    public static Fingerprint of(X509Certificate certificate) {
        try {
            return ofKey(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @param key as SSH has it on the wire
    public static Fingerprint ofKey(byte[] key) {
        try {
            return of(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Fingerprint of(byte[] sum) {
        return new Fingerprint(PREFIX + Base64.getEncoder().withoutPadding().encodeToString(sum));
    }

    @Override
    public String toString() {
        return text;
    }
}
