package dev.ferry.core.account;

import java.time.Duration;

public record AccountSettings(Duration loginMemory, int hashesAtOnce) {
    public static AccountSettings defaults() {
        return new AccountSettings(Duration.ofSeconds(60), 2);
    }
}
