package dev.ferry.core.account;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What opens an account. Over SFTP an SSH key of the account takes the place of the certificate.
public enum LoginBy {
    /// A certificate of the account, or its password.
    EITHER,
    /// Its password. A certificate that is shown must be the account's all the same.
    PASSWORD,
    /// A certificate of the account, and no password.
    CERTIFICATE,
    /// A certificate of the account, and then its password.
    BOTH;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<LoginBy> named(String word) {
        return Arrays.stream(values()).filter(by -> by.word().equals(word)).findFirst();
    }
}
