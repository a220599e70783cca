package dev.ferry.server.sftp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Iterator;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.util.security.SecurityUtils;

/// The keys a server proves itself with: made, and as text, and back. Beside [SshTransport] the one
/// class that knows the library.
public final class SshKeys {

    /// The kinds there is one of each, the best first.
    public enum Kind {
        ED25519("ssh-ed25519", 256),
        ECDSA("ecdsa-sha2-nistp256", 256),
        /// Takes the longest to be made.
        RSA("ssh-rsa", 3072);

        private final String type;
        private final int bits;

        Kind(String type, int bits) {
            this.type = type;
            this.bits = bits;
        }

        public int bits() {
            return bits;
        }
    }

    private SshKeys() {}

    public static KeyPair make(Kind kind) {
        try {
            return KeyUtils.generateKeyPair(kind.type, kind.bits);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no key of kind " + kind + " can be made", e);
        }
    }

    /// As OpenSSH writes a private key that no passphrase protects.
    public static String text(KeyPair key, String comment) {
        var out = new ByteArrayOutputStream();
        try {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, comment, null, out);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("a key cannot be written", e);
        }
        return out.toString(StandardCharsets.US_ASCII);
    }

    /// @param text of a private key: as OpenSSH writes it, or in PEM
    /// @throws IllegalArgumentException with the reason, if it is none that can be used
    public static KeyPair parse(String text) {
        try (var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1))) {
            Iterable<KeyPair> found =
                    SecurityUtils.loadKeyPairIdentities(
                            null, NamedResource.ofName("host key"), in, null);
            Iterator<KeyPair> each = found == null ? null : found.iterator();
            if (each != null && each.hasNext()) return each.next();
            throw new IllegalArgumentException("holds no private key");
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "holds no private key that can be read without a passphrase ("
                            + e.getMessage()
                            + ")");
        }
    }

    /// Such as `ssh-ed25519`.
    public static String type(KeyPair key) {
        return KeyUtils.getKeyType(key.getPublic());
    }

    /// As clients show it: `SHA256:` and 43 characters.
    public static String fingerprint(KeyPair key) {
        return KeyUtils.getFingerPrint(key.getPublic());
    }

    /// The public half, as `known_hosts` has it behind the names.
    public static String line(KeyPair key) {
        return PublicKeyEntry.toString(key.getPublic());
    }
}
