package dev.ferry.core.account;

import java.io.IOException;
import java.util.Optional;

/// Where a session asks who somebody is. Safe for use by many threads at once; calls block.
public interface LoginDesk {

    /// The account of this name and password; empty where there is none, or it is disabled, or the
    /// password is wrong, and which of these it was takes the same time to say.
    ///
    /// @throws IOException if it cannot be said now
    Optional<Account> login(String name, String password) throws IOException;

    /// The account as it is now; empty where it was removed.
    ///
    /// @param id of the account
    Optional<Account> current(String id);

    /// Calls `action` after accounts have changed, whoever changed them; on a thread of the desk's.
    void onChange(Runnable action);
}
