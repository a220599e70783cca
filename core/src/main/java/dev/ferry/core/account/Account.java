package dev.ferry.core.account;

import dev.ferry.core.access.Permissions;
import java.util.Optional;
import java.util.OptionalInt;

/// Who may log in, and to what. A snapshot: [Accounts#current] gives the newest.
///
/// @param id never reused and never shown; what uploads in progress belong to
/// @param home the real folder, absolute
/// @param anonymous whether any password is right
/// @param trustsClose whether an upload counts as whole even if both connections are closed at
///   once, for devices that do so (HOUSE: Verdict)
/// @param fileMode POSIX bits of new files before the umask, where the account has its own
/// @param folderMode the same of new folders
/// @param umask bits taken from both, where the account has its own
/// @param charset in which its clients say names, where that is not UTF-8; by its name in Java
/// @param limits what it may use up, and from where
/// @param certificates which of them open it, where clients are asked for them
/// @param version grows with every change of the account, its password included
public record Account(
        String id,
        String name,
        boolean enabled,
        boolean anonymous,
        String home,
        Permissions permissions,
        boolean trustsClose,
        OptionalInt fileMode,
        OptionalInt folderMode,
        OptionalInt umask,
        Optional<String> charset,
        AccountLimits limits,
        AccountCertificates certificates,
        long version) {

    /// Without limits and certificates of its own.
    public Account(
            String id,
            String name,
            boolean enabled,
            boolean anonymous,
            String home,
            Permissions permissions,
            boolean trustsClose,
            OptionalInt fileMode,
            OptionalInt folderMode,
            OptionalInt umask,
            Optional<String> charset,
            long version) {
        this(
                id,
                name,
                enabled,
                anonymous,
                home,
                permissions,
                trustsClose,
                fileMode,
                folderMode,
                umask,
                charset,
                AccountLimits.NONE,
                AccountCertificates.NONE,
                version);
    }

    public Account withEnabled(boolean enabled) {
        return new Account(
                id,
                name,
                enabled,
                anonymous,
                home,
                permissions,
                trustsClose,
                fileMode,
                folderMode,
                umask,
                charset,
                limits,
                certificates,
                version);
    }

    public Account withHome(String home) {
        return new Account(
                id,
                name,
                enabled,
                anonymous,
                home,
                permissions,
                trustsClose,
                fileMode,
                folderMode,
                umask,
                charset,
                limits,
                certificates,
                version);
    }

    public Account withPermissions(Permissions permissions) {
        return new Account(
                id,
                name,
                enabled,
                anonymous,
                home,
                permissions,
                trustsClose,
                fileMode,
                folderMode,
                umask,
                charset,
                limits,
                certificates,
                version);
    }

    public Account withTrustsClose(boolean trustsClose) {
        return new Account(
                id,
                name,
                enabled,
                anonymous,
                home,
                permissions,
                trustsClose,
                fileMode,
                folderMode,
                umask,
                charset,
                limits,
                certificates,
                version);
    }

    public Account withModes(OptionalInt fileMode, OptionalInt folderMode, OptionalInt umask) {
        return new Account(
                id,
                name,
                enabled,
                anonymous,
                home,
                permissions,
                trustsClose,
                fileMode,
                folderMode,
                umask,
                charset,
                limits,
                certificates,
                version);
    }

    public Account withCharset(Optional<String> charset) {
        return new Account(
                id,
                name,
                enabled,
                anonymous,
                home,
                permissions,
                trustsClose,
                fileMode,
                folderMode,
                umask,
                charset,
                limits,
                certificates,
                version);
    }

    public Account withLimits(AccountLimits limits) {
        return new Account(
                id,
                name,
                enabled,
                anonymous,
                home,
                permissions,
                trustsClose,
                fileMode,
                folderMode,
                umask,
                charset,
                limits,
                certificates,
                version);
    }

    public Account withCertificates(AccountCertificates certificates) {
        return new Account(
                id,
                name,
                enabled,
                anonymous,
                home,
                permissions,
                trustsClose,
                fileMode,
                folderMode,
                umask,
                charset,
                limits,
                certificates,
                version);
    }

    Account withVersion(long version) {
        return new Account(
                id,
                name,
                enabled,
                anonymous,
                home,
                permissions,
                trustsClose,
                fileMode,
                folderMode,
                umask,
                charset,
                limits,
                certificates,
                version);
    }
}
