package dev.ferry.core.account;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// What turns a password into the bytes that are kept. Slow on purpose; runs on the calling thread.
@FunctionalInterface
interface KeyDerivation {

    /// Argon2id, version 19 (RFC 9106).
    KeyDerivation ARGON2ID =
            (password, salt, cost, length) -> {
                var generator = new Argon2BytesGenerator();
                generator.init(
                        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                                .withMemoryAsKB(cost.kibibytes())
                                .withIterations(cost.passes())
                                .withParallelism(cost.lanes())
                                .withSalt(salt)
                                .build());
                byte[] key = new byte[length];
                generator.generateBytes(password, key);
                return key;
            };

    /// @param length of what is returned, in bytes
    byte[] derive(byte[] password, byte[] salt, Cost cost, int length);

    /// How much work it is; `m`, `t` and `p` of RFC 9106.
    record Cost(int kibibytes, int passes, int lanes) {

        static final Cost OURS = new Cost(19 * 1024, 2, 1);

        public Cost {
            boolean sane =
                    passes >= 1
                            && passes <= 100
                            && lanes >= 1
                            && lanes <= 64
                            && kibibytes >= 8 * lanes
                            && kibibytes <= 1024 * 1024;
            if (!sane) throw new IllegalArgumentException("argon2 parameters out of range");
        }
    }
}
