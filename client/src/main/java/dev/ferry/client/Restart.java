package dev.ferry.client;

import java.io.IOException;

/// What is there cannot be gone on with: begin again from zero. Never leaves this package.
final class Restart extends IOException {

    private final String why;

    Restart(String why) {
        super(why);
        this.why = why;
    }

    String why() {
        return why;
    }
}
