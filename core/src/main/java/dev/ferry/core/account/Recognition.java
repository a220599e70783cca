package dev.ferry.core.account;

/// What came of a name and a certificate, before any password.
public sealed interface Recognition {

    /// Nothing else is wanted.
    record Enough(Account account) implements Recognition {}

    /// The certificate is right, and the password is wanted too.
    record PasswordToo(Account account) implements Recognition {}

    /// @param why for the log
    /// @param words for the client, about its certificate alone: whether there is such an account
    ///   cannot be read from them
    record Refused(String why, String words) implements Recognition {
        /// What a client is told of a certificate that has nothing wrong with it.
        public static final String NOT_OF_THIS = "does not open this account";
    }
}
