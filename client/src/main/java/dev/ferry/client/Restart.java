package dev.ferry.client;

import dev.ferry.client.remote.Sum;
import java.io.IOException;

/// What is there cannot be gone on with: begin again from zero. Never leaves this package.
final class Restart extends IOException {

    private final String why;

    Restart(String why) {
        super(why);
        this.why = why;
    }

    static Restart ofOtherSum(Sum theirs, Sum ours) {
        return new Restart(
                "began again from zero: the checksum is not what the server says ("
                        + theirs.function().text()
                        + " "
                        + theirs.hex()
                        + ", here "
                        + ours.hex()
                        + ")");
    }

    String why() {
        return why;
    }
}
