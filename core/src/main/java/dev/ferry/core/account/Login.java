package dev.ferry.core.account;

import java.util.Optional;

/// What came of a name and a password.
public sealed interface Login {

    record Accepted(Account account) implements Login {}

    /// The client is told that it was refused and nothing else.
    ///
    /// @param why for the log
    record Refused(String why) implements Login {
        public static final String UNKNOWN = "no such account";
        public static final String DISABLED = "the account is disabled";
        public static final String EXPIRED = "the account has expired";
        public static final String WRONG = "wrong password";
    }

    /// What speaks against a login besides the password.
    @FunctionalInterface
    interface Objection {
        Objection NONE = _ -> Optional.empty();

        /// @return why `account` may not log in here and now, for the log
        Optional<String> to(Account account);
    }
}
