package dev.ferry.core.account;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/// A public key that opens an account over SSH, as a line of OpenSSH's `authorized_keys`.
///
/// @param type such as `ssh-ed25519`
/// @param blob the key as SSH sends it, in Base64
/// @param comment whose it is, for people; may be empty
public record AccountKey(String type, String blob, String comment) {

    /// Each with how many strings its blob has behind the type.
    private static final Map<String, Integer> TYPES =
            Map.of(
                    "ssh-ed25519", 1,
                    "ecdsa-sha2-nistp256", 2,
                    "ecdsa-sha2-nistp384", 2,
                    "ecdsa-sha2-nistp521", 2,
                    "sk-ssh-ed25519@openssh.com", 2,
                    "sk-ecdsa-sha2-nistp256@openssh.com", 3,
                    "ssh-rsa", 2);

    private static final int FEWEST_BITS = 2048;
    private static final int LONGEST_BLOB = 4096;
    private static final int LONGEST_COMMENT = 200;

    public AccountKey {
        if (blob.isEmpty() || comment.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("a key is one line");
        }
    }

    /// Types that may open an account.
    public static Set<String> types() {
        return TYPES.keySet();
    }

    /// @param line as a file `id_ed25519.pub` has it
    /// @throws IllegalArgumentException with the reason, if it is no key that may open an account
    public static AccountKey parse(String line) {
        String[] words = line.strip().split("[ \t]+", 3);
        String type = words[0];
        if (line.contains("PRIVATE KEY")) {
            throw new IllegalArgumentException(
                    "this is a private key, which nobody else should see; give the one in the file that ends in .pub");
        }
        if (!TYPES.containsKey(type)) {
            boolean options = words.length > 1 && TYPES.keySet().stream().anyMatch(line::contains);
            throw new IllegalArgumentException(
                    options
                            ? "options before the key are not known here; give the key alone"
                            : "'%s' is no kind of key that is taken; taken are %s"
                                    .formatted(
                                            cut(type),
                                            String.join(
                                                    ", ",
                                                    TYPES.keySet().stream().sorted().toList())));
        }
        if (words.length < 2) throw new IllegalArgumentException("the key itself is missing");
        byte[] blob;
        try {
            blob = Base64.getDecoder().decode(words[1]);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("the key is not in Base64; is the line whole?");
        }
        requireSound(type, blob);
        String comment = words.length > 2 ? words[2].strip() : "";
        return new AccountKey(type, Base64.getEncoder().encodeToString(blob), cut(comment));
    }

    /// @param blob as SSH sends it
    /// @throws IllegalArgumentException with the reason, if it is no key that may open an account
    public static AccountKey of(byte[] blob) {
        String type = new String(string(ByteBuffer.wrap(blob)), StandardCharsets.US_ASCII);
        return parse(type + " " + Base64.getEncoder().encodeToString(blob));
    }

    private static String cut(String text) {
        return text.length() > LONGEST_COMMENT ? text.substring(0, LONGEST_COMMENT) : text;
    }

    private static void requireSound(String type, byte[] blob) {
        var in = ByteBuffer.wrap(blob);
        if (blob.length > LONGEST_BLOB) {
            throw new IllegalArgumentException("the key is longer than any that is taken");
        }
        String inside = new String(string(in), StandardCharsets.US_ASCII);
        if (!inside.equals(type)) {
            throw new IllegalArgumentException(
                    "the line says %s, and the key is of another kind".formatted(type));
        }
        byte[] last = {};
        for (int i = 0; i < TYPES.getOrDefault(type, 0); i++) last = string(in);
        if (in.hasRemaining()) throw damaged();
        if (!type.equals("ssh-rsa")) return;
        int bits = new BigInteger(1, last).bitLength();
        if (bits < FEWEST_BITS) {
            throw new IllegalArgumentException(
                    "an RSA key of %d bits is too short; make one with ssh-keygen -t ed25519"
                            .formatted(bits));
        }
    }

    private static byte[] string(ByteBuffer in) {
        if (in.remaining() < 4) throw damaged();
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) throw damaged();
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static IllegalArgumentException damaged() {
        return new IllegalArgumentException("the key is damaged; is the line whole?");
    }

    /// Whether it is the same key, whatever is said of it.
    public boolean same(AccountKey other) {
        return type.equals(other.type) && blob.equals(other.blob);
    }

    /// As OpenSSH shows it: `SHA256:` and 43 characters.
    public String fingerprint() {
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(blob));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no SHA-256", e);
        }
    }

    /// As `authorized_keys` has it.
    public String line() {
        return comment.isEmpty() ? type + " " + blob : type + " " + blob + " " + comment;
    }
}
