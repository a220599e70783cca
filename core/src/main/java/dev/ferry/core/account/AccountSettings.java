package dev.ferry.core.account;

import java.time.Duration;

/// How passwords are checked.
///
/// @param loginMemory for how long a check that succeeded is remembered, so that a script which
///   logs in for every file pays for it once; zero switches it off
/// @param hashesAtOnce passwords computed at one time; each takes 19 MiB and about 60 ms of a core
public record AccountSettings(Duration loginMemory, int hashesAtOnce) {

    public AccountSettings {
        if (loginMemory.isNegative()) {
            throw new IllegalArgumentException("accounts.login-memory: must not be negative");
        }
        if (hashesAtOnce < 1) {
            throw new IllegalArgumentException(
                    "accounts.hashes-at-once: " + hashesAtOnce + " is below 1");
        }
    }

    public static AccountSettings defaults() {
        return new AccountSettings(Duration.ofSeconds(60), 2);
    }
}
