package dev.ferry.core.work;

import java.io.IOException;

/// The account was disabled, removed or given another home while its session went on. The session
/// ends.
public final class AccountChangedException extends IOException {

    public AccountChangedException(String why) {
        super(why);
    }
}
