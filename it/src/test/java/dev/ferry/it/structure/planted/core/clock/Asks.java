package dev.ferry.it.structure.planted.core.clock;

import java.time.Instant;
import java.time.InstantSource;

/// Asks the machine in each way that logic must not.
public final class Asks {
    public Instant now() {
        return Instant.now();
    }

    public long millis() {
        return System.currentTimeMillis();
    }

    public InstantSource clock() {
        return InstantSource.system();
    }

    public String property() {
        return System.getProperty("user.home", "");
    }

    public boolean environment() {
        return System.getenv("HOME") != null;
    }
}
