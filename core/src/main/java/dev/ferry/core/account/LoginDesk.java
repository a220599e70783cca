package dev.ferry.core.account;

import java.io.IOException;
import java.util.Optional;

/// Where a session asks who somebody is. Safe for use by many threads at once; calls block.
public interface LoginDesk {

    /// Whether `password` is that of `name`. A name nobody has, a disabled account and a wrong
    /// password take the same time.
    ///
    /// @throws IOException if it cannot be said now
    default Login login(String name, String password) throws IOException, InterruptedException {
        return login(name, password, Login.Objection.NONE);
    }

    /// The same for whoever something else may speak against: where it does, the answer is no after
    /// the work of a wrong password, so that nobody learns whether this one was right.
    Login login(String name, String password, Login.Objection objection)
            throws IOException, InterruptedException;

    /// Whether a client that has shown that certificate may log in as `name`. Whether there is such
    /// an account shows only where the certificate opens it.
    ///
    /// @throws IOException if it cannot be said now
    Recognition recognise(String name, ShownCertificate shown, Login.Objection objection)
            throws IOException;

    /// The account called `name`, if `key` opens it and nothing else speaks against it. That the
    /// client has the other half of the key is for the caller to see to, and so is that it knows
    /// the password, where the account wants both ([LoginBy#BOTH]).
    ///
    /// @throws IOException if it cannot be said now
    Optional<Account> opens(String name, AccountKey key, Login.Objection objection)
            throws IOException;

    /// The account as it is now; empty where it was removed.
    ///
    /// @param id of the account
    Optional<Account> current(String id);

    /// Calls `listener` after accounts have changed, whoever changed them, on a thread of the
    /// desk's.
    void onChange(Runnable listener);
}
