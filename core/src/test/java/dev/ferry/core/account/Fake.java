package dev.ferry.core.account;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/// Stand-ins for what is slow, or goes by itself.
final class Fake {

    private Fake() {}

    /// As good as argon2id for telling passwords apart, and a thousand times as fast.
    static KeyDerivation derivation() {
        return (password, salt, _, length) -> {
            try {
                var digest = MessageDigest.getInstance("SHA-256");
                digest.update(salt);
                return Arrays.copyOf(digest.digest(password), length);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    /// The same, and how often it was asked for.
    static final class Counting implements KeyDerivation {
        private final AtomicInteger computed = new AtomicInteger();

        @Override
        public byte[] derive(byte[] password, byte[] salt, Cost cost, int length) {
            computed.incrementAndGet();
            return derivation().derive(password, salt, cost, length);
        }

        /// Since the last call of this.
        int computed() {
            return computed.getAndSet(0);
        }
    }

    /// A clock that stands until it is told to go on.
    static final class Clock implements InstantSource {
        private volatile Instant now = Instant.parse("2026-05-01T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }
}
