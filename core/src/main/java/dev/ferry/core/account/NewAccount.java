package dev.ferry.core.account;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import java.util.Optional;
import java.util.OptionalInt;

/// An account to be added; otherwise as [Account].
///
/// @param home the real folder, absolute; empty for one of its own below the data folder
public record NewAccount(
        String name,
        Optional<String> home,
        Permissions permissions,
        boolean anonymous,
        boolean trustsClose,
        OptionalInt fileMode,
        OptionalInt folderMode,
        OptionalInt umask,
        Optional<String> charset,
        AccountLimits limits,
        AccountCertificates certificates) {

    /// Without limits and certificates of its own.
    public NewAccount(
            String name,
            Optional<String> home,
            Permissions permissions,
            boolean anonymous,
            boolean trustsClose,
            OptionalInt fileMode,
            OptionalInt folderMode,
            OptionalInt umask,
            Optional<String> charset) {
        this(
                name,
                home,
                permissions,
                anonymous,
                trustsClose,
                fileMode,
                folderMode,
                umask,
                charset,
                AccountLimits.NONE,
                AccountCertificates.NONE);
    }

    /// The usual one: everything allowed in a home of its own.
    public static NewAccount named(String name) {
        return new NewAccount(
                name,
                Optional.empty(),
                Permissions.everywhere(Action.all()),
                false,
                false,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty());
    }
}
