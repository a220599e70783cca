package dev.ferry.core.account;

import java.io.Closeable;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/// Makes and checks password hashes, so many at once and no more, on platform threads: one takes
/// about 60 ms of a core, which would hold up the sessions that share a virtual thread's carrier.
/// The bound also bounds the memory, 19 MiB each. Safe for use by any thread.
final class Passwords implements Closeable {

    private final KeyDerivation derivation;
    private final Semaphore places;
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    Thread.ofPlatform().name("ferry-password-", 0).daemon().factory());
    private final SecureRandom random = new SecureRandom();
    private final PasswordHash nobodys = PasswordHash.ofNothing(salt());

    Passwords(int atOnce, KeyDerivation derivation) {
        this.places = new Semaphore(atOnce, true);
        this.derivation = derivation;
    }

    /// A hash to keep. Waits its turn, interrupted or not.
    PasswordHash hash(String password) {
        places.acquireUninterruptibly();
        Future<PasswordHash> made =
                inPlace(() ->
                        PasswordHash.make(password, salt(), KeyDerivation.Cost.OURS, derivation));
        try {
            return Waiting.uninterrupted(made);
        } catch (ExecutionException e) {
            throw Waiting.unchecked(e);
        }
    }

    /// Whether `password` is the one behind `hash`. Where there is none the answer is no, after the
    /// same work.
    ///
    /// @param known whether it has been found right meanwhile; asked once a place is free, so that
    ///   of many logins at once with one password the first ones do the work for all
    boolean matches(String password, Optional<PasswordHash> hash, BooleanSupplier known)
            throws InterruptedException {
        PasswordHash kept = hash.orElse(nobodys);
        places.acquire();
        if (known.getAsBoolean()) {
            places.release();
            return true;
        }
        Future<Boolean> right = inPlace(() -> kept.matches(password, derivation));
        try {
            return right.get() && hash.isPresent();
        } catch (ExecutionException e) {
            throw Waiting.unchecked(e);
        }
    }

    /// Gives the place back when the work is done, not when whoever asked for it went away.
    private <T> Future<T> inPlace(Callable<T> work) {
        boolean begun = false;
        try {
            Future<T> result =
                    threads.submit(() -> {
                        try {
                            return work.call();
                        } finally {
                            places.release();
                        }
                    });
            begun = true;
            return result;
        } finally {
            if (!begun) places.release();
        }
    }

    /// How many wait for a place.
    int waiting() {
        return places.getQueueLength();
    }

    private byte[] salt() {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        return salt;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
