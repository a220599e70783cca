package dev.ferry.core.account;

/// What came of a name and a password.
public sealed interface Login {

    record Accepted(Account account) implements Login {}

    /// The client is told that it was refused and nothing else.
    ///
    /// @param why for the log
    record Refused(String why) implements Login {}
}
