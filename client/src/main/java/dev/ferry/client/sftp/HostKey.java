package dev.ferry.client.sftp;

import dev.ferry.client.net.Fingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// A public key, of a server or of ours.
///
/// @param type such as `ssh-ed25519`
/// @param base64 what stands on the wire, as files have it
public record HostKey(String type, String base64) {

    private static final int LONGEST_TYPE = 64;

    /// @param wire a key as SSH has it on the wire, which begins with its type
    public static Optional<HostKey> of(byte[] wire) {
        if (wire.length < 4) return Optional.empty();
        int length = ByteBuffer.wrap(wire).getInt();
        if (length < 1 || length > LONGEST_TYPE || length > wire.length - 4) {
            return Optional.empty();
        }
        String type = new String(wire, 4, length, StandardCharsets.US_ASCII);
        return Optional.of(new HostKey(type, Base64.getEncoder().encodeToString(wire)));
    }

    /// What a file says; empty where it is no key.
    public static Optional<HostKey> parse(String base64) {
        try {
            return of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// As SSH has it on the wire.
    byte[] wire() {
        return Base64.getDecoder().decode(base64);
    }

    public Fingerprint fingerprint() {
        return Fingerprint.ofKey(wire());
    }
}
