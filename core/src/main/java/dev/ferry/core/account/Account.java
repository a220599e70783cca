package dev.ferry.core.account;

import dev.ferry.core.access.Permissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

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
/// @param keys that open it over SSH
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
        List<AccountKey> keys,
        long version) {

    public Account {
        keys = List.copyOf(keys);
    }

    /// One that may log in, with nothing of its own but a home and permissions.
    public static Account of(String id, String name, String home, Permissions permissions) {
        return new Account(
                id,
                name,
                true,
                false,
                home,
                permissions,
                false,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                AccountLimits.NONE,
                AccountCertificates.NONE,
                List.of(),
                1);
    }

    private Account with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    public Account withEnabled(boolean enabled) {
        return with(draft -> draft.enabled = enabled);
    }

    public Account withAnonymous(boolean anonymous) {
        return with(draft -> draft.anonymous = anonymous);
    }

    public Account withHome(String home) {
        return with(draft -> draft.home = home);
    }

    public Account withPermissions(Permissions permissions) {
        return with(draft -> draft.permissions = permissions);
    }

    public Account withTrustsClose(boolean trustsClose) {
        return with(draft -> draft.trustsClose = trustsClose);
    }

    public Account withModes(OptionalInt fileMode, OptionalInt folderMode, OptionalInt umask) {
        return with(draft -> {
            draft.fileMode = fileMode;
            draft.folderMode = folderMode;
            draft.umask = umask;
        });
    }

    public Account withCharset(Optional<String> charset) {
        return with(draft -> draft.charset = charset);
    }

    public Account withLimits(AccountLimits limits) {
        return with(draft -> draft.limits = limits);
    }

    public Account withCertificates(AccountCertificates certificates) {
        return with(draft -> draft.certificates = certificates);
    }

    public Account withKeys(List<AccountKey> keys) {
        return with(draft -> draft.keys = keys);
    }

    Account withVersion(long version) {
        return with(draft -> draft.version = version);
    }

    /// A copy while it is changed.
    private static final class Draft {
        String id;
        String name;
        boolean enabled;
        boolean anonymous;
        String home;
        Permissions permissions;
        boolean trustsClose;
        OptionalInt fileMode;
        OptionalInt folderMode;
        OptionalInt umask;
        Optional<String> charset;
        AccountLimits limits;
        AccountCertificates certificates;
        List<AccountKey> keys;
        long version;

        private Draft(Account from) {
            id = from.id;
            name = from.name;
            enabled = from.enabled;
            anonymous = from.anonymous;
            home = from.home;
            permissions = from.permissions;
            trustsClose = from.trustsClose;
            fileMode = from.fileMode;
            folderMode = from.folderMode;
            umask = from.umask;
            charset = from.charset;
            limits = from.limits;
            certificates = from.certificates;
            keys = from.keys;
            version = from.version;
        }

        private Account done() {
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
                    keys,
                    version);
        }
    }
}
