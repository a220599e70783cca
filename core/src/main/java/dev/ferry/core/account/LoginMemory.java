package dev.ferry.core.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Which passwords were found right a moment ago: for each account one HMAC-SHA-256 over its id,
/// its version and the password, under a key that lives as long as this process. A change of the
/// account changes its version, and with it what would have to be shown. A hit does not prolong the
/// time. Safe for use by any thread.
final class LoginMemory {

    static final int MOST = 10_000;

    private final Duration span;
    private final InstantSource clock;
    private final SecretKeySpec key;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Remembered> byAccount = new LinkedHashMap<>();

    private static final class Remembered {
        final byte[] proof;
        final Instant until;

        Remembered(byte[] proof, Instant until) {
            this.proof = proof;
            this.until = until;
        }
    }

    /// @param span zero remembers nothing
    LoginMemory(Duration span, InstantSource clock) {
        this.span = span;
        this.clock = clock;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, "HmacSHA256");
    }

    boolean knows(Account account, String password) {
        if (span.isZero()) return false;
        byte[] proof = proof(account, password);
        lock.lock();
        try {
            Remembered remembered = byAccount.get(account.id());
            if (remembered == null) return false;
            if (!clock.instant().isBefore(remembered.until)) {
                byAccount.remove(account.id());
                return false;
            }
            return MessageDigest.isEqual(remembered.proof, proof);
        } finally {
            lock.unlock();
        }
    }

    void remember(Account account, String password) {
        if (span.isZero()) return;
        var remembered = new Remembered(proof(account, password), clock.instant().plus(span));
        lock.lock();
        try {
            byAccount.remove(account.id()); // to the end of the queue
            byAccount.put(account.id(), remembered);
            if (byAccount.size() > MOST) byAccount.remove(byAccount.keySet().iterator().next());
        } finally {
            lock.unlock();
        }
    }

    void forget(String id) {
        lock.lock();
        try {
            byAccount.remove(id);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return byAccount.size();
        } finally {
            lock.unlock();
        }
    }

    private byte[] proof(Account account, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] id = account.id().getBytes(StandardCharsets.UTF_8);
            mac.update(ByteBuffer.allocate(12).putInt(id.length).putLong(account.version()).flip());
            mac.update(id);
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has HmacSHA256
        }
    }
}
