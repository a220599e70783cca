package dev.ferry.ssh;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BaseCipher;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.cipher.CipherInformation;
import org.jspecify.annotations.Nullable;

/// AES in GCM as RFC 5647 and OpenSSH have it. The library's own decrypts in place, for which the
/// JDK makes a whole new array for each packet, as long as the one that the packet lies in, and
/// copies that back. One for each direction of a connection; for one thread at a time.
public final class AesGcm extends BaseCipher {

    /// Of the threads that read; as long as the longest packet so far.
    private static final ThreadLocal<byte[]> CLEAR = ThreadLocal.withInitial(() -> new byte[0]);

    private static final int COUNTER = 4; // where it is in the nonce

    private @Nullable SecretKeySpec key;
    private ByteBuffer nonce = ByteBuffer.allocate(0);
    private long first;
    private boolean ready;

    private record Factory(BuiltinCiphers known) implements NamedFactory<Cipher> {
        @Override
        public String getName() {
            return known.getName();
        }

        @Override
        public Cipher create() {
            return new AesGcm(known);
        }
    }

    /// @return what makes ciphers of that name: ours for AES in GCM, the library's for all others
    public static NamedFactory<Cipher> orOther(BuiltinCiphers known) {
        return known.getName().contains("gcm") ? new Factory(known) : known;
    }

    private AesGcm(CipherInformation known) {
        super(
                known.getIVSize(),
                known.getAuthenticationTagSize(),
                known.getKdfSize(),
                known.getAlgorithm(),
                known.getKeySize(),
                known.getTransformation(),
                known.getCipherBlockSize());
    }

    @Override
    protected javax.crypto.Cipher createCipherInstance(Mode mode, byte[] key, byte[] iv)
            throws GeneralSecurityException {
        this.mode = mode;
        this.key = new SecretKeySpec(key, getAlgorithm());
        nonce = ByteBuffer.wrap(iv.clone());
        first = nonce.getLong(COUNTER);
        ready = false;
        return javax.crypto.Cipher.getInstance(getTransformation());
    }

    /// The cipher, made ready for a packet once.
    private javax.crypto.Cipher ready() throws GeneralSecurityException {
        javax.crypto.Cipher cipher = getCipherInstance();
        if (!ready) {
            int way =
                    mode == Mode.Encrypt
                            ? javax.crypto.Cipher.ENCRYPT_MODE
                            : javax.crypto.Cipher.DECRYPT_MODE;
            int bits = getAuthenticationTagSize() * Byte.SIZE;
            cipher.init(way, key, new GCMParameterSpec(bits, nonce.array()));
            ready = true;
        }
        return cipher;
    }

    @Override
    public void updateAAD(byte[] bytes, int start, int count) throws GeneralSecurityException {
        ready().updateAAD(bytes, start, count);
    }

    @Override
    public void update(byte[] bytes, int start, int count) throws GeneralSecurityException {
        if (mode == Mode.Encrypt) {
            var _ = ready().doFinal(bytes, start, count, bytes, start);
        } else {
            byte[] clear = CLEAR.get();
            if (clear.length < count) {
                clear = new byte[count];
                CLEAR.set(clear);
            }
            int sealed = count + getAuthenticationTagSize();
            int done = ready().doFinal(bytes, start, sealed, clear, 0);
            System.arraycopy(clear, 0, bytes, start, done);
        }
        nonce.putLong(COUNTER, nonce.getLong(COUNTER) + 1);
        if (nonce.getLong(COUNTER) == first) {
            throw new IllegalStateException("a nonce of AES-GCM would be used again");
        }
        ready = false;
    }
}
